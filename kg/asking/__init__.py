"""The questions asked of an open graph, one module each; `kg.graph.Graph` has a method for every one."""

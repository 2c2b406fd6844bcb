"""The view: one HTML file with a map of the graph, its search and its evidence."""

"""A graph out: RDF, graph files and the view in a browser."""

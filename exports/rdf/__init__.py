"""A graph as RDF: its terms, its triples, the files they are written to, and the shapes they keep."""

from exports.rdf.statements import to_rdflib, triples

__all__ = ["to_rdflib", "triples"]

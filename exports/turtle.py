"""RDF as Turtle, to be read by people and programs (W3C, RDF 1.1 Turtle)."""

from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from exports.rdf import triples
from exports.terms import PREFIXES, THINGS
from kg.graph import Graph

suffix = ".ttl"


def write(graph: Graph, path: Path) -> None:
    """Write a graph as Turtle.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The file; the same bytes for the same graph.
    """
    with path.open("wb") as sink:
        serialize(triples(graph), sink, format=RdfFormat.TURTLE, prefixes=PREFIXES | THINGS)

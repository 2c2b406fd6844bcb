"""GraphML, for Gephi, Cytoscape, yEd, igraph and NetworkX."""

from pathlib import Path

import networkx as nx

from exports.xml_text import network_in_xml
from kg.graph import Graph

suffix = ".graphml"


def write(graph: Graph, path: Path) -> None:
    r"""Write a graph as GraphML, through NetworkX.

    Nodes and edges are those of `Graph.networkx`. Lists become one text with ``|`` between, what XML cannot hold
    becomes an escape such as ``\x01``, and edges are numbered, as their ids must be unique.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The file; the same bytes for the same graph.
    """
    # the writer in the standard library's terms: the other one is there only where lxml is, and writes other bytes
    nx.readwrite.graphml.write_graphml_xml(network_in_xml(graph), path)

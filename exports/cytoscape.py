"""Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from pathlib import Path

import networkx as nx

from exports.json_text import write_json
from kg.graph import Graph

suffix = ".cyjs"


def write(graph: Graph, path: Path) -> None:
    """Write a graph as Cytoscape JSON, through NetworkX; read it with ``networkx.cytoscape_graph``.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The file; the same bytes for the same graph.
    """
    write_json(path, nx.cytoscape_data(graph.networkx()))

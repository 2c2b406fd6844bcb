"""Cytoscape JSON, for Cytoscape and Cytoscape.js."""

import json
from pathlib import Path

import networkx as nx

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
    data = nx.cytoscape_data(graph.networkx())
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        json.dump(data, sink, ensure_ascii=False, indent=1, sort_keys=True)
        sink.write("\n")

"""Node-link JSON, as NetworkX and D3 read it."""

import json
from pathlib import Path

import networkx as nx

from kg.graph import Graph

suffix = ".json"


def write(graph: Graph, path: Path) -> None:
    """Write a graph as node-link JSON, through NetworkX; read it with ``networkx.node_link_graph(edges="edges")``.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The file; the same bytes for the same graph.
    """
    data = nx.node_link_data(graph.networkx(), edges="edges")
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        json.dump(data, sink, ensure_ascii=False, indent=1, sort_keys=True)
        sink.write("\n")

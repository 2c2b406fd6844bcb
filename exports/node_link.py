"""Node-link JSON, as NetworkX and D3 read it."""

from pathlib import Path

import networkx as nx

from exports.json_text import write_json
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
    write_json(path, nx.node_link_data(graph.networkx(), edges="edges"))

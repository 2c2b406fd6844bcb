"""GraphML, for Gephi, Cytoscape, yEd, igraph and NetworkX."""

import re
from pathlib import Path
from typing import Any

import networkx as nx

from kg.graph import Graph

suffix = ".graphml"

_NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIST = " | "


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
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    whole = graph.networkx()
    for node, attributes in whole.nodes(data=True):
        network.add_node(_plain(node), **{key: _plain(value) for key, value in attributes.items()})
    for number, (source, target, attributes) in enumerate(whole.edges(data=True)):
        values = {key: _plain(value) for key, value in attributes.items()}
        network.add_edge(_plain(source), _plain(target), f"e{number}", **values)
    # the writer in the standard library's terms: the other one is there only where lxml is, and writes other bytes
    nx.readwrite.graphml.write_graphml_xml(network, path)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        value = _LIST.join(value)
    if isinstance(value, str):
        value = _NOT_XML.sub(lambda match: ascii(match.group())[1:-1], value)
    return value

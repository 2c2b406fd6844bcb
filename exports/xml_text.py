"""Text, and the graph in NetworkX, as XML 1.0 can hold them."""

import re
from typing import TYPE_CHECKING, Any

from kg.graph import Graph

if TYPE_CHECKING:
    import networkx as nx

_NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIST = " | "


def xml_text(text: str) -> str:
    r"""Text whose characters that XML cannot hold are escapes.

    Examples
    --------
    >>> xml_text("red \x1b[31m")
    'red \\x1b[31m'
    """
    return _NOT_XML.sub(lambda match: ascii(match.group())[1:-1], text)


def network_in_xml(graph: Graph) -> "nx.MultiDiGraph[str]":
    """The graph in NetworkX with values that XML formats hold: lists as one text, edges numbered as keys.

    Parameters
    ----------
    graph : Graph
        An open graph.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes, edges and their order as `Graph.networkx` has them.
    """
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    whole = graph.networkx()
    for node, attributes in whole.nodes(data=True):
        network.add_node(_plain(node), **{key: _plain(value) for key, value in attributes.items()})
    for number, (source, target, attributes) in enumerate(whole.edges(data=True)):
        values = {key: _plain(value) for key, value in attributes.items()}
        network.add_edge(_plain(source), _plain(target), f"e{number}", **values)
    return network


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        value = _LIST.join(value)
    return xml_text(value) if isinstance(value, str) else value

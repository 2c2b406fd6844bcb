"""A table of nodes and one of edges as CSV, as Gephi imports them."""

from dataclasses import fields
from pathlib import Path

from exports.delimited import write_rows
from kg.graph import Graph
from kg.types import Edge

suffix = "-csv"

_LIST = " | "
_NODE = ("name", "kind", "type", "papers", "mentions", "first_seen", "last_seen", "aliases", "date", "url", "venue")
_EDGE = tuple(field.name for field in fields(Edge) if field.name not in {"source", "target"})


def write(graph: Graph, path: Path) -> None:
    """Write a folder with ``nodes.csv`` and ``edges.csv``.

    Nodes and edges are those of `Graph.networkx`. An edge's weight is its fractional count, else its number of mentions
    or papers. Formulas are defused as `exports.delimited.write_rows` does it.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The folder, which is made; the same bytes for the same graph.
    """
    path.mkdir()
    network = graph.networkx()
    nodes = (
        [node, *(_LIST.join(value) if isinstance(value := data.get(name), list) else value for name in _NODE)]
        for node, data in network.nodes(data=True)
    )
    write_rows(path / "nodes.csv", ["Id", "Label", *_NODE[1:]], nodes)
    edges = (
        [
            source,
            target,
            "Undirected" if data["kind"] == "co_mention" else "Directed",
            data.get("fractional", data.get("mentions", data["papers"])),
            *(data.get(name) for name in _EDGE),
        ]
        for source, target, data in network.edges(data=True)
    )
    write_rows(path / "edges.csv", ["Source", "Target", "Type", "Weight", *_EDGE], edges)

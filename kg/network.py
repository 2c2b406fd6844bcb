"""The graph in NetworkX, whole or cut by kind of edge and type of entity."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.types import EDGE_KINDS, PAPER_EDGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph import Graph

PAPER_PREFIX = "paper:"
"""What the node of a paper has before the paper's id; the node of an entity is the entity's id."""


def to_networkx(
    graph: Graph, *, kinds: Sequence[str] | None = None, types: Sequence[str] | None = None, backbone: bool = False
) -> nx.MultiDiGraph[str]:
    """Build a NetworkX graph.

    Parameters
    ----------
    graph : Graph
        An open graph.
    kinds : sequence of str, optional
        Kinds of edges to take; all of `kg.EDGE_KINDS` when left out. Papers are nodes where a kind that begins
        at papers is taken.
    types : sequence of str, optional
        Types of entities to take; all when left out.
    backbone : bool
        Whether to leave out the co-mentions that are not of the backbone.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes: entities under their id with ``kind="entity"``, ``name``, ``type``, ``papers``, ``mentions``,
        ``first_seen``, ``last_seen``, ``aliases`` (a list); papers under ``"paper:" + id`` with ``kind="paper"``,
        ``name`` (the title), ``date``, ``url``, ``venue``. Edges: keyed by kind, with ``kind`` and the measures of
        `kg.Edge` that the kind has. ``co_mention`` has no direction and stands once, from the smaller id to the
        larger: for algorithms on undirected graphs take ``kinds=["co_mention"]`` and ``.to_undirected()``.
        Attributes that are unknown are left out. Nodes and edges come in sorted order.

    Raises
    ------
    ValueError
        When a kind is not one of `kg.EDGE_KINDS`.
    """
    wanted = tuple(EDGE_KINDS if kinds is None else kinds)
    if unknown := sorted(set(wanted) - set(EDGE_KINDS)):
        raise ValueError(f"no such kind of edge: {', '.join(unknown)}; there are {', '.join(EDGE_KINDS)}")
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for entity in graph.entities():
        if types is None or entity.type in types:
            attributes = _known(asdict(entity), "id") | {"aliases": list(entity.aliases)}
            network.add_node(entity.id, kind="entity", **attributes)
    if PAPER_EDGES & set(wanted):
        for paper in graph.papers():
            attributes = _known({"name": paper.title, "date": paper.date, "url": paper.url, "venue": paper.venue})
            network.add_node(PAPER_PREFIX + paper.id, kind="paper", **attributes)
    for edge in graph.edges():
        if edge.kind in wanted and not (backbone and edge.backbone is False):
            source = PAPER_PREFIX + edge.source if edge.kind in PAPER_EDGES else edge.source
            if source in network and edge.target in network:
                attributes = _known(asdict(edge), "source", "target")
                network.add_edge(source, edge.target, edge.kind, **attributes)
    return network


def _known(attributes: dict[str, Any], *left_out: str) -> dict[str, Any]:
    return {key: value for key, value in attributes.items() if value is not None and key not in left_out}

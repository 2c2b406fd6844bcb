"""What an entity is linked with, and the co-mentions as a network to compute on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from kg.schema import from_table
from kg.types import Edge, Entity

if TYPE_CHECKING:
    import igraph

    from kg.graph import Graph

LINKS = ("co_mention", "cites", "cited_by")
"""The ways to follow from one entity to others."""

_MEASURES: dict[str, Callable[[Edge], float]] = {
    "papers": lambda edge: -edge.papers,
    "fractional": lambda edge: -(edge.fractional or 0.0),
    "association": lambda edge: -(edge.association or 0.0),
    "npmi": lambda edge: -(edge.npmi or 0.0),
    "significance": lambda edge: 1.0 if edge.p_value is None else edge.p_value,
}

MEASURES = tuple(_MEASURES)
"""What links can be ordered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """An entity at the other end of an edge."""

    entity: Entity
    edge: Edge


def neighbors(graph: "Graph", entity: str, *, kind: str, by: str, type: str | None) -> list[Neighbor]:
    """Entities linked with one, strongest first.

    Parameters
    ----------
    graph : Graph
        An open graph.
    entity : str
        The entity's id.
    kind : {"co_mention", "cites", "cited_by"}
        Which edges to follow.
    by : {"papers", "fractional", "association", "npmi", "significance"}
        Which are the strongest; the last four are measures of co-mentions, see `kg.Edge`.
    type : str or None
        Only neighbours of this type.

    Returns
    -------
    list of Neighbor
        By the measure, then number of papers, fractional count and id.

    Raises
    ------
    ValueError
        When there is no such kind or measure.
    """
    if kind not in LINKS:
        raise ValueError(f"no links {kind!r}; there are {', '.join(LINKS)}")
    if by not in _MEASURES:
        raise ValueError(f"no measure {by!r}; there are {', '.join(MEASURES)}")
    ends = {"cites": ("source",), "cited_by": ("target",)}.get(kind, ("source", "target"))
    stored = "cites" if kind == "cited_by" else kind
    touching = pc.field(ends[0]) == entity
    for end in ends[1:]:
        touching |= pc.field(end) == entity
    followed = list(from_table(graph.rows("edges", (pc.field("kind") == stored) & touching), Edge))
    others = graph.entities_of([edge.target if edge.source == entity else edge.source for edge in followed])
    found = [
        Neighbor(entity=other, edge=edge)
        for other, edge in zip(others, followed, strict=True)
        if type is None or other.type == type
    ]
    measure = _MEASURES[by]
    found.sort(key=lambda n: (measure(n.edge), -n.edge.papers, -(n.edge.fractional or 0.0), n.entity.id))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Co-mentions as igraph has them.

    Attributes
    ----------
    network : igraph.Graph
        A vertex for each row of the table of entities, an edge for each row of `edges`.
    edges : pyarrow.Table
        The co-mentions.
    """

    network: "igraph.Graph"
    edges: pa.Table

    def weights(self) -> list[float]:
        """Fractional counts of the edges."""
        weights: list[float] = self.edges.column("fractional").to_pylist()
        return weights

    def lengths(self) -> list[float]:
        """Lengths of the edges: the more evidence, the shorter, as Newman (2001) has it for common papers."""
        return [1 / weight for weight in self.weights()]


def network(graph: "Graph", *, backbone: bool = False) -> Network:
    """The co-mentions of a graph, or those of its backbone, to compute on."""
    import igraph

    chosen = pc.field("kind") == "co_mention"
    table = graph.table("edges").filter(chosen & pc.field("backbone") if backbone else chosen)
    ids = graph.table("entities").column("id")
    ends: list[Any] = [pc.index_in(table.column(end), value_set=ids).to_numpy() for end in ("source", "target")]
    made = igraph.Graph(len(ids), list(zip(*(end.tolist() for end in ends), strict=True)))
    return Network(network=made, edges=table)

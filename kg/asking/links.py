"""What an entity is linked with, and the co-mentions as a network to compute on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.schema import from_table, text_scalar
from kg.types import Edge, Entity

if TYPE_CHECKING:
    import igraph

    from kg.graph import Graph

LINKS = ("co_mention", "cites", "cited_by", "variant_of")
"""The ways to follow from one entity to others."""

_MEASURES = {
    "papers": ("papers", "descending"),
    "fractional": ("fractional", "descending"),
    "association": ("association", "descending"),
    "npmi": ("npmi", "descending"),
    "significance": ("p_value", "ascending"),
}
"""What links can be ordered by: column, and which end of it comes first."""

MEASURES = tuple(_MEASURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """An entity at the other end of an edge."""

    entity: Entity
    edge: Edge


def touching(graph: "Graph", entity: str, *, kind: str, by: str, type: str | None) -> pa.Table:
    """The edges of an entity, strongest first.

    Parameters
    ----------
    graph : Graph
        An open graph.
    entity : str
        The entity's id.
    kind : {"co_mention", "cites", "cited_by", "variant_of"}
        Which edges to follow; ``co_mention`` and ``variant_of`` from either end.
    by : {"papers", "fractional", "association", "npmi", "significance"}
        Which are the strongest; the last four are measures of co-mentions, see `kg.Edge`.
    type : str or None
        Only those to entities of this type.

    Returns
    -------
    pyarrow.Table
        Rows of the table of edges with the id at the other end as ``other``; by the measure, then number of papers,
        fractional count and that id.

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
    table = graph.rows("edges", ends, [entity], stored)
    source, target = table.column("source"), table.column("target")
    table = table.append_column("other", pc.if_else(pc.equal(source, text_scalar(entity)), target, source))
    if type is not None:
        entities = graph.table("entities")
        wanted = entities.column("id").filter(pc.equal(entities.column("type"), text_scalar(type)))
        table = table.filter(pc.is_in(table.column("other"), value_set=wanted))
    order = [_MEASURES[by], ("papers", "descending"), ("fractional", "descending"), ("other", "ascending")]
    return table.take(pc.sort_indices(table, sort_keys=list(dict(order).items())))


def neighbors(graph: "Graph", edges: pa.Table) -> list[Neighbor]:
    """The entities at the other ends of edges, as `touching` gives them, in their order."""
    others = graph.entities_of(edges.column("other").to_pylist())
    return [Neighbor(entity=other, edge=edge) for other, edge in zip(others, from_table(edges, Edge), strict=True)]


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
    ends = [pc.index_in(table.column(end), value_set=ids).to_numpy() for end in ("source", "target")]
    # igraph takes a memory view of two columns as it is; a list of pairs takes ten times as long
    made = igraph.Graph(len(ids), np.stack(ends, axis=1).astype(np.int64).data)
    return Network(network=made, edges=table)

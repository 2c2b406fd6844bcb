"""What is new and what rises, between two graphs or two windows of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from kg.asking.trends import rise
from kg.types import Edge, Entity

if TYPE_CHECKING:
    from kg.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entity in both graphs.

    Attributes
    ----------
    entity : Entity
        As the newer graph has it.
    before : int
        Papers that mention it in the older one.
    rise : float
        Its `kg.asking.trends.rise`; below 0 where its share of the papers has fallen.
    """

    entity: Entity
    before: int
    rise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one graph has against another.

    Attributes
    ----------
    new, gone : list of Entity
        In the one alone, and in the other alone; most papers first.
    rising, falling : list of Change
        In both, with a greater or smaller share of the papers; the surest first.
    links : list of Edge
        Co-mentions of the one alone, most papers first.
    """

    new: list[Entity]
    gone: list[Entity]
    rising: list[Change]
    falling: list[Change]
    links: list[Edge]


def diff(graph: "Graph", other: "Graph", *, type: str | None = None) -> Difference:
    """What a graph has against another one, entities being the same by id.

    Parameters
    ----------
    graph, other : Graph
        The newer and the older.
    type : str, optional
        Only entities of this type, and links between them.

    Returns
    -------
    Difference
        Every entity of either in one list at most: those whose share is the same are in none.
    """
    now, before = ({e.id: e for e in g.entities(type=type)} for g in (graph, other))
    both = sorted(now.keys() & before.keys())
    counts = [np.array([side[id].papers for id in both], np.int64) for side in (now, before)]
    score = rise(counts[0], _mentioning(graph), counts[1], _mentioning(other))
    changes = [
        Change(entity=now[id], before=before[id].papers, rise=float(value))
        for id, value in zip(both, score, strict=True)
    ]
    changes.sort(key=lambda change: (-abs(round(change.rise, 9)), -change.entity.papers, change.entity.id))
    old = {(edge.source, edge.target) for edge in other.edges(kind="co_mention")}
    links = [
        edge
        for edge in graph.edges(kind="co_mention")
        if edge.source in now and edge.target in now and (edge.source, edge.target) not in old
    ]
    links.sort(key=lambda edge: (-edge.papers, -(edge.fractional or 0.0), edge.source, edge.target))
    return Difference(
        new=_by_papers(now[id] for id in now.keys() - before.keys()),
        gone=_by_papers(before[id] for id in before.keys() - now.keys()),
        rising=[change for change in changes if change.rise > 0],
        falling=[change for change in changes if change.rise < 0],
        links=links,
    )


def _by_papers(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (-entity.papers, entity.id))


def _mentioning(graph: "Graph") -> int:
    """Papers that mention anything."""
    return len(pc.unique(graph.table("mentions").column("paper")))

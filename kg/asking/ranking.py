"""The most important entities, by one measure or another."""

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kg.asking import links
from kg.asking.trends import ranked, rises
from kg.types import Entity

if TYPE_CHECKING:
    from kg.graph import Graph

BY = ("papers", "pagerank", "betweenness", "rising")
"""What entities can be ranked by."""

_PIVOTS = 256
"""Entities from which betweenness is counted, where there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entity and its score."""

    entity: Entity
    score: float


def top(graph: "Graph", *, by: str, type: str | None, limit: int | None) -> list[Ranked]:
    """Rank the entities.

    ``papers``: how many mention it. ``pagerank``: PageRank [1]_ with damping .85 over the co-mentions, weighted by
    fractional count. ``betweenness``: how many of the strongest paths of the backbone lead through it, as a share of
    all pairs [2]_; counted from 256 entities drawn under a seed where there are more [3]_. ``rising``: how surely a
    greater share of papers mentions it in the graph's last year than before, see `kg.asking.trends.rise`.

    Parameters
    ----------
    graph : Graph
        An open graph.
    by : {"papers", "pagerank", "betweenness", "rising"}
        The measure.
    type : str or None
        Only entities of this type.
    limit : int or None
        At most so many.

    Returns
    -------
    list of Ranked
        By score, then most papers, then id; by papers only those that are mentioned, by rise only those that rise.

    Raises
    ------
    ValueError
        When there is no such measure.

    References
    ----------
    .. [1] Brin and Page (1998). The anatomy of a large-scale hypertextual web search engine. WWW7.
       doi:10.1016/S0169-7552(98)00110-X
    .. [2] Freeman (1977). A set of measures of centrality based on betweenness. Sociometry 40(1).
       doi:10.2307/3033543
    .. [3] Brandes and Pich (2007). Centrality estimation in large networks. International Journal of Bifurcation and
       Chaos 17(7). doi:10.1142/S0218127407018403
    """
    if by not in BY:
        raise ValueError(f"no measure {by!r}; there are {', '.join(BY)}")
    measure = {"papers": _papers, "pagerank": _pagerank, "betweenness": _betweenness, "rising": rises}[by]
    score = measure(graph)
    rows = ranked(graph, score, type)
    if by in {"papers", "rising"}:
        rows = [row for row in rows if score[row] > 0]
    rows = rows[:limit]
    ids = graph.table("entities").column("id")
    found = graph.entities_of([ids[row].as_py() for row in rows])
    return [Ranked(entity=entity, score=float(score[row])) for entity, row in zip(found, rows, strict=True)]


def _papers(graph: "Graph") -> npt.NDArray[np.float64]:
    return np.asarray(graph.table("entities").column("papers").to_numpy(), np.float64)


def _pagerank(graph: "Graph") -> npt.NDArray[np.float64]:
    linked = links.network(graph)
    return np.array(linked.network.pagerank(weights=linked.weights() or None))


def _betweenness(graph: "Graph") -> npt.NDArray[np.float64]:
    linked = links.network(graph, backbone=True)
    count = linked.network.vcount()
    pivots = None if count <= _PIVOTS else sorted(random.Random(1).sample(range(count), _PIVOTS))  # noqa: S311
    found = linked.network.betweenness(directed=False, weights=linked.lengths() or None, sources=pivots)
    pairs = (len(pivots) if pivots else count) * (count - 1) / 2
    return np.asarray(np.array(found) / max(pairs, 1), np.float64)

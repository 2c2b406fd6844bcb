"""How what papers talk about changes: papers by year or month, and what rises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.asking.windows import first_days
from kg.types import Entity

if TYPE_CHECKING:
    from kg.graph import Graph

Counts = npt.NDArray[np.int64]
PERIODS = {"year": 4, "month": 7}
"""Length of a period, and of its date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How often an entity is mentioned, period by period.

    Attributes
    ----------
    entity : Entity
        The entity.
    papers : tuple of int
        Papers that mention it in each period.
    rise : float
        Its `rise` in the last year against all before.
    """

    entity: Entity
    papers: tuple[int, ...]
    rise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Trends over the same periods.

    Attributes
    ----------
    periods : tuple of str
        Years or months, first to last, none left out.
    totals : tuple of int
        Papers of each period that mention anything.
    rows : list of Trend
        The entities.
    """

    periods: tuple[str, ...]
    totals: tuple[int, ...]
    rows: list[Trend]


def rise(now: Counts, papers_now: int, before: Counts, papers_before: int) -> npt.NDArray[np.float64]:
    """How surely something is mentioned by a greater share of papers now than before.

    The log-likelihood ratio of Dunning [1]_ for two shares of papers, with a minus where the share has fallen. From
    3.84 on, chance alone gives as much in less than one of twenty entities.

    Parameters
    ----------
    now, before : ndarray of int, shape (n,)
        Papers that mention each entity.
    papers_now, papers_before : int
        All papers.

    Returns
    -------
    ndarray of float, shape (n,)
        0 where the shares are equal, or one side has no papers.

    References
    ----------
    .. [1] Dunning (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics
       19(1).

    Examples
    --------
    >>> rise(np.array([10, 1]), 100, np.array([10, 10]), 1000).round(2).tolist()
    [22.91, 0.0]
    """
    if not papers_now or not papers_before:
        return np.zeros(now.size)
    whole = papers_now + papers_before
    named = now + before
    total = np.zeros(now.size)
    for seen, size in ((now, papers_now), (before, papers_before)):
        for observed, margin in ((seen, named), (size - seen, whole - named)):
            expected = margin * (size / whole)
            with np.errstate(divide="ignore", invalid="ignore"):
                total += np.where(observed > 0, observed * np.log(observed / expected), 0.0)
    signs = np.sign(now * papers_before - before * papers_now)
    return np.asarray(2 * np.maximum(total, 0.0) * signs, np.float64)


def rises(graph: "Graph") -> npt.NDArray[np.float64]:
    """The `rise` of each entity, in the table's order, in the last year of the graph against all before."""
    presence = _presence(graph)
    days = sorted(day for day in presence.column("day").unique().to_pylist() if day)
    if not days:
        return np.zeros(graph.table("entities").num_rows)
    recent = pc.greater(presence.column("day"), year_before(days[-1]))
    now, before = (_papers(graph, presence.filter(side)) for side in (recent, pc.invert(recent)))
    return rise(now[0], now[1], before[0], before[1])


def year_before(day: str) -> str:
    """The day a year before another, to compare with."""
    return f"{int(day[:4]) - 1:04}{day[4:]}"


def trends(
    graph: "Graph", entities: Sequence[str] | None = None, *, by: str, type: str | None, limit: int | None
) -> Trends:
    """How often entities are mentioned, period by period.

    Parameters
    ----------
    graph : Graph
        An open graph.
    entities : sequence of str, optional
        Ids of the entities; those that rise most when left out.
    by : {"year", "month"}
        Length of a period. Papers whose date is not known as well are left out.
    type : str or None
        Only entities of this type, where none are given.
    limit : int or None
        At most so many, where none are given.

    Returns
    -------
    Trends
        In the order given, or by `rise`, then most papers, then id.

    Raises
    ------
    ValueError
        When there is no such period.
    """
    if by not in PERIODS:
        raise ValueError(f"no period {by!r}; there are {', '.join(PERIODS)}")
    presence = _presence(graph)
    score = rises(graph)
    ids = graph.table("entities").column("id")
    if entities is None:
        rows = ranked(graph, score, type)[:limit]
        rows = [row for row in rows if score[row] > 0]
    else:
        rows = pc.index_in(pa.array(entities, pa.string()), value_set=ids).to_pylist()
    fine = pc.greater_equal(pc.utf8_length(presence.column("date")), PERIODS[by])
    dated = presence.filter(pc.and_(fine, pc.is_valid(presence.column("day"))))
    period = pc.utf8_slice_codeunits(dated.column("date"), 0, PERIODS[by])
    seen = sorted(period.unique().to_pylist())
    periods = _every(seen[0], seen[-1]) if seen else []
    at = pc.index_in(period, value_set=pa.array(periods, pa.string())).to_numpy()
    _, first = np.unique(dated.column("paper").to_numpy(), return_index=True)
    table = np.zeros((len(rows), len(periods)), np.int64)
    place = pc.index_in(dated.column("row"), value_set=pa.array(rows, pa.int32())).to_numpy(zero_copy_only=False)
    wanted = ~np.isnan(place)
    np.add.at(table, (place[wanted].astype(np.int64), at[wanted]), 1)
    found = graph.entities_of([ids[row].as_py() for row in rows])
    return Trends(
        periods=tuple(periods),
        totals=tuple(np.bincount(at[first], minlength=len(periods)).tolist()),
        rows=[
            Trend(entity=entity, papers=tuple(counts.tolist()), rise=float(score[row]))
            for entity, counts, row in zip(found, table, rows, strict=True)
        ],
    )


def ranked(graph: "Graph", score: npt.NDArray[np.float64], type: str | None) -> list[int]:
    """Rows of the entities by a score, then most papers, then id."""
    table = graph.table("entities")
    papers = table.column("papers").to_numpy()
    order = np.lexsort((-papers, -score.round(9)))  # stable, and the table is sorted by id
    if type is not None:
        order = order[pc.equal(table.column("type"), type).to_numpy()[order]]
    rows: list[int] = order.tolist()
    return rows


def _presence(graph: "Graph") -> pa.Table:
    """Who mentions what and when: numbers of the paper and the entity, date, and its first day."""
    table = graph.table("edges").filter(pc.field("kind") == "mentions")
    return pa.table(
        {
            "paper": pc.index_in(table.column("source"), value_set=graph.table("papers").column("id")),
            "row": pc.index_in(table.column("target"), value_set=graph.table("entities").column("id")),
            "date": table.column("first"),
            "day": first_days(table.column("first")),
        }
    )


def _papers(graph: "Graph", presence: pa.Table) -> tuple[Counts, int]:
    """Papers of each entity, and all of them."""
    counts = np.bincount(presence.column("row").to_numpy(), minlength=graph.table("entities").num_rows)
    return counts, len(presence.column("paper").unique())


def _every(first: str, last: str) -> list[str]:
    """All years or months from one to another."""
    if len(first) == PERIODS["year"]:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]

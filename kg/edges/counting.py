"""Counting edges: one pass over who mentions what, in numbers instead of ids."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.runs import Ints, blocks, shared_out, starts

_HALF = 1 << 26
"""Weights are whole numbers, the square of this for 1, which sum to the same in any order."""

_AT_ONCE = 1 << 18
"""Pairs that are held at a time, before those of the same two entities are summed."""

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Presence:
    """Who mentions what: a row an entity of a paper, by paper and entity.

    Attributes
    ----------
    paper, entity, mentions, in_title : ndarray of int
        The row's numbers.
    introduced : ndarray of bool
        Whether the paper introduces the entity.
    bounds : ndarray of int
        Where the rows of each paper begin, and those of the last one end.
    early, late : ndarray of int
        Date of each paper; where there is none it is neither the first nor the last of any.
    """

    paper: Ints
    entity: Ints
    mentions: Ints
    in_title: Ints
    introduced: npt.NDArray[np.bool_]
    bounds: Ints
    early: Ints
    late: Ints


def count(papers: pa.Table, mentions: pa.Table, publishers: pa.Table) -> dict[str, pa.Table]:
    """Count the edges that papers make, of each kind.

    ``papers`` of a ``co_mention`` is the full count; ``fractional`` gives each paper with n entities the weight
    1/(n-1) for each of its pairs, so that an entity's fractional weights sum to the number of its papers with at
    least two entities [1]_.

    Parameters
    ----------
    papers : pyarrow.Table
        Columns ``paper`` and ``date``, both numbers: dates by their order, null where there is none.
    mentions : pyarrow.Table
        Columns ``paper`` and ``entity`` (numbers), ``in_title`` and ``introduced``.
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``.

    Returns
    -------
    dict of str to pyarrow.Table
        By kind: ``source`` and ``target`` (numbers), ``papers``, ``first``, ``last`` and the counts of the kind;
        sorted by source and target.

    References
    ----------
    .. [1] Perianes-Rodriguez, Waltman and van Eck (2016). Constructing bibliometric networks: A comparison
       between full and fractional counting. Journal of Informetrics 10(4). doi:10.1016/j.joi.2016.10.006
    """
    return finished(part(papers, mentions, publishers))


def part(papers: pa.Table, mentions: pa.Table, publishers: pa.Table) -> dict[str, pa.Table]:
    """What some of the papers add to `count`, whose parameters it takes.

    The parts of papers that are counted apart make up the whole by `summed` and `finished`, however they are divided.
    """
    presence = _presence(papers, mentions)
    rows = np.arange(presence.paper.size)
    introducing = np.flatnonzero(presence.introduced)
    apart = {
        "mentions": presence.mentions,
        "in_title": presence.in_title,
        "in_abstract": presence.mentions - presence.in_title,
    }
    return {
        "mentions": _of_papers(presence, presence.paper, presence.entity, apart),
        "introduces": _of_papers(presence, presence.paper[introducing], presence.entity[introducing], {}),
        "published_by": _of_papers(presence, *_distinct(publishers), {}),
        "co_mention": _pairs(presence, rows, rows + 1, weighted=True),
        "cites": _pairs(presence, introducing, presence.bounds[presence.paper[introducing]], weighted=False),
    }


def summed(part: pa.Table) -> pa.Table:
    """Edges of one kind from several parts, put one behind the other, as one part."""
    sums = [name for name in part.column_names if name not in {"source", "target", "first", "last"}]
    wanted = [*((name, "sum") for name in sums), ("first", "min"), ("last", "max")]
    table = part.group_by(["source", "target"]).aggregate(wanted)
    table = table.rename_columns(["source", "target", *sums, "first", "last"]).select(part.column_names)
    return table.sort_by([("source", "ascending"), ("target", "ascending")])


def finished(parts: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The edges of each kind, sorted by source and target, once all papers are counted."""
    pairs = parts["co_mention"]
    sums = [
        [batch.column(name).to_numpy().astype(np.float64) for name in ("upper", "lower")]
        for batch in pairs.to_batches()
    ]
    fractional = pa.chunked_array([(upper * _HALF + lower) / _HALF**2 for upper, lower in sums], pa.float64())
    return {**parts, "co_mention": pairs.drop_columns(["upper", "lower"]).append_column("fractional", fractional)}


def of_variants(variants: pa.Table, entity: pa.Array, mentions: pa.Table) -> pa.Table:
    """Edges between entities, with the papers of the one they begin at.

    Parameters
    ----------
    variants : pyarrow.Table
        Columns ``source`` and ``target``, numbers.
    entity : pyarrow.Array
        For each such number, that of the entity among ``mentions``, or null.
    mentions : pyarrow.Table
        What `count` finds of that kind.

    Returns
    -------
    pyarrow.Table
        As `count` gives it.
    """
    of, early, late = (_ints(mentions, name) for name in ("target", "first", "last"))
    entities = int(of.max(initial=-1)) + 1
    # one place more, for an entity that nothing mentions
    first, last = np.full(entities + 1, _NEVER), np.full(entities + 1, -1)
    np.minimum.at(first, of, np.where(early < 0, _NEVER, early))
    np.maximum.at(last, of, late)
    source, target = _distinct(variants)
    place = pc.fill_null(entity, entities).to_numpy()[source]
    papers = np.bincount(of, minlength=entities + 1)
    return _table(source, target, {"papers": papers[place]}, first[place], last[place])


def _presence(papers: pa.Table, mentions: pa.Table) -> _Presence:
    numbers, dates = (_ints(papers, name) for name in ("paper", "date"))
    late = np.full(numbers.max(initial=-1) + 1, -1)
    late[numbers] = dates
    paper, entity, in_title, introduced = (_ints(mentions, name) for name in mentions.column_names)
    width = int(entity.max(initial=0)) + 1
    row = (paper * width + entity) * 4 + in_title * 2 + introduced
    row.sort()
    begin = starts(row >> 2)
    paper, entity = np.divmod(row[begin] >> 2, width)
    return _Presence(
        paper=paper,
        entity=entity,
        mentions=np.diff(begin, append=row.size),
        in_title=np.add.reduceat(row >> 1 & 1, begin),
        introduced=np.maximum.reduceat(row & 1, begin) > 0,
        bounds=np.searchsorted(paper, np.arange(late.size + 1)),
        early=np.where(late < 0, _NEVER, late),
        late=late,
    )


def _pairs(presence: _Presence, rows: Ints, begin: Ints, *, weighted: bool) -> pa.Table:
    """Edges from the entities of some rows, each to the others of its paper from some row on."""
    order = np.argsort(presence.entity[rows], kind="stable")
    rows, begin = rows[order], begin[order]
    source, paper = presence.entity[rows], presence.paper[rows]
    many = presence.bounds[paper + 1] - begin
    # a number holds source, target and paper, and sorts as they do; the source counts from the block's first one
    paper_bits, target_bits = (int(numbers.max(initial=0)).bit_length() for numbers in (paper, presence.entity))
    shift = paper_bits + target_bits
    groups = starts(source)
    block = (np.cumsum(many) - many)[groups] // _AT_ONCE + (source[groups] >> 63 - shift)
    width = np.diff(presence.bounds)
    upper, lower = np.divmod(np.rint(_HALF**2 / np.maximum(width - 1, 1)).astype(np.int64), _HALF)

    def counted(place: tuple[int, int]) -> pa.Table:
        low, high = place
        least, size = source[low], many[low:high]
        other = np.arange(size.sum()) + np.repeat(begin[low:high] - np.cumsum(size) + size, size)
        key = np.repeat(((source[low:high] - least) << shift) + paper[low:high], size)
        key += presence.entity[other] << paper_bits
        if not weighted:
            key = key[other != np.repeat(rows[low:high], size)]
        key.sort()
        pair = key >> paper_bits
        first = starts(pair)
        of = key & ((1 << paper_bits) - 1)
        sums = {"upper": upper, "lower": lower} if weighted else {}
        return _table(
            (pair[first] >> target_bits) + least,
            pair[first] & ((1 << target_bits) - 1),
            {
                "papers": np.diff(first, append=key.size),
                **{name: np.add.reduceat(values[of], first) for name, values in sums.items()},
            },
            np.minimum.reduceat(presence.early[of], first),
            np.maximum.reduceat(presence.late[of], first),
        )

    none = rows[:0]
    names = ["papers", "upper", "lower"] if weighted else ["papers"]
    parts = shared_out(counted, blocks(groups, rows.size, block))
    return pa.concat_tables([_table(none, none, dict.fromkeys(names, none), none, none), *parts])


def _of_papers(presence: _Presence, paper: Ints, entity: Ints, counts: Mapping[str, Ints]) -> pa.Table:
    """Edges from papers to entities."""
    return _table(paper, entity, {"papers": np.ones_like(paper), **counts}, presence.early[paper], presence.late[paper])


def _table(source: Ints, target: Ints, counts: Mapping[str, Ints], early: Ints, late: Ints) -> pa.Table:
    """Edges of one kind; 32 bits are enough for all but weights."""
    undated = late < 0
    return pa.table(
        {
            "source": pa.array(source.astype(np.int32)),
            "target": pa.array(target.astype(np.int32)),
            **{name: pa.array(values) for name, values in counts.items()},
            "first": pa.array(early, pa.int32(), mask=undated),
            "last": pa.array(late, pa.int32(), mask=undated),
        }
    )


def _ints(table: pa.Table, name: str) -> Ints:
    """A column as numbers, -1 for null."""
    column = table.column(name)
    return np.asarray(pc.fill_null(column.cast(pa.int64()), -1).to_numpy())


def _distinct(table: pa.Table) -> tuple[Ints, Ints]:
    """The different rows of a table of two columns, in their order."""
    one, other = (_ints(table, name) for name in table.column_names)
    width = int(other.max(initial=0)) + 1
    one, other = np.divmod(np.unique(one * width + other), width)
    return one, other

"""Uses of names in numbers: what linking groups and joins are columns, and a name is asked about once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg import alike

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

_DENSE = 8
"""Numbers below so many times their count are counted, not sorted."""

_BITS = 24
_MIXER = np.uint64(0x9E3779B97F4A7C15)
"""Spreads numbers over hashes of so many bits at most (Knuth 1973, Fibonacci hashing)."""

_AT_ONCE = 1 << 22
"""Pairs that are held at a time."""


@dataclass(frozen=True, slots=True)
class Uses:
    """Who uses which name, with a type, in numbers that sort as what they stand for.

    Attributes
    ----------
    papers, surfaces : pyarrow.Array
        Sorted.
    types : list of str
        Sorted.
    surface, type : ndarray of int
        Of each name, a surface with a type; sorted.
    paper, name : ndarray of int
        Of each use, once; sorted.
    place : ndarray of int
        For each row that was given, its use.
    """

    papers: pa.Array
    surfaces: pa.Array
    types: list[str]
    surface: Ints
    type: Ints
    paper: Ints
    name: Ints
    place: Ints


Vocabulary: TypeAlias = tuple[pa.Array, Ints]
"""Texts without repeats, sorted, and for each text of a column its number among them."""


def numbered(papers: Vocabulary, surfaces: Vocabulary, types: Vocabulary) -> Uses:
    """Uses from columns that say paper, surface and type of each, in any order, each once or more."""
    (found, paper), (texts, surface), (kinds, kind) = papers, surfaces, types
    names, name = distinct(surface * len(kinds) + kind)
    uses, place = distinct(paper * len(names) + name)
    surface, kind = np.divmod(names, max(len(kinds), 1))
    paper, name = np.divmod(uses, max(len(names), 1))
    return Uses(found, texts, kinds.to_pylist(), surface, kind, paper, name, place)


def vocabulary(texts: pa.ChunkedArray) -> Vocabulary:
    """The vocabulary of a column."""
    if pa.types.is_dictionary(texts.type):
        coded = texts.combine_chunks()
        used, number = distinct(coded.indices.to_numpy().astype(np.int64))
        found = coded.dictionary.take(pa.array(used))
    else:
        found, (number,) = encoded(texts.combine_chunks())
    order = alike.sorted_places(found)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return found.take(pa.array(order)), rank[number]


def encoded(*texts: pa.Array) -> tuple[pa.Array, list[Ints]]:
    """Texts of several columns without repeats, and for each column the number of each of its texts among them."""
    found, numbers = alike.numbered(pa.concat_arrays(texts))
    return found, np.split(numbers, np.cumsum([len(column) for column in texts])[:-1])


def once(numbers: Ints) -> Ints:
    """Numbers without repeats, sorted; in a third of the time that NumPy's `unique` takes, which makes a hash table."""
    ordered = np.sort(numbers)
    return ordered[np.diff(ordered, prepend=-1) > 0]


def distinct(numbers: Ints) -> tuple[Ints, Ints]:
    """Numbers without repeats, sorted, and the place of each number among them."""
    if numbers.size and int(numbers.max()) < _DENSE * numbers.size:
        there = np.zeros(int(numbers.max()) + 1, bool)
        there[numbers] = True
        return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]
    found, place = np.unique(numbers, return_inverse=True)
    return found, place


def lists(column: pa.Array) -> tuple[Ints, pa.Array]:
    """The row of each item of a column of lists, and the items."""
    return np.repeat(np.arange(len(column)), pc.list_value_length(column).to_numpy()), column.flatten()


class Lists:
    """Lists of numbers, to look up those of some rows.

    Parameters
    ----------
    column : pyarrow.Array
        The lists.
    wanted : ndarray of bool, optional
        Of all numbers that an item may be, those to look up; any when left out.
    """

    def __init__(self, column: pa.Array, wanted: Bools | None = None) -> None:
        row, items = lists(column)
        self._items = items.to_numpy().astype(np.int64)
        if wanted is not None:
            stays = wanted[self._items]
            row, self._items = row[stays], self._items[stays]
        self._size = np.bincount(row, minlength=len(column))
        self._begin = np.cumsum(self._size) - self._size

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """The items of some rows, in their order: for each the place of its row among these, and the item."""
        row, place = _spread(self._begin[rows], self._size[rows])
        return row, self._items[place]


def first_of(groups: Ints, *order: Ints) -> Ints:
    """The place of the first of each group, by what is told of order; groups sorted."""
    ordered = np.lexsort((*reversed(order), groups))
    return ordered[np.diff(groups[ordered], prepend=-1) > 0]


def linked(count: int, one: Ints, other: Ints) -> Ints:
    """For each number below `count` the smallest that pairs lead to from it, whatever their order."""
    least = np.arange(count)
    while True:
        low, high = np.minimum(least[one], least[other]), np.maximum(least[one], least[other])
        apart = low < high
        if not apart.any():
            return least
        one, other = one[apart], other[apart]
        np.minimum.at(least, high[apart], low[apart])
        while True:
            further = least[least]
            if np.array_equal(further, least):
                break
            least = further


def meetings(left: Ints, right: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Where a number of the one and one of the other are equal: places in both, some at a time."""
    # a look at hashes spares sorting those that meet nobody, which are most
    bits = min((left.size + right.size).bit_length() + 2, _BITS)
    one, other = ((numbers.astype(np.uint64) * _MIXER) >> np.uint64(64 - bits) for numbers in (left, right))
    there = np.zeros((2, 1 << bits), bool)
    there[0, one], there[1, other] = True, True
    at, by = np.flatnonzero(there[1, one]), np.flatnonzero(there[0, other])
    for first, second in _meetings(left[at], right[by]):
        yield at[first], by[second]


def _meetings(left: Ints, right: Ints) -> Iterator[tuple[Ints, Ints]]:
    order = np.argsort(right, kind="stable")
    begin, end = (np.searchsorted(right[order], left, side) for side in ("left", "right"))
    count = end - begin
    upto = np.cumsum(count)
    cuts = np.searchsorted(upto, np.arange(0, upto[-1] if upto.size else 0, _AT_ONCE), "right")
    for first, last in pairwise([*cuts.tolist(), left.size]):
        at, place = _spread(begin[first:last], count[first:last])
        yield first + at, order[place]


def pointed(left: Ints, right: Ints, count: int) -> tuple[Ints, Ints]:
    """The same where `right` is sorted, numbers are below `count`, and all pairs may be held."""
    size = np.bincount(right, minlength=count)
    return _spread((np.cumsum(size) - size)[left], size[left])


def _spread(begin: Ints, count: Ints) -> tuple[Ints, Ints]:
    """For places that begin somewhere, so many each: which beginning, and which place."""
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(np.arange(count.size), count), np.repeat(begin, count) + within


def texts_of(column: pa.Array, places: Ints) -> list[str]:
    """Some texts of a column, as Python has them."""
    return list(column.take(pa.array(places)).to_pylist())


def paired(ones: pa.Array, others: pa.Array, one: Ints, other: Ints) -> tuple[tuple[pa.Array, pa.Array], Ints]:
    """Pairs of texts without repeats, by the numbers of both; and for each pair given its place among them."""
    pairs, pair = distinct(one * len(others) + other)
    first, second = np.divmod(pairs, max(len(others), 1))
    return (ones.take(pa.array(first)), others.take(pa.array(second))), pair


def dates(papers: pa.Array, dated: pa.Table) -> pa.Array:
    """The dates of papers, by those that have an ``id`` and a ``date``; null where there is none."""
    id, date = (dated.column(name).combine_chunks() for name in ("id", "date"))
    place = alike.places(id, papers)
    found = date.take(pa.array(place, mask=place < 0))
    return pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)


def ranks(texts: pa.Array) -> Ints:
    """The place of each text among them all, sorted; none is there twice."""
    rank = np.empty(len(texts), np.int64)
    rank[alike.sorted_places(texts)] = np.arange(len(texts))
    return rank

"""Uses of names in numbers: what linking groups and joins are columns, and a name is asked about once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints: TypeAlias = npt.NDArray[np.int64]

_AT_ONCE = 1 << 22
"""Pairs that are held at a time."""


@dataclass(frozen=True, slots=True)
class Uses:
    """Who uses which name, with a type, in numbers that sort as what they stand for.

    Attributes
    ----------
    papers, surfaces, types : list of str
        Sorted.
    surface, type : ndarray of int
        Of each name, a surface with a type; sorted.
    paper, name : ndarray of int
        Of each use, once; sorted.
    place : ndarray of int
        For each row that was given, its use.
    """

    papers: list[str]
    surfaces: list[str]
    types: list[str]
    surface: Ints
    type: Ints
    paper: Ints
    name: Ints
    place: Ints


def numbered(rows: pa.Table) -> Uses:
    """Uses from a table with the columns ``paper``, ``surface`` and ``type``, in any order, each once or more."""
    (papers, paper), (surfaces, surface), (types, kind) = (
        vocabulary(rows.column(name)) for name in ("paper", "surface", "type")
    )
    names, name = np.unique(surface * len(types) + kind, return_inverse=True)
    uses, place = np.unique(paper * len(names) + name, return_inverse=True)
    surface, kind = np.divmod(names, max(len(types), 1))
    paper, name = np.divmod(uses, max(len(names), 1))
    return Uses(papers, surfaces, types, surface, kind, paper, name, place)


def vocabulary(texts: pa.ChunkedArray) -> tuple[list[str], Ints]:
    """Texts without repeats, sorted, and the number of each text among them."""
    encoded = texts.combine_chunks().dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return encoded.dictionary.take(pa.array(order)).to_pylist(), rank[encoded.indices.to_numpy()]


def meetings(left: Ints, right: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Where a number of the one and one of the other are equal: places in both, some at a time."""
    order = np.argsort(right, kind="stable")
    begin, end = (np.searchsorted(right[order], left, side) for side in ("left", "right"))
    count = end - begin
    upto = np.cumsum(count)
    cuts = np.searchsorted(upto, np.arange(0, upto[-1] if upto.size else 0, _AT_ONCE), "right")
    for first, last in pairwise([*cuts.tolist(), left.size]):
        some = count[first:last]
        within = np.arange(some.sum()) - np.repeat(np.cumsum(some) - some, some)
        yield np.repeat(np.arange(first, last), some), order[np.repeat(begin[first:last], some) + within]

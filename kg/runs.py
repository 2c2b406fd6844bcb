"""Runs of equal numbers in sorted ones, and blocks of whole runs, to work on so many at a time."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.integer]

_AT_ONCE = 2
"""Blocks that are worked on at a time; NumPy lets go of the interpreter for most of it."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def starts(ordered: Ints) -> Ints:
    """Where runs of equal numbers, of 0 or more, begin."""
    return np.flatnonzero(np.diff(ordered, prepend=-1))


def blocks(begin: Ints, size: int, block: Ints) -> Iterator[tuple[int, int]]:
    """First and last but one place of blocks.

    Parameters
    ----------
    begin : ndarray of int
        Where runs begin.
    size : int
        Where the last one ends.
    block : ndarray of int
        A number for each run, not less than that of the run before: runs of one number make a block.
    """
    return pairwise([*begin[starts(block)].tolist(), size])


def concatenated(parts: Iterable[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    """Numbers of several columns as one; there may be none."""
    whole: npt.NDArray[np.int64] = np.concatenate([np.empty(0, np.int64), *parts])
    return whole


def shared_out(work: Callable[[_Given], _Made], places: Iterable[_Given]) -> Iterator[_Made]:
    """What work makes of each block, in their order, some at a time."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(work, places)

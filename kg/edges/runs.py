"""Runs of equal numbers in sorted ones, and blocks of whole runs, to work on so many at a time."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from kg.edges.weights import Ints


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

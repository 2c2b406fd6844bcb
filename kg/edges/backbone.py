"""The backbone: the co-mentions that carry the graph's shape."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from kg.edges.weights import Floats
from kg.runs import Ints, blocks, shared_out

STRONGEST = 3
"""Edges that each entity brings in, whether they are more than chance or not."""

_AT_ONCE = 1 << 17
"""Ends of pairs that are looked at at a time: few enough for the processor's own memory."""


def strongest(
    first: Ints, second: Ints, fractional: Floats, association: Callable[[], Floats]
) -> npt.NDArray[np.bool_]:
    """Whether each pair is among the `STRONGEST` of either end.

    Parameters
    ----------
    first, second : ndarray of int, shape (n,)
        Both entities of each pair, as numbers from 0.
    fractional : ndarray of float, shape (n,)
        The strength of each.
    association : callable
        Gives the association strengths once they are needed: of pairs that are equally strong the greater one is the
        stronger, then the pair that stands first.

    Returns
    -------
    ndarray of bool, shape (n,)
        No entity is without one.
    """
    kept = np.zeros(first.size, bool)
    # a number holds an end and its pair, and sorts as they do
    bits = first.size.bit_length()
    both = np.stack([first, second], dtype=np.int64)
    both <<= bits
    both += np.arange(first.size)
    ends = both.ravel()
    ends.sort()
    many = max(first.max(initial=-1), second.max(initial=-1)) + 1
    size_of = np.bincount(first, minlength=many) + np.bincount(second, minlength=many)
    begin = (np.cumsum(size_of) - size_of)[size_of > 0]
    associations = association()

    def keep(block: tuple[int, int]) -> None:
        low, high = block
        pair = ends[low:high] & ((1 << bits) - 1)
        own = begin[np.searchsorted(begin, low) : np.searchsorted(begin, high)] - low
        size = np.diff(own, append=pair.size)
        # sums that differ by rounding alone are equal
        count, strength = fractional[pair].round(9), associations[pair].round(9)
        for _ in range(STRONGEST):
            most = count == np.repeat(np.maximum.reduceat(count, own), size)
            rated = np.where(most, strength, -np.inf)
            best = np.flatnonzero(rated == np.repeat(np.maximum.reduceat(rated, own), size))
            chosen = best[np.searchsorted(best, own)]
            kept[pair[chosen]] = True
            count[chosen] = -np.inf

    for _ in shared_out(keep, blocks(begin, ends.size, begin // _AT_ONCE)):
        pass
    return kept

"""The backbone: the co-mentions that carry the graph's shape."""

import numpy as np
import numpy.typing as npt

from kg.edges.weights import Floats
from kg.runs import Ints, blocks, shared_out, starts

STRONGEST = 3
"""Edges that each entity brings in, whether they are significant or not."""

_AT_ONCE = 1 << 17
"""Ends of pairs that are looked at at a time: few enough for the processor's own memory."""


def backbone(
    first: Ints, second: Ints, fractional: Floats, association: Floats, significant: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Whether each pair belongs to the backbone: significant, or among the `STRONGEST` of either end.

    Parameters
    ----------
    first, second : ndarray of int, shape (n,)
        Both entities of each pair, as numbers from 0.
    fractional, association : ndarray of float, shape (n,)
        Strength is the fractional count; of equal ones the greater association strength is the stronger, then the
        pair that stands first.
    significant : ndarray of bool, shape (n,)
        Whether the pair is more than chance.

    Returns
    -------
    ndarray of bool, shape (n,)
        No entity loses its last edge.
    """
    kept = significant.copy()
    # a number holds an end and its pair, and sorts as they do
    bits = first.size.bit_length()
    ends = np.concatenate([first, second]).astype(np.int64) << bits
    ends += np.tile(np.arange(first.size), 2)
    ends.sort()
    begin = starts(ends >> bits)

    def keep(block: tuple[int, int]) -> None:
        low, high = block
        pair = ends[low:high] & ((1 << bits) - 1)
        own = begin[np.searchsorted(begin, low) : np.searchsorted(begin, high)] - low
        size = np.diff(own, append=pair.size)
        # sums that differ by rounding alone are equal
        count, strength = fractional[pair].round(9), association[pair].round(9)
        for _ in range(STRONGEST):
            most = count == np.repeat(np.maximum.reduceat(count, own), size)
            rated = np.where(most, strength, -np.inf)
            best = np.flatnonzero(rated == np.repeat(np.maximum.reduceat(rated, own), size))
            strongest = best[np.searchsorted(best, own)]
            kept[pair[strongest]] = True
            count[strongest] = -np.inf

    for _ in shared_out(keep, blocks(begin, ends.size, begin // _AT_ONCE)):
        pass
    return kept

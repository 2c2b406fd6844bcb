"""The backbone: the co-mentions that carry the graph's shape."""

import numpy as np
import numpy.typing as npt

from kg.edges.weights import Floats, Ints

STRONGEST = 3
"""Edges that each entity brings in, whether they are significant or not."""


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
    # sums that differ by rounding alone are equal
    strongest_first = np.lexsort((-association.round(9), -fractional.round(9)))
    end = np.stack([first[strongest_first], second[strongest_first]], axis=1).ravel()
    order = np.argsort(end, kind="stable")
    rank = np.arange(order.size) - np.searchsorted(end[order], end[order])
    kept = significant.copy()
    kept[strongest_first[order[rank < STRONGEST] // 2]] = True
    return kept

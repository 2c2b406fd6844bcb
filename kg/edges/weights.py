"""Weights of co-mentions: how much more often two entities occur together than by chance, and how surely."""

import math
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from kg.runs import Ints

Floats: TypeAlias = npt.NDArray[np.float64]

SIGNIFICANT = 0.05
"""False-discovery rate at which a co-mention counts as more than chance."""

SMALLEST = float(np.finfo(np.float64).tiny)
"""What a p-value that is smaller is given as: the smallest normal number, 2.2e-308."""


def association_strength(first: Ints, second: Ints, together: Ints) -> Floats:
    r"""Co-mentions of each pair over what chance would give, the association strength.

    :math:`2 m c_{ij} / (s_i s_j)`, with :math:`c_{ij}` the papers that mention both, :math:`s_i` the sum of
    :math:`c` over all pairs of i, and m the sum over all pairs: the measure of van Eck and Waltman [1]_ in the form
    that VOSviewer normalises networks with, in which 1 is what chance gives.

    Parameters
    ----------
    first, second : ndarray of int, shape (n,)
        Both entities of each pair, as numbers from 0; a pair stands once.
    together : ndarray of int, shape (n,)
        Papers that mention both.

    Returns
    -------
    ndarray of float, shape (n,)
        Greater than 0.

    References
    ----------
    .. [1] van Eck and Waltman (2009). How to normalize cooccurrence data? An analysis of some well-known similarity
       measures. Journal of the American Society for Information Science and Technology 60(8).
       doi:10.1002/asi.21075

    Examples
    --------
    >>> association_strength(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([2, 1, 1])).round(3).tolist()
    [1.778, 1.333, 1.333]
    """
    entities = max(first.max(initial=-1), second.max(initial=-1)) + 1
    sums = np.bincount(first, together, entities) + np.bincount(second, together, entities)
    chance = sums[first]
    chance *= sums[second]
    return np.asarray(2 * together.sum() * together / chance, np.float64)


def npmi(together: Ints, one: Ints, other: Ints, papers: int) -> Floats:
    r"""Normalised pointwise mutual information of each pair [1]_.

    :math:`\ln(p_{ij} / (p_i p_j)) / -\ln p_{ij}`, with p the shares of the papers.

    Parameters
    ----------
    together, one, other : ndarray of int, shape (n,)
        Papers that mention both entities of a pair, the one, and the other.
    papers : int
        Papers that mention anything.

    Returns
    -------
    ndarray of float, shape (n,)
        From -1 (never together) over 0 (as by chance) to 1 (never apart).

    References
    ----------
    .. [1] Bouma (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL 2009.

    Examples
    --------
    >>> npmi(np.array([2, 1]), np.array([2, 4]), np.array([2, 2]), papers=8).round(6).tolist()
    [1.0, 0.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        mutual = np.log(together * (papers / (one * other))) / -np.log(together / papers)
    return np.where(together == papers, 1.0, mutual)  # the limit for what every paper mentions


def p_values(together: Ints, one: Ints, other: Ints, papers: int) -> Floats:
    """Probability of at least so many common papers by chance: the upper tail of the hypergeometric distribution.

    Chance puts the papers of one entity anywhere among all papers, whatever the other's. Terms are summed on the side
    of the distribution's mode where they fall, from the largest on, until what is left changes nothing.

    Parameters
    ----------
    together, one, other : ndarray of int, shape (n,)
        Papers that mention both entities of a pair, the one, and the other.
    papers : int
        Papers that mention anything.

    Returns
    -------
    ndarray of float, shape (n,)
        In (0, 1]; what is smaller than a normal number can be stands as `SMALLEST`.

    Examples
    --------
    Two entities of three papers each, twice together among ten papers: (3 * 3 * 7 + 1) / 120 ways.

    >>> p_values(np.array([2]), np.array([3]), np.array([3]), papers=10).round(9).tolist()
    [0.183333333]
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    above = together > low * (high / papers)
    start = np.where(above, together, together - 1)
    sums = _sum_from(start, np.where(above, 1, -1), low, high, papers)
    return np.clip(np.where(above, sums, 1 - sums), SMALLEST, 1.0)


@lru_cache(maxsize=1)
def _log_factorials(largest: int) -> Floats:
    return np.array([math.lgamma(number + 1) for number in range(largest + 1)])


def _sum_from(start: Ints, step: Ints, low: Ints, high: Ints, papers: int) -> Floats:
    """Sum of the distribution's terms from one outward, each from its neighbour by their ratio."""
    logs = _log_factorials(papers)

    def ways(of: Ints | int, chosen: Ints) -> Floats:
        return np.asarray(logs[of] - logs[chosen] - logs[of - chosen], np.float64)

    possible = (start >= 0) & (start >= low + high - papers)
    at = np.where(possible, start, np.maximum(0, low + high - papers))
    term = np.exp(ways(low, at) + ways(papers - low, high - at) - ways(papers, high))
    sums = np.where(possible, term, 0.0)
    rows = np.flatnonzero(possible)
    state = [at[rows], term[rows], step[rows], low[rows], high[rows]]
    while rows.size:
        at, term, step, low, high = state
        up = step > 0
        k = np.where(up, at, at - 1).astype(np.float64)  # the ratio of the terms k + 1 and k
        upward = (low - k) * (high - k)
        downward = (k + 1) * (papers - low - high + k + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            term = term * np.where(up, upward / downward, downward / upward)
        at = at + step
        sums[rows] += term
        going = (term > sums[rows] * 1e-17) & (term > 0)
        rows, state = rows[going], [values[going] for values in (at, term, step, low, high)]
    return sums


def least_p_values(one: Ints, other: Ints, papers: int) -> Floats:
    r"""The smallest p-value that a pair can have: that of the rarer entity never without the other.

    :math:`\binom{h}{l} / \binom{N}{l}`, with l papers of the rarer entity, h of the other and N in all.

    Parameters
    ----------
    one, other : ndarray of int
        Papers that mention the one entity of a pair and the other.
    papers : int
        Papers that mention anything.

    Returns
    -------
    ndarray of float
        In [0, 1].

    Examples
    --------
    >>> least_p_values(np.array([2, 1]), np.array([3, 3]), papers=10).round(9).tolist()
    [0.066666667, 0.3]
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    logs = _log_factorials(papers)
    # rounded, so that what is equal is so to the last bit
    return np.asarray(np.exp((logs[high] - logs[high - low] - logs[papers] + logs[papers - low]).round(9)), np.float64)


def family(papers_of: Ints, papers: int) -> tuple[float, int]:
    """The pairs of entities that are tested: those that have papers enough to tell anything.

    A pair of two entities of one paper each can not be told from chance, however it occurs, yet as a test it would cost
    all others. Tarone's rule [1]_ takes the most pairs so that the smallest p-value each can have, times their number,
    is at most `SIGNIFICANT`. It looks at how many papers mention each entity and never at which, and the
    p-values are those given these numbers: so choosing takes nothing from what the false-discovery rate promises
    (independent filtering [2]_; for discrete tests with this very rule [3]_).

    Parameters
    ----------
    papers_of : ndarray of int
        Papers that mention each entity.
    papers : int
        Papers that mention anything.

    Returns
    -------
    tuple of float and int
        What the `least_p_values` of a pair must not exceed, and how many pairs of all those entities that leaves,
        whether they ever occur together or not.

    References
    ----------
    .. [1] Tarone (1990). A modified Bonferroni method for discrete data. Biometrics 46(2). doi:10.2307/2531456
    .. [2] Bourgon, Gentleman and Huber (2010). Independent filtering increases detection power for high-throughput
       experiments. PNAS 107(21). doi:10.1073/pnas.0914005107
    .. [3] Gilbert (2005). A modified false discovery rate multiple-comparisons procedure for discrete data, applied to
       human immunodeficiency virus genetics. Journal of the Royal Statistical Society C 54(1).
       doi:10.1111/j.1467-9876.2005.00475.x

    Examples
    --------
    Of 20 papers; each of four entities with three papers pairs with each other, at 1/1140 at the least.

    >>> bound, pairs = family(np.array([3, 3, 3, 3, 1, 1]), papers=20)
    >>> round(1 / bound), pairs
    (1140, 6)
    """
    counts, times = np.unique(papers_of[papers_of > 0], return_counts=True)
    one, other = np.triu_indices(counts.size)
    pairs = np.where(one == other, times[one] * (times[one] - 1) // 2, times[one] * times[other])
    least = least_p_values(counts[one], counts[other], papers)
    least, place = np.unique(least, return_inverse=True)
    upto = np.cumsum(np.bincount(place, pairs))
    within = np.flatnonzero(least * upto <= SIGNIFICANT)
    return (float(least[within[-1]]), int(upto[within[-1]])) if within.size else (-1.0, 0)


def discoveries(p: Floats, tests: int, times: Ints | None = None) -> Floats:
    """The false-discovery rate at which each p-value is a discovery: Benjamini and Hochberg's adjusted p-values [1]_.

    Parameters
    ----------
    p : ndarray of float, shape (n,)
        The p-values known; those of all other tests are 1.
    tests : int
        All tests, at least n; also those of pairs that never occur together.
    times : ndarray of int, shape (n,), optional
        How many tests have each p-value; one where it is left out.

    Returns
    -------
    ndarray of float, shape (n,)
        Never less than `p`; taking all up to r keeps the expected share of false ones below r.

    References
    ----------
    .. [1] Benjamini and Hochberg (1995). Controlling the false discovery rate. Journal of the Royal Statistical
       Society B 57(1). doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> discoveries(np.array([0.01, 0.04, 0.03]), tests=3).round(6).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p, kind="stable")
    upto = np.arange(1, p.size + 1) if times is None else np.cumsum(times[order])
    scaled = (p[order] * (tests / upto))[::-1]
    adjusted = np.empty_like(p)
    adjusted[order[::-1]] = np.minimum(np.minimum.accumulate(scaled), 1.0) if p.size else scaled
    return adjusted

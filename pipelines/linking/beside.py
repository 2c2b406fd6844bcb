"""Short forms beside the long forms that their paper names too."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.runs import blocks, concatenated, shared_out, starts
from pipelines.linking.classes import Classes
from pipelines.linking.kept import Kept
from pipelines.linking.names import HOOKS, PAIRS
from pipelines.linking.senses import Reason
from pipelines.linking.uses import Bools, Ints, Lists, Uses, distinct, first_of, meetings, paired

_AT_ONCE = 1 << 16
"""Uses that are looked at at a time: few enough for the processor's own memory."""


class Hooks:
    """What short and long names meet under, whatever the classes of names are.

    Parameters
    ----------
    uses : Uses
        Who uses which name.
    names : pyarrow.Table
        What `pipelines.linking.names.NAMES` says of each surface.

    Attributes
    ----------
    short, long : Lists
        Of each surface, as a short form, and as a long one as far as short forms have them.
    named : ndarray of int
        Of each surface in each paper the first use: of several types that one counts.
    length : ndarray of int
        Characters of each use's name.
    """

    def __init__(self, uses: Uses, names: pa.Table) -> None:
        surface = uses.surface[uses.name]
        self.named = np.flatnonzero(np.diff(uses.paper * len(uses.surfaces) + surface, prepend=-1))
        self.short = Lists(names.column("short_hooks").combine_chunks())
        wanted = np.zeros(HOOKS, bool)
        wanted[self.short.of(np.flatnonzero(names.column("short").to_numpy()))[1]] = True
        self.long = Lists(names.column("long_hooks").combine_chunks(), wanted)
        self.length = pc.utf8_length(uses.surfaces).to_numpy()[surface]


def beside(
    uses: Uses, classes: Classes, hooks: Hooks, short: Bools, kept: Kept
) -> tuple[Ints, Ints, Ints, list[Reason]]:
    """Uses of short forms beside the one long form in their paper that they stand for.

    Parameters
    ----------
    uses : Uses
        Who uses which name.
    classes : Classes
        What names are one whatever papers say.
    hooks : Hooks
        What names meet under.
    short : ndarray of bool
        Of each name, whether it may be a short form.
    kept : Kept
        Asked about each pair of names that meets.

    Returns
    -------
    ndarray of int, ndarray of int, ndarray of int
        Uses, the class of the long form of each, and the place of the reason that says so.
    list of Reason
        The reasons.
    """
    surface = uses.surface[uses.name]
    of = classes.of[uses.name]
    place = uses.paper * (len(classes.types) or 1) + classes.type[of]
    looking = np.flatnonzero(short[uses.name])
    has = np.zeros(int(place.max(initial=0)) + 1, bool)
    has[place[looking]] = True
    named = hooks.named[has[place[hooks.named]]]

    def met(block: tuple[int, int]) -> tuple[Ints, Ints]:
        one, other = (some[slice(*np.searchsorted(some, block))] for some in (looking, named))
        left, hook = hooks.short.of(surface[one])
        right, other_hook = hooks.long.of(surface[other])
        left, right = one[left], other[right]
        shorts, longs = [], []
        for first, second in meetings(place[left] * HOOKS + hook, place[right] * HOOKS + other_hook):
            use, by = left[first], right[second]
            fits = (of[use] != of[by]) & (hooks.length[use] < hooks.length[by])
            shorts.append(use[fits])
            longs.append(by[fits])
        return concatenated(shorts), concatenated(longs)

    begin = starts(uses.paper)
    shorts, longs = [], []
    for use, by in shared_out(met, blocks(begin, uses.paper.size, begin // _AT_ONCE)):
        shorts.append(use)
        longs.append(by)
    use, by = concatenated(shorts), concatenated(longs)
    texts, pair = paired(uses.surfaces, uses.surfaces, surface[use], surface[by])
    answers = kept.answers(PAIRS, *texts)
    stands = answers.column("rule").is_valid().to_numpy()
    reason = np.full(stands.size, -1)
    told = answers.filter(answers.column("rule").is_valid())
    reasons = [Reason(*row) for row in zip(*(column.to_pylist() for column in told.columns), strict=True)]
    reason[stands] = np.arange(len(reasons))
    certain = pc.fill_null(pc.equal(answers.column("rule"), "corpus"), False).to_numpy()[pair]
    use, by, pair, certain = (column[stands[pair]] for column in (use, by, pair, certain))
    # of several names for one thing the first shows it
    _, meant = distinct(use * len(classes.keys) + of[by])
    first = first_of(meant, by)
    use, by, pair, certain = (column[first] for column in (use, by, pair, certain))
    all_of, certain_of = (
        np.bincount(use, minlength=1),
        np.bincount(use[certain], minlength=int(use.max(initial=0)) + 1),
    )
    chosen = (all_of[use] == 1) | (certain & (certain_of[use] == 1))
    return use[chosen], of[by[chosen]], reason[pair[chosen]], reasons

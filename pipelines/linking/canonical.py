"""The name, id and type that a thing goes by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.text import digest
from pipelines.linking import facts
from pipelines.linking.kept import Kept
from pipelines.linking.names import SPELT, slug
from pipelines.linking.things import Things
from pipelines.linking.uses import Bools, Ints, distinct, encoded, first_of, once, paired, pointed, ranks, texts_of

_LONG_FORM_TYPES = frozenset({"Method", "Task", "Metric"})
"""Types whose names are terms: the long form is the canonical name."""

_TERMS = frozenset({"Method", "Task"})
"""Types whose long form is the name even where facts know a short one."""

_NAME_WINS = 3
"""A term's short form is its canonical name when it stands in this many times as many papers as the long form,
unless many papers of the corpus spell it out."""

_SINGULAR = 0.1
"""Share of the spellings from which on the singular is the canonical one; below it is FLOP for FLOPs."""

_CAPITALS_WIN = 3
"""A term is written in small letters unless this many times as many papers write it in capitals."""


@dataclass(frozen=True, slots=True)
class Identities:
    """What each thing goes by.

    Attributes
    ----------
    id : pyarrow.Array
        Ids.
    name : ndarray of int
        The surfaces that are canonical names.
    type : ndarray of int
        Places of types.
    """

    id: pa.Array
    name: Ints
    type: Ints


def identify(
    things: Things,
    *,
    renamed: Mapping[int, str] | None = None,
    retyped: Mapping[int, str] | None = None,
    kept: Kept | None = None,
) -> Identities:
    """Canonical name, type and id of each thing; the more papers, the plainer the id.

    Parameters
    ----------
    things : Things
        The things.
    renamed, retyped : mapping of int to str, optional
        Names among those of a thing, and types, that are set by hand.
    kept : Kept, optional
        What is known of names already.

    Returns
    -------
    Identities
        Of each thing.
    """
    kind = things.votes.argmax(axis=1) if things.votes.size else np.empty(0, np.int64)
    for thing, type in (retyped or {}).items():
        kind[thing] = things.types.index(type)
    name = _canonical(things, kind, kept or Kept())
    for thing, text in (renamed or {}).items():
        name[thing] = things.surfaces.index(text).as_py()
    return Identities(_ids(things, name, kind), name, kind)


def _ids(things: Things, name: Ints, kind: Ints) -> pa.Array:
    """Ids, each once: those of things that want the same are given in turn."""
    plain = things.names.column("slug").combine_chunks().take(pa.array(name))
    _, (number,) = encoded(plain)
    contested = np.bincount(number, minlength=1)[number] > 1
    while True:
        wanted = [candidate for thing in _few(things, name, kind, contested) for candidate in thing[1:]]
        more = pc.is_in(plain, value_set=pa.array(wanted, pa.string())).to_numpy(zero_copy_only=False)
        if not (more & ~contested).any():
            break
        contested |= more
    given: dict[int, str] = {}
    taken: set[str] = set()
    inturn = sorted(
        zip(
            np.flatnonzero(contested).tolist(),
            (-things.size[contested]).tolist(),
            things.keys.filter(pa.array(contested)).to_pylist(),
            _few(things, name, kind, contested),
            strict=True,
        ),
        key=lambda it: it[1:3],
    )
    for thing, _, _, candidates in inturn:
        given[thing] = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(given[thing])
    return pc.replace_with_mask(
        plain, pa.array(contested), pa.array([given[thing] for thing in sorted(given)], pa.string())
    )


def _few(things: Things, name: Ints, kind: Ints, some: Bools) -> Iterator[tuple[str, str, str]]:
    """Ids of some things, from the plainest on."""
    numbers = np.flatnonzero(some)
    slugs = texts_of(things.names.column("slug"), name[numbers])
    keys = texts_of(things.keys, numbers)
    for plain, key, at in zip(slugs, keys, kind[numbers].tolist(), strict=True):
        yield plain, f"{plain}-{slug(things.types[at])}", f"{plain}-{digest(key, 8)}"


def _canonical(things: Things, kind: Ints, kept: Kept) -> Ints:
    """Names people would use: of the long form and its short forms the usual one, in its usual spelling."""
    name = np.empty(len(things.keys), np.int64)
    name[things.thing] = things.surface
    rows = np.flatnonzero(things.count[things.thing] > 1)
    spelled = _Spelled(things, rows, kept)
    usual = spelled.usual(kind)
    chosen = rows[usual[spelled.of]]
    best = _usual_spelling(things, chosen, spelled.of[usual[spelled.of]])
    name[things.thing[best]] = things.surface[best]
    return name


class _Spelled:
    """Names of things, together by spelling key.

    Attributes
    ----------
    of : ndarray of int
        For each row that was given, its key of its thing.
    """

    def __init__(self, things: Things, rows: Ints, kept: Kept) -> None:
        self._kept = kept
        self._things = things
        self._rows = rows
        width = len(things.names) or 1
        found, self.of = distinct(things.thing[rows] * width + things.key[things.surface[rows]])
        self._thing = found // width
        place = np.full(things.thing.size, -1)
        place[rows] = self.of
        place = place[things.row]
        width = int(things.paper.max(initial=0)) + 1
        papers = once(place[place >= 0] * width + things.paper[place >= 0])
        self._papers = np.bincount(papers // width, minlength=found.size)
        some_row = np.empty(found.size, np.int64)
        some_row[self.of] = rows
        text = things.names.column("key").combine_chunks().take(pa.array(things.surface[some_row]))
        self._keys, (self._key,) = encoded(text)
        self._length = pc.utf8_length(self._keys).to_numpy()[self._key]
        self._rank = ranks(self._keys)[self._key]

    def usual(self, kind: Ints) -> Bools:
        """Which keys the names of their things are to have."""
        types = self._things.types
        usual = self._most(np.arange(self._thing.size))
        term = np.array([type in _TERMS for type in types], bool)[kind[self._thing]]
        known = np.flatnonzero(self._known(kind) & ~term)
        known = known[first_of(self._thing[known], self._rank[known])]
        settled = np.zeros(kind.size, bool)
        settled[self._thing[known]] = True
        usual = usual[~settled[self._thing[usual]]]
        termed = np.array([type in _LONG_FORM_TYPES for type in types], bool)[kind[self._thing[usual]]]
        usual[termed] = self._long_forms(usual[termed])
        chosen = np.zeros(self._thing.size, bool)
        chosen[known] = chosen[usual] = True
        return chosen

    def _most(self, some: Ints) -> Ints:
        """Of some keys the most frequent of each thing."""
        return some[first_of(self._thing[some], -self._papers[some], self._length[some], self._rank[some])]

    def _known(self, kind: Ints) -> Bools:
        """Which keys facts know as a name of something of the type."""
        named = facts.named()
        found = pc.is_in(self._keys, value_set=pa.array(list(named), pa.string())).to_numpy(zero_copy_only=False)
        found = found[self._key]
        for at in np.flatnonzero(found).tolist():
            type = self._things.types[int(kind[self._thing[at]])]
            found[at] = type in named[self._keys[int(self._key[at])].as_py()]
        known: Bools = found
        return known

    def _long_forms(self, usual: Ints) -> Ints:
        """For the usual keys of some things those that they are short for, where these are standard terms."""
        things, surface = self._things, self._things.surface[self._rows]
        standing, shorts, bare = np.zeros((3, self._thing.size), bool)
        standing[self.of[things.short[self._rows]]] = True
        short = things.names.column("short").to_numpy()[surface]
        shorts[self.of[short]] = True
        whole = pc.invert(pc.match_substring(things.surfaces, " (")).to_numpy(zero_copy_only=False)[surface]
        bare[self.of[whole]] = True
        # which keys of the same thing may be long forms of the usual one
        own, other = pointed(self._thing[usual], self._thing, len(things.keys))
        may = bare[other] & (standing[usual[own]] | shorts[usual[own]])
        own, other = own[may], other[may]
        long = standing[usual[own]] & ~standing[other]
        long[~long] = self._spelt(usual[own[~long]], other[~long], short)
        own, other = own[long], other[long]
        best = first_of(own, -self._papers[other], self._length[other], self._rank[other])
        own, other = own[best], other[best]
        spelt_out = np.zeros(self._thing.size, bool)
        spelt_out[self.of[things.names.column("spelt_out").to_numpy()[surface]]] = True
        wins = ~spelt_out[usual[own]] & (self._papers[usual[own]] >= _NAME_WINS * self._papers[other])
        found = usual.copy()
        found[own[~wins]] = other[~wins]
        return found

    def _spelt(self, usual: Ints, other: Ints, short: Bools) -> Bools:
        """Whether a short form with one key spells a name with the other."""
        count, surfaces = self._thing.size, self._things.surfaces
        by_key = np.argsort(self.of, kind="stable")
        surface = self._things.surface[self._rows][by_key]
        short_ones = short[by_key]
        pair, one = pointed(usual, self.of[by_key][short_ones], count)
        at, second = pointed(other[pair], self.of[by_key], count)
        pair, first, second = pair[at], surface[short_ones][one[at]], surface[second]
        length = pc.utf8_length(surfaces).to_numpy()
        longer = length[second] > length[first] + 2
        pair, first, second = pair[longer], first[longer], second[longer]
        texts, place = paired(surfaces, surfaces, first, second)
        spells = self._kept.answers(SPELT, *texts).column("spells").to_numpy()
        told = np.zeros(usual.size, bool)
        told[pair[spells[place]]] = True
        return told


def _usual_spelling(things: Things, rows: Ints, group: Ints) -> Ints:
    """Most frequent spelling, singular where that is in use; what differs by case alone counts together.

    Parameters
    ----------
    things : Things
        The things.
    rows, group : ndarray of int
        Rows of them, and which belong together.

    Returns
    -------
    ndarray of int
        A row of each group.
    """
    tidy = things.names.column("tidy").to_numpy()[things.surface[rows]]
    some = np.zeros(int(group.max(initial=0)) + 1, bool)
    some[group[tidy]] = True
    stays = tidy | ~some[group]
    rows, group = rows[stays], group[stays]
    surfaces = texts_of(things.surfaces, things.surface[rows])
    texts = [text.casefold() for text in surfaces]
    folds, (fold,) = encoded(pa.array(texts, pa.string()))
    same = np.array([text == folded for text, folded in zip(surfaces, texts, strict=True)], bool)
    papers, mentions, rank = things.papers[rows], things.mentions[rows], things.rank[things.surface[rows]]
    # what differs by case alone
    folded, place = distinct(group * (len(folds) or 1) + fold)
    of, fold = np.divmod(folded, len(folds) or 1)
    count = np.zeros(folded.size, np.int64)
    np.add.at(count, place, papers)
    length = pc.utf8_length(folds).to_numpy()[fold]
    shortest = np.full(some.size, np.iinfo(np.int64).max)
    np.minimum.at(shortest, of, length)
    plural = pc.ends_with(folds, "s").to_numpy(zero_copy_only=False)[fold]
    singular = (length == shortest[of]) | ~plural
    total, singulars = np.zeros((2, some.size), np.int64)
    np.add.at(total, of, count)
    np.add.at(singulars, of[singular], count[singular])
    in_use = singulars >= _SINGULAR * total
    eligible = np.flatnonzero(singular | ~in_use[of])
    best = eligible[first_of(of[eligible], -count[eligible], ranks(folds)[fold[eligible]])]
    chosen = np.zeros(folded.size, bool)
    chosen[best] = True
    spelled = np.flatnonzero(chosen[place])
    usual = spelled[first_of(group[spelled], -papers[spelled], -mentions[spelled], rank[spelled])]
    # titles and definitions write in capitals what running text writes small
    words = pc.match_substring(folds, " ").to_numpy(zero_copy_only=False)[fold]
    small = spelled[same[spelled] & words[place[spelled]]]
    of_group = np.empty(some.size, np.int64)
    of_group[group[usual]] = usual
    wins = small[_CAPITALS_WIN * papers[small] >= papers[of_group[group[small]]]]
    of_group[group[wins]] = wins
    found: Ints = rows[of_group[group[usual]]]
    return found

"""The name, id and type that a thing goes by."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from kg.names import spelling_key
from kg.text import digest
from pipelines.linking import facts, senses
from pipelines.linking.initials import spells
from pipelines.linking.joining import majority
from pipelines.linking.uses import Ints

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

_SPELT_OUT = 20
"""Papers of the corpus that spell a short form out, from which on its long form is a standard term."""

_BARE_TEX = re.compile(r"\dtimes\d")

_NO_PAPERS: Ints = np.array([], np.int64)


@dataclass(slots=True)
class Name:
    """A surface form, the numbers of the papers that use it for one thing, sorted, and how often they do."""

    papers: Ints = field(default_factory=lambda: _NO_PAPERS)
    mentions: int = 0


@dataclass(slots=True)
class Thing:
    """An entity in the making: all names that mean one thing.

    Attributes
    ----------
    key : str
        What joining calls it.
    names : dict of str to Name
        Its surfaces.
    types : Counter of str
        In how many papers it is of which type.
    accounts : dict of str to str
        Accounts of an organisation, by the names they are listed with.
    shorts : set of str
        Those of its names that stand for a long form among them.
    """

    key: str
    names: dict[str, Name] = field(default_factory=dict)
    types: Counter[str] = field(default_factory=Counter)
    accounts: dict[str, str] = field(default_factory=dict)
    shorts: set[str] = field(default_factory=set)

    def papers(self) -> Ints:
        """Papers that name it."""
        return united(*(name.papers for name in self.names.values()))


def united(*columns: Ints) -> Ints:
    """Numbers that are in any of some sorted columns, sorted."""
    if len(columns) == 1:
        return columns[0]
    numbers = np.sort(np.concatenate(columns))
    return numbers[np.diff(numbers, prepend=-1) > 0]


@dataclass(frozen=True, slots=True)
class Identity:
    """Id, canonical name and type of a thing."""

    id: str
    name: str
    type: str


def identify(
    things: Mapping[str, Thing], *, renamed: Mapping[str, str] | None = None, retyped: Mapping[str, str] | None = None
) -> dict[str, Identity]:
    """Canonical name, type and id of each thing; the more papers, the plainer the id.

    Parameters
    ----------
    things : mapping of str to Thing
        By key.
    renamed, retyped : mapping of str to str, optional
        Names and types that are set by hand, by key.

    Returns
    -------
    dict of str to Identity
        By key.
    """
    taken: set[str] = set()
    named = {}
    for key, thing in sorted(things.items(), key=lambda item: (-item[1].papers().size, item[0])):
        kind = (retyped or {}).get(key) or majority(thing.types)
        name = (renamed or {}).get(key) or canonical(thing, kind)
        chosen = next(candidate for candidate in _ids(name, kind, key) if candidate not in taken)
        taken.add(chosen)
        named[key] = Identity(chosen, name, kind)
    return named


def _ids(name: str, kind: str, key: str) -> Iterator[str]:
    """Ids from the plainest on."""
    plain = _slug(name)
    yield plain
    yield f"{plain}-{_slug(kind)}"
    yield f"{plain}-{digest(key, 8)}"


def _slug(name: str) -> str:
    """Readable id: letters and digits of any script, ``.`` and ``+`` inside."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    slug = re.sub(r"[^\w.+#*]+|_+", "-", folded).strip("-.")
    return slug if 0 < len(slug) <= 80 else f"{slug[:80]}~{digest(name, 8)}"


def canonical(thing: Thing, kind: str) -> str:
    """Name people would use: of the long form and its short forms the usual one, in its usual spelling.

    Parameters
    ----------
    thing : Thing
        With at least one name.
    kind : str
        Its type.

    Returns
    -------
    str
        One of its names.
    """
    if len(thing.names) == 1:
        return next(iter(thing.names))
    spelled: defaultdict[str, dict[str, Name]] = defaultdict(dict)
    for surface, name in thing.names.items():
        spelled[spelling_key(surface)][surface] = name
    by_key = {key: united(*(name.papers for name in names.values())).size for key, names in spelled.items()}
    usual = min(by_key, key=lambda key: (-by_key[key], len(key), key))
    known = sorted(key for key in by_key if kind in facts.named().get(key, ()))
    if known and kind not in _TERMS:
        usual = known[0]
    elif kind in _LONG_FORM_TYPES:
        long = _long_form(thing, spelled[usual], by_key, spelled)
        if long is not None and not _goes_by_short_form(usual, by_key[usual], by_key[long]):
            usual = long
    return _usual_spelling(spelled[usual])


def _long_form(
    thing: Thing, usual: Collection[str], by_key: Mapping[str, int], spelled: Mapping[str, Mapping[str, Name]]
) -> str | None:
    """The most frequent key whose names the usual one is a short form of."""
    shorts = [short for short in usual if sum(map(str.isupper, short)) > 1]
    longs = [
        key
        for key, names in spelled.items()
        if not all(" (" in name for name in names)
        and (
            (not thing.shorts.isdisjoint(usual) and thing.shorts.isdisjoint(names))
            or any(len(long) > len(short) + 2 and spells(short, long) for short in shorts for long in names)
        )
    ]
    return min(longs, key=lambda key: (-by_key[key], len(key), key)) if longs else None


def _goes_by_short_form(short: str, papers: int, long_papers: int) -> bool:
    sense = senses.corpus_sense(short)
    spelt_out = sense is not None and sense[1] >= _SPELT_OUT
    return not spelt_out and papers >= _NAME_WINS * long_papers


def _usual_spelling(names: Mapping[str, Name]) -> str:
    """Most frequent spelling, singular where that is in use; what differs by case alone counts together."""
    names = {surface: name for surface, name in names.items() if _tidy(surface)} or names
    folded: Counter[str] = Counter()
    for surface, name in names.items():
        folded[surface.casefold()] += name.papers.size
    shortest = min(len(key) for key in folded)
    singular = [key for key in folded if len(key) == shortest or not key.endswith("s")]
    in_use = sum(folded[key] for key in singular) >= _SINGULAR * folded.total()
    best = min(singular if in_use else folded, key=lambda key: (-folded[key], key))
    spelled = [surface for surface in names if surface.casefold() == best]
    usual = min(spelled, key=lambda surface: (-names[surface].papers.size, -names[surface].mentions, surface))
    # titles and definitions write in capitals what running text writes small
    small = " " in best and best in names and _CAPITALS_WIN * names[best].papers.size >= names[usual].papers.size
    return best if small else usual


def _tidy(surface: str) -> bool:
    """Whether a name is whole: its brackets closed, nothing hanging on, no TeX that lost its backslash."""
    if _BARE_TEX.search(surface):
        return False
    balanced = all(surface.count(left) == surface.count(right) for left, right in ("()", "[]", "{}"))
    return balanced and (surface[-1:].isalnum() or surface[-1:] in "+*#)]}")

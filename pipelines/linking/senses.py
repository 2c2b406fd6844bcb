"""What a name stands for in a paper: the long form of an acronym, the usual name of an alias.

In this order: the long form that the paper defines; the facts; a long form beside it in the paper that it spells; the
sense that dominates over the graph's papers; the sense that dominates over the corpus that the facts count. Where
none of these decides, the name stays one of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.names import spelling_key
from pipelines.linking import facts
from pipelines.linking.initials import ends, letters, possible_ends, spells
from pipelines.linking.terms import term_keys

DOMINANCE = 3
"""A sense dominates when at least this many times as many papers define it as define any other."""

_SETTLED = 50
"""Papers of the corpus from which on a sense of a short form is known to everybody."""

_RARE = 10
"""Papers of the corpus below which a sense of a short form says little of its other uses."""

_HOOK = "="
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via", "with"}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a name stands for another.

    Attributes
    ----------
    rule : str
        Name of the rule.
    detail : str
        Its particulars.
    """

    rule: str
    detail: str


def known_names() -> list[str]:
    """All names and long forms that facts have, sorted."""
    named = {name for fact in facts.things() for name in (fact.name, *fact.aliases)}
    return sorted(named.union(*facts.abbreviations().values()))


_keys: dict[str, frozenset[str]] = {}
"""What `keys_of` gives for those, where `load` was told."""


def _keys_of_known(name: str) -> frozenset[str]:
    return _keys.get(name) or keys_of(name)


@cache
def aliases() -> Mapping[str, tuple[facts.Fact, ...]]:
    """Facts by the keys of all their names."""
    found: defaultdict[str, list[facts.Fact]] = defaultdict(list)
    for fact in facts.things():
        for key in sorted({key for name in (fact.name, *fact.aliases) for key in _keys_of_known(name)}):
            found[key].append(fact)
    return {key: tuple(known) for key, known in found.items()}


def keys_of(name: str) -> frozenset[str]:
    """Spelling key and term keys of a name."""
    return frozenset({spelling_key(name), *term_keys(name)})


def _known(short: str) -> tuple[tuple[frozenset[str], str, int], ...]:
    return _known_senses(short) if short in facts.abbreviations() else ()


@cache
def _known_senses(short: str) -> tuple[tuple[frozenset[str], str, int], ...]:
    """Senses of a short form over the corpus: keys of the long form, the long form, papers.

    Without those that are the end of what facts know it for: "policy optimization" is no sense of PPO.
    """
    whole = {spelling_key(name) for fact in aliases().get(short, ()) for name in (fact.name, *fact.aliases)}
    return tuple(
        (_keys_of_known(long), long, papers)
        for long, papers in facts.abbreviations().get(short, {}).items()
        if not whole or spelling_key(long) in whole or not any(name.endswith(spelling_key(long)) for name in whole)
    )


def corpus_sense(short: str) -> tuple[str, int] | None:
    """The long form that dominates over the corpus, with its papers, for the spelling key of a short form."""
    senses = _known(short)
    if not senses:
        return None
    first, long, _ = max(senses, key=lambda sense: (sense[2], sense[1]))
    support, rest = _weigh(senses, first)
    return (long, support) if support >= DOMINANCE * max(rest, 1) else None


def _weigh(senses: Iterable[tuple[frozenset[str], str, int]], keys: frozenset[str]) -> tuple[int, int]:
    """Papers for the sense with these keys, and for the strongest other."""
    support, rest = 0, 0
    for known, _, papers in senses:
        if known & keys:
            support += papers
        else:
            rest = max(rest, papers)
    return support, rest


def is_short(name: str) -> bool:
    """Whether a name may be a short form: it has two capitals."""
    return sum(map(str.isupper, name)) > 1


def hooks_of_short(name: str) -> tuple[str, ...]:
    """What a short form meets the long forms under that it may stand for, see `stands_for`; none for other names."""
    if not is_short(name):
        return ()
    if " " not in name.strip() and 2 <= len(letters(name)) <= 12:
        return ends(name), _HOOK + spelling_key(name), *_outer_hooks(name)
    return _outer_hooks(name)


def hooks_of_long(name: str) -> tuple[str, ...]:
    """What a long form meets the short forms under that may stand for it."""
    known = {short for key in keys_of(name) for short in _shortened().get(key, ())}
    return *sorted(possible_ends(name)), *sorted(_HOOK + short for short in known), *_outer_hooks(name)


def _outer_hooks(name: str) -> tuple[str, ...]:
    """Hooks of names that begin or end with the same word."""
    words = _words(name)
    return (f"{words[0][0]} ", f" {words[-1][0]}") if len(words) > 1 else ()


def load(keys: Mapping[str, Iterable[str]]) -> None:
    """Read the facts, and work out what follows from them, beside other work.

    Parameters
    ----------
    keys : mapping of str to iterable of str
        What `keys_of` gives for each of `known_names`, which takes long.
    """
    _keys.update((name, frozenset(of)) for name, of in keys.items())
    aliases()
    _shortened()


@cache
def _shortened() -> Mapping[str, frozenset[str]]:
    """Short forms of which the corpus knows a long form, by the keys of that."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for short in facts.abbreviations():
        for keys, _, _ in _known(short):
            for key in keys:
                found[key].add(short)
    return {key: frozenset(shorts) for key, shorts in found.items()}


def stands_for(short: str, long: str) -> Reason | None:
    """Whether a short form stands for a long one that is named beside it, without a definition.

    Parameters
    ----------
    short, long : str
        Names as they stand in a text.

    Returns
    -------
    Reason or None
        Rule ``corpus`` where papers elsewhere define it so, ``initials`` where it only spells the long form.

    Examples
    --------
    >>> stands_for("QXZR", "quantised xylophone zero resonance").rule
    'initials'
    >>> stands_for("KD", "KL divergence")  # knowledge distillation to everybody
    >>> stands_for("striped QX", "striped quantised xylophones").rule
    'initials'
    """
    short, long, shared = _unlike(short, long)
    spelt = letters(short)
    if not 2 <= len(spelt) <= 12 or not is_short(short) or " " in short.strip():
        return None
    known = _known(spelling_key(short))
    support, rest = _weigh(known, keys_of(long)) if known else (0, 0)
    if support > 1 and support * DOMINANCE >= rest:
        return Reason("corpus", f"{support:,} papers of a corpus define {short} as {long}")
    if not spells(short, long) or len(spelt) < 3 - shared:
        return None
    fair = support * 10 >= rest
    if len(spelt) > 3 or shared:  # the same words around them say what two letters alone do not
        accepted = rest < _SETTLED or fair
    else:
        accepted = rest < _RARE or (rest < _SETTLED and (_coined(long) or (support > 0 and fair)))
    return Reason("initials", f"{short} is made of the initials of {long}, named beside it") if accepted else None


def _unlike(short: str, long: str) -> tuple[str, str, bool]:
    """Two names without the words that both begin and end with, and whether there are such."""
    one, other = _words(short), _words(long)
    if min(len(one), len(other)) < 2 or (one[0][0] != other[0][0] and one[-1][0] != other[-1][0]):
        return short, long, False
    most = min(len(one), len(other)) - 1
    start = next((at for at in range(most) if one[at][0] != other[at][0]), most)
    most -= start
    end = next((at for at in range(most) if one[-1 - at][0] != other[-1 - at][0]), most)
    short, long = (" ".join(text for _, text in words[start : len(words) - end]) for words in (one, other))
    return short, long, True


@lru_cache(maxsize=1 << 16)
def _words(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((spelling_key(word), word) for word in re.findall(r"[^\s\-/]+", name))


def _coined(long: str) -> bool:
    """Whether the long form is written as a name: all words but small ones begin with a capital."""
    words = [word for word in long.replace("-", " ").split() if word not in _SMALL_WORDS]
    return sum(word[0].isupper() for word in words) >= max(2, len(words) - 1)


def whole(short: str, long: str) -> str:
    """Spelling key of the long form; one cut short or drawn out, as "policy optimization (PPO)", is the corpus's.

    Where the corpus has several of which it may be the end, as for "supervised learning (SSL)", the short form's own:
    it says nothing then.
    """
    key, short_key = spelling_key(long), spelling_key(short)
    known = dict.fromkeys((name for fact in aliases().get(short_key, ()) for name in (fact.name, *fact.aliases)), 1)
    known |= facts.abbreviations().get(short_key, {})
    if spells(short, long) or key in map(spelling_key, known):
        return key
    said = {spelling_key(sense): (sense, papers) for sense, papers in known.items() if spells(short, sense)}
    drawn = {
        sense: papers
        for sense, (name, papers) in said.items()
        if sense != key and (sense.endswith(key) or _is_within(name, long))
    }
    if not drawn:
        return key
    best = max(drawn, key=lambda sense: (drawn[sense], sense))
    others = sum(drawn.values()) - drawn[best]
    return best if drawn[best] >= DOMINANCE * others else short_key


def _is_within(sense: str, long: str) -> bool:
    """Whether the words of one form stand in another in their order, with others between them."""
    words = (word for word, _ in _words(long))
    return all(word in words for word, _ in _words(sense))

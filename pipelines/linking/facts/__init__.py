"""Facts that linking knows beforehand: tables of our own form in this folder, sources and licences in README.md."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.names import spelling_key
from pipelines.linking.initials import spells

_WORD = re.compile(r"\w+")
_EDGE = re.compile(r"\b")

_CONTRACTED_PAPERS = 15
"""Papers from which on a short form is read as its long form inside longer names."""

_CONTRACTED_SHARE = 0.85
"""Share of its definitions that the sense must have for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Names of one thing.

    Attributes
    ----------
    type : str
        One of `kg.types.ENTITY_TYPES`.
    name : str
        The usual name.
    aliases : tuple of str
        Other names of the same thing.
    maker : str
        Organisation that made it; ``""`` where it does not matter.
    source : str
        Where the fact comes from, as README.md lists sources.
    """

    type: str
    name: str
    aliases: tuple[str, ...]
    maker: str
    source: str


@cache
def things() -> tuple[Fact, ...]:
    """Organisations, models, benchmarks, metrics and terms with their other names."""
    found = [
        Fact(type="Organisation", name=row["name"], aliases=_list(row["aliases"]), maker="", source=row["source"])
        for row in _rows("organisations.tsv")
    ]
    found += [
        Fact(
            type=row["type"],
            name=row["name"],
            aliases=_list(row["aliases"]),
            maker=row["maker"],
            source=row["source"],
        )
        for row in _rows("names.tsv")
    ]
    return tuple(found)


@cache
def abbreviations() -> dict[str, dict[str, int]]:
    """Long forms that papers define for short forms, with the number of papers, most frequent first."""
    found: dict[str, dict[str, int]] = {}
    for row in _rows("abbreviations.tsv"):
        found.setdefault(spelling_key(row["short"]), {})[row["long"]] = int(row["papers"])
    return {short: dict(sorted(known.items(), key=lambda item: (-item[1], item[0]))) for short, known in found.items()}


@cache
def named() -> dict[str, frozenset[str]]:
    """Types of things by the spelling keys of their usual names."""
    found: dict[str, frozenset[str]] = {}
    for fact in things():
        key = spelling_key(fact.name)
        found[key] = found.get(key, frozenset()) | {fact.type}
    return found


@cache
def wordings() -> dict[str, str]:
    """Words inside terms, and the usual words that say the same."""
    return {row["wording"]: row["usual"] for row in _rows("wordings.tsv")}


def contract(words: str) -> str:
    """Replace long forms by their short forms, and wordings by the usual one, inside a longer name.

    Parameters
    ----------
    words : str
        Spelling keys of a name's words, with spaces between.

    Returns
    -------
    str
        The same thing in fewer words.

    Examples
    --------
    >>> contract("large language model agent")
    'llm agent'
    """
    return _contractions().sub(words)


@cache
def _contractions() -> "_Phrases":
    said = {_word_keys(wording): _word_keys(same) for wording, same in wordings().items()}
    reworded = _Phrases(said)
    usual: dict[str, str] = {}
    whole = {(spelling_key(row["short"]), row["long"]) for row in _rows("abbreviations.tsv") if _is_whole(row)}
    for short, senses in abbreviations().items():
        (long, papers), total = next(iter(senses.items())), sum(senses.values())
        if (short, long) in whole and papers >= _CONTRACTED_SHARE * total and short.isalpha():
            words = _word_keys(long)
            usual.setdefault(words, short)
            usual.setdefault(reworded.sub(words), short)
    usual |= said
    for words, short in [*usual.items()]:
        if short.isalpha() and " " in words:
            usual.setdefault(f"{short} {words.rsplit(' ', 1)[1]}", short)  # the "VLA model" and the "PIN number"
    contracted = _Phrases(usual)
    for words, short in [*usual.items()]:
        # what is contracted inside a long form: "functional MRI" beside "functional magnetic resonance imaging"
        first, rest = words.split(" ", 1) if " " in words else ("", words)
        inside = contracted.sub(rest)
        if first and inside != rest:
            usual.setdefault(f"{first} {inside}", short)
    contracted = _Phrases(usual)
    return _Phrases({words: contracted.sub(same) for words, same in usual.items()})


class _Phrases:
    """Phrases to replace by others, wherever they stand as whole words, the longest first.

    A dictionary by first words: a pattern of all phrases takes ten times as long.
    """

    def __init__(self, usual: Mapping[str, str]) -> None:
        self._by_word: dict[str, list[tuple[str, str]]] = {}
        for phrase in sorted(usual, key=lambda text: (-len(text), text)):
            self._by_word.setdefault(_WORD.findall(phrase)[0], []).append((phrase, usual[phrase]))

    def sub(self, text: str) -> str:
        """The text with each phrase replaced."""
        if self._by_word.keys().isdisjoint(_WORD.findall(text)):
            return text
        parts, end = [], 0
        for word in _WORD.finditer(text):
            start = word.start()
            for phrase, same in self._by_word.get(word[0], ()) if start >= end else ():
                if text.startswith(phrase, start) and _EDGE.match(text, start + len(phrase)):
                    parts += [text[end:start], same]
                    end = start + len(phrase)
                    break
        return "".join([*parts, text[end:]])


def _is_whole(row: Mapping[str, str]) -> bool:
    """Whether many papers have the long form, and none of its words is missing: SSL is not "supervised learning"."""
    return int(row["papers"]) >= _CONTRACTED_PAPERS and spells(row["short"], row["long"])


def _word_keys(term: str) -> str:
    return " ".join(map(spelling_key, re.findall(r"[^\s\-/]+", term)))


def _list(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)

"""Short forms that a text defines: "Mixture-of-Experts (MoE)" and "MoE (Mixture of Experts)".

References
----------
A. S. Schwartz and M. A. Hearst (2003). A simple algorithm for identifying abbreviation definitions in biomedical
text. Pacific Symposium on Biocomputing 8, 451-462.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKETS = re.compile(r"\(([^()]{2,200})\)")
_CUT = re.compile(r"[,;:]|\s+(?:or|see|e\.g\.|i\.e\.)\s|\s+[\"'“”]")
_WORD_BEFORE = re.compile(r"[^\s()\[\]{},;]+$")
_STOPS = re.compile(r"[.!?;]\s|[()\n]")
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"(?<![^\s(])(?:\w+-)+\Z")
_SMALL = frozenset({"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"})
_NO_WORDS = frozenset("%={}")
_LONGEST_SHORT = 12


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and its long form, as half-open character offsets into the text.

    Attributes
    ----------
    short, long : tuple of int
        Start and end.
    """

    short: tuple[int, int]
    long: tuple[int, int]


def _is_short(form: str) -> bool:
    return (
        2 <= len(form) <= _LONGEST_SHORT
        and len(form.split()) <= 2
        and form[0].isalnum()
        and any(char.isalpha() for char in form)
        and any(char.isupper() for char in form)
    )


def _long_start(short: str, text: str) -> int | None:
    """Where the shortest long form at the end of `text` begins that spells `short`; None when none does."""
    at = len(text) - 1
    for index in range(len(short) - 1, -1, -1):
        char = short[index].casefold()
        if not char.isalnum():
            continue
        while at >= 0 and (text[at].casefold() != char or (index == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    return at + 1


def _align(short: str, text: str) -> int | None:
    """As `_long_start`, under the paper's bounds: long enough, near enough, not made of the short form itself."""
    for form in (short, short.removesuffix("s")):
        if not _is_short(form):
            continue
        start = _long_start(form, text)
        if start is None:
            continue
        long = text[start:]
        words = long.split()
        spelt = sum(char.isalnum() for char in form)
        if (
            len(words) <= min(spelt + 5, spelt * 2)
            and len(long) > len(form)
            and _NO_WORDS.isdisjoint(long)
            and form.casefold() not in (word.strip("-,.").casefold() for word in words)
        ):
            return _whole_start(form, text, start)
    return None


def _whole_start(short: str, text: str, start: int) -> int:
    """Where a long form begins that the search found too short: "[multi-]modal LLMs (MLLMs)", "[proximal] policy".

    The search takes the last words that spell the short form, be it with letters inside them. Where the words before
    them give it by their initials, or a compound begins with its first letter, these belong to it.
    """
    compound = _COMPOUND.search(text, 0, start)
    if compound and text[compound.start()].casefold() == short[0].casefold():
        start = compound.start()
    spelt = [char for char in short.casefold() if char.isalnum()]
    words = list(_WORD.finditer(text))[-len(spelt) :]
    whole = [word[0][0].casefold() for word in words] == spelt and words[0][0] not in _SMALL
    return min(start, words[0].start()) if whole else start


def find(text: str) -> Iterator[Abbreviation]:
    """Definitions of short forms in a text, by Schwartz and Hearst (2003).

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    Abbreviation
        In the order of the text.

    Examples
    --------
    >>> text = "We route tokens in a Mixture-of-Experts (MoE) and an SSM (state space model)."
    >>> [(text[slice(*a.short)], text[slice(*a.long)]) for a in find(text)]
    [('MoE', 'Mixture-of-Experts'), ('SSM', 'state space model')]
    """
    for brackets in _BRACKETS.finditer(text):
        inner_start = brackets.start(1)
        inner = _CUT.split(brackets[1], maxsplit=1)[0].rstrip()
        before = text[max(0, brackets.start() - 300) : brackets.start()].rstrip(" \t\n~")  # TeX ties with a tilde
        clause_start = max((stop.end() for stop in _STOPS.finditer(before)), default=0)
        clause = before[clause_start:]
        if not clause or not inner:
            continue
        offset = max(0, brackets.start() - 300) + clause_start
        start = _align(inner, clause)
        if start is not None:
            yield Abbreviation((inner_start, inner_start + len(inner)), (offset + start, offset + len(clause)))
            continue
        word = _WORD_BEFORE.search(clause)
        # Here the bracket holds the long form, which has to be spelt from its very beginning.
        if word and _is_short(word[0]) and _align(word[0], inner) == 0:
            yield Abbreviation((offset + word.start(), offset + word.end()), (inner_start, inner_start + len(inner)))

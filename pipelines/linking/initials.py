"""Whether a short form spells a long one by its initials."""

import re
from functools import lru_cache

_WORDS = re.compile(r"(?!(?<=['\u2019])s\b)[^\W\d_]+|\d+")
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "the", "to"}
)
_SMALL |= {"via", "with", "over", "under", "using", "based"}
_SMALL_BEGINNINGS = tuple(_SMALL)
_DIGITS = {"to": "2", "for": "4"}
"""Words that a short form may have as a digit."""
_OF_DIGITS = {digit: word for word, digit in _DIGITS.items()}

_MARKS = frozenset("+*#")
_EDGE = re.compile(r"\b")
_PARTS = re.compile(r"[^\W_]+")
_SHORTENS = 0.55
"""Share of the long form's letters that a short form has at most."""
_BEGINNING = 4
"""Letters that a short form may have of a word's beginning."""
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MULTIPLE = ("multi", "auto", "hyper", "semi", "pre", "sub", "non", "inter", "cross")
_MULTI = re.compile(rf"(?i)\b({'|'.join(_MULTIPLE)})(?=[a-z]{{3}})")


@lru_cache(maxsize=1 << 16)
def letters(short: str) -> str:
    """Letters and digits of a short form, without the s of a plural, case folded."""
    form = re.sub(r"(?<=[A-Z])s\Z", "", short)
    return "".join(char for char in form if char.isalnum()).casefold()


def spells(short: str, long: str) -> bool:
    """Whether a short form is made of the initials of a long form's words.

    Every word but small ones ("of", "and") gives its first letter, in order, and of its beginning what the short form
    has in small letters ("ViT", "NeRF", "GeoLoc").

    Parameters
    ----------
    short, long : str
        Two names.

    Returns
    -------
    bool

    Examples
    --------
    >>> spells("MoE", "Mixture-of-Experts"), spells("NeRFs", "neural radiance field"), spells("KD", "KL divergence")
    (True, True, True)
    >>> spells("RAG", "retrieval"), spells("GPT-4", "generative model"), spells("FLAN", "facility location")
    (False, False, False)
    """
    wanted = letters(short)
    if not 2 <= len(wanted) <= 12 or not _may_begin(wanted[0], long):
        return False
    if not any(char.isupper() for char in short) or (_MARKS & set(short)) - set(long):
        return False
    if long[: len(short)].casefold() == short.casefold() and _EDGE.match(long, len(short)):
        return False  # DeiT is no short form of DeiT-Ti
    if len(_PARTS.findall(long)) < 2 or len(wanted) > _SHORTENS * len(letters(long)):
        return False  # CausalLM is a name of its own, and WebShop does not shorten web shopping
    small = _small(short)
    return any(1 < len(words) <= len(wanted) + 4 and _spelled(wanted, small, words) for words in _readings(long))


def ends(short: str) -> str:
    """First and last letter of a short form, or where it has small letters its first.

    What `spells` a long form has one of its `possible_ends`, so that names can meet under these.

    Examples
    --------
    >>> ends("MoE"), ends("RAGs")
    ('m~', 'rg')
    """
    wanted = letters(short)
    return wanted[:1] + ("~" if _small(short) else wanted[-1:])


def possible_ends(long: str) -> frozenset[str]:
    """What the `ends` of a short form of this may be; none where a name is too short to have one.

    Examples
    --------
    >>> sorted(possible_ends("Mixture of Experts"))
    ['me', 'm~']
    """
    if len(_PARTS.findall(long)) < 2:
        return frozenset()
    found: set[str] = set()
    for words in _readings(long):
        firsts, lasts = _outermost(words), _outermost(words[::-1]) + "~"
        found.update(first + last for first in firsts for last in lasts)
    return frozenset(found)


def _outermost(words: list[str]) -> str:
    """Letters that may stand for the first word that is not small, or for one before it."""
    found = ""
    for word in words:
        found += word[0] + _DIGITS.get(word, "")
        if word not in _SMALL:
            break
    return found


def _small(short: str) -> list[bool]:
    """Which of a short form's letters are small; empty where none is."""
    small = [char.islower() for char in short if char.isalnum()][: len(letters(short))]
    return small if any(small) else []


def _readings(long: str) -> list[list[str]]:
    """A long form's words in small letters, as they stand and with compounds taken apart."""
    folded = long.casefold()
    cut = _CAPITALS.sub(" ", long) if folded != long else long
    if any(begin in folded for begin in _MULTIPLE):
        cut = _MULTI.sub(r"\1 ", cut)
    return [[word.casefold() for word in _WORDS.findall(text)] for text in dict.fromkeys((long, cut))]


def _may_begin(letter: str, long: str) -> bool:
    """Whether the first word that counts may begin with a letter: a look that spares most of the work."""
    folded = long.casefold()
    first = _PARTS.search(folded)
    return first is not None and (folded[first.start()] == letter or first.group().startswith(_SMALL_BEGINNINGS))


def _spelled(wanted: str, small: list[bool], words: list[str]) -> bool:
    """Whether the words give the letters: the first of each, and more of it where they are small."""
    reached = {0}
    for word in words:
        following: set[int] = set(reached) if word in _SMALL else set()
        for place in reached:
            if wanted[place : place + 1] == _DIGITS.get(word):
                following.add(place + 1)
            end = place
            while end < min(len(wanted), place + _BEGINNING) and wanted[place : end + 1] == word[: end + 1 - place]:
                if end > place and not (small and small[end]):
                    break
                end += 1
                following.add(end)
        reached = following
    return len(wanted) in reached


def shortens(short: str, long: str) -> bool:
    """Whether a long form has the letters of a short one, in order, beginning with its first.

    Weaker than `spells`: enough for a short form in brackets behind its long form.

    Examples
    --------
    >>> shortens("AR", "autoregressive"), shortens("AR", "regressive")
    (True, False)
    """
    text, at = long.casefold(), -1
    for letter in letters(short):
        at = text.find(_OF_DIGITS.get(letter, letter), at + 1)
        if at < 0:
            return False
    return text[:1] == letters(short)[:1]

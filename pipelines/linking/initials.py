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
_PARTS = re.compile(r"[^\W_]+")
_SHORTENS = 0.55
"""Share of the long form's letters that a short form has at most."""
_BEGINNING = 4
"""Letters that a short form may have of a word's beginning."""
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MULTI = re.compile(r"(?i)\b(multi|auto|hyper|semi|pre|sub|non|inter|cross)(?=[a-z]{3})")


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
    if re.match(rf"{re.escape(short)}\b", long, re.IGNORECASE):
        return False  # DeiT is no short form of DeiT-Ti
    if len(_PARTS.findall(long)) < 2 or len(wanted) > _SHORTENS * len(letters(long)):
        return False  # CausalLM is a name of its own, and WebShop does not shorten web shopping
    small = [char.islower() for char in short if char.isalnum()][: len(wanted)]
    small = [] if not any(small) else small
    cut = _MULTI.sub(r"\1 ", _CAPITALS.sub(" ", long))
    return any(
        1 < len(words) <= len(wanted) + 4 and _spelled(wanted, small, words)
        for words in ([word.casefold() for word in _WORDS.findall(text)] for text in dict.fromkeys((long, cut)))
    )


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

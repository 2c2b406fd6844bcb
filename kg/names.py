"""Names as people write them: the key under which spellings agree."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[^\w+#*]+|_+")
_PLURALS = (
    (re.compile(r"(?<=[a-z]{2})ies\Z"), "y"),
    (re.compile(r"(?:(?<=ss)|(?<=x))es\Z"), ""),
    (re.compile(r"(?<![sui])s\Z"), ""),
)


def spelling_key(name: str) -> str:
    """Key under which spellings of one name agree: case, hyphens, spaces, TeX marks and a plural are dropped.

    Digits on either side of a separator stay apart, and ``+``, ``#`` and ``*`` stay, so that versions keep theirs.

    Parameters
    ----------
    name : str
        A name as it stands in a text.

    Returns
    -------
    str
        Never empty for a name that is not.

    Examples
    --------
    >>> spelling_key("Chain-of-Thought") == spelling_key("chain of thought")
    True
    >>> spelling_key("LLMs") == spelling_key("LLM")
    True
    >>> spelling_key("Qwen2.5"), spelling_key("Qwen2"), spelling_key("HumanEval+")
    ('qwen2.5', 'qwen2', 'humaneval+')
    """
    plain = unicodedata.normalize("NFKC", name)
    key = _SEPARATORS.sub(_separator, _singular(plain)).casefold()
    return key or plain.casefold().strip()


def _singular(name: str) -> str:
    # a capital S ends a name in its own right: ATLAS is no plural
    if len(name) > 3 and name[-2].isalnum():
        for ending, replacement in _PLURALS:
            if ending.search(name):
                return ending.sub(replacement, name)
    return name


def _separator(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    return "." if text[max(start - 1, 0)].isdigit() and end < len(text) and text[end].isdigit() else ""

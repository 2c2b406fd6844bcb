"""Names as people write them: the key under which spellings agree."""

import re
import unicodedata
from functools import lru_cache

_FONTS = re.compile(r"\\(?:text|math)?(?:sc|bf|it|rm|tt|sf|cal|bb|frak|up|md|normal|operatorname)\b|\\(?:text|emph)\b")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_GREEK = {chr(code): unicodedata.name(chr(code)).split()[-1].lower() for code in range(0x3B1, 0x3CA)} | {"ς": "sigma"}
_GREEK_LETTERS = re.compile(f"[{''.join(_GREEK)}]", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_AMPERSAND = re.compile(r"(?<=\s)&(?=\s)")
_TIMES = re.compile(r"(?<=\d)\s*(?:\\?times|\u00d7)\s*(?=\d)")
_VERSION_MARK = re.compile(r"V(?=\d)(?<=[\W_a-z]V)|v(?=\d)(?<=[\W_a-zA-Z]v)")
_ENDING = re.compile(r"(?:(?<=\w)['\u2019]s)?[^\w+#*]*\Z")
_APOSTROPHES = frozenset("'\u2019")
_SEPARATORS = re.compile(r"[^\w+#*]+|_+")
_MAYBE_DIGIT = re.compile(r"[^\W_a-zA-Z]")
_PLURALS = (
    (re.compile(r"(?<=[A-Z]{2})s\Z"), ""),
    (re.compile(r"(?<=[a-z]{2})ies\Z"), "y"),
    (re.compile(r"(?<=[a-z])(ly|the|agno)ses\Z"), r"\1sis"),
    (re.compile(r"(?<=[a-z])(tr|rt|nd)ices\Z"), lambda match: {"tr": "trix", "rt": "rtex", "nd": "ndex"}[match[1]]),
    (re.compile(r"(?<=[a-z][sxz])es?\Z"), ""),
    (re.compile(r"(?<=[a-z][cs]h)es?\Z"), ""),
    (re.compile(r"(?<![suia])s\Z|(?<=[lmnrtd]a)s\Z"), ""),
    (re.compile(r"(quilibri|pectr|inim|axim)a\Z"), r"\1um"),
    (re.compile(r"(riteri|utomat)a\Z"), r"\1on"),
)
_IZE = (
    "optim|character|standard|visual|personal|natural|categor|parallel|linear|random|normal|general|special|regular"
    "|local|quant|token|summar|custom|maxim|minim|organ|recogn|stabil|initial|factor|vector|discret|util|real|neutral"
    "|anonym|contextual|marginal|crystall|synchron|penal|binar|digit|serial|modular|verbal|polar|formal|equal|final"
)
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(?=ations?\Z|ational\Z)"), "iz"),
    (
        re.compile(
            rf"(?<![a-z])((?:un|re|de|non|over|hyper)?(?:{_IZE}))is(?=e[drs]?\Z|ers\Z|ing\Z|able\Z)", re.IGNORECASE
        ),
        r"\1iz",
    ),
    (re.compile(r"(mode|labe|signa|trave|cance|channe)ll(?=ing\Z|ed\Z|ers?\Z)", re.IGNORECASE), r"\1l"),
    (re.compile(r"(behavi|col|neighb|fav|hum|lab|tum|arm|rum|vap)our", re.IGNORECASE), r"\1or"),
    (re.compile(r"(dial|catal|anal)ogue", re.IGNORECASE), r"\1og"),
    (re.compile(r"(?<=anal)ys(?=e[dr]?\Z|ers\Z|ing\Z)"), "yz"),
    (re.compile(r"(cent|fib|theat)re(?=s?\Z)", re.IGNORECASE), r"\1er"),
    (re.compile(r"(?<=judg)e(?=ment)"), ""),
    (re.compile(r"(?<=art)e(?=fact)"), "i"),
    (re.compile(r"(?<=prog)ramme(?=s?\Z)"), "ram"),
)
_MAYBE_BRITISH = re.compile("is|ll|our|ogue|ys|re|ge|fact|ramme", re.IGNORECASE)
"""In whatever `_BRITISH` changes."""


@lru_cache(maxsize=1 << 20)
def spelling_key(name: str) -> str:
    r"""Key under which spellings of one name agree.

    Case, hyphens, spaces, TeX marks (``\times`` even without its backslash), accents, Greek letters against their
    names, British against American spelling, the "v" of a version and a plural make no difference. Digits on either
    side of a separator stay apart, and ``+``, ``#`` and ``*`` stay, so that versions keep theirs.

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
    >>> spelling_key(r"$\pi_0$") == spelling_key("π0") == spelling_key("Pi-0")
    True
    """
    plain = name if name.isascii() else _plain_letters(name)
    if "\\" in plain:
        plain = _FONTS.sub(" ", plain)
    if "times" in plain or "\u00d7" in plain:
        plain = _TIMES.sub("x", plain)  # saved pages lose the backslash of TeX
    if "&" in plain:
        plain = _AMPERSAND.sub("and", plain)
    plain = _VERSION_MARK.sub("", plain)
    # most names end in a letter and have no genitive
    whole = plain if plain[-1:].isalnum() and plain[-2:-1] not in _APOSTROPHES else _ENDING.sub("", plain)
    words = _singular(_WORDS.sub(_american_word, whole))
    key = _SEPARATORS.sub(_separator if _MAYBE_DIGIT.search(words) else "", words).casefold()
    return key or plain.casefold().strip() or name.casefold().strip()


def _plain_letters(name: str) -> str:
    """The name without accents and ligatures, Greek letters by their names."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    plain = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", plain))
    return _GREEK_LETTERS.sub(lambda match: _GREEK[match.group().lower()], plain)


def _american_word(match: re.Match[str]) -> str:
    return _american(match[0])


@lru_cache(maxsize=1 << 18)
def _american(word: str) -> str:
    if len(word) > 4 and _MAYBE_BRITISH.search(word):
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return word


def _singular(name: str) -> str:
    # a capital S ends a name in its own right: ATLAS is no plural
    if len(name) > 2 and name[-1] in "sea" and name[-2].isalnum():
        for ending, replacement in _PLURALS:
            if len(name) > 3 or ending is _PLURALS[0][0]:
                singular = ending.sub(replacement, name, count=1)
                if singular != name:
                    return singular
    return name


def _separator(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if text[max(start - 1, 0)].isdigit() and end < len(text) and text[end].isdigit():
        return "." if match.group() == "." else "-"
    return ""

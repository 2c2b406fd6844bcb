"""Names as people write them: the key under which spellings agree, and look-up of entities by name."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from kg.errors import NotFoundError

_FONTS = re.compile(r"\\(?:text|math)?(?:sc|bf|it|rm|tt|sf|cal|bb|frak|up|md|normal|operatorname)\b|\\(?:text|emph)\b")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_GREEK = {chr(code): unicodedata.name(chr(code)).split()[-1].lower() for code in range(0x3B1, 0x3CA)} | {"ς": "sigma"}
_GREEK_LETTERS = re.compile(f"[{''.join(_GREEK)}]", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_AMPERSAND = re.compile(r"(?<=\s)&(?=\s)")
_VERSION_MARK = re.compile(r"(?<=[\W_a-z])V(?=\d)|(?<=[\W_a-zA-Z])v(?=\d)")
_ENDING = re.compile(r"(?:(?<=\w)['\u2019]s)?[^\w+#*]*\Z")
_SEPARATORS = re.compile(r"[^\w+#*]+|_+")
_PLURALS = (
    (re.compile(r"(?<=[A-Z]{2})s\Z"), ""),
    (re.compile(r"(?<=[a-z]{2})ies\Z"), "y"),
    (re.compile(r"(?<=[a-z])(ly|the|agno)ses\Z"), r"\1sis"),
    (re.compile(r"(?<=[a-z])(tr|rt|nd)ices\Z"), lambda match: {"tr": "trix", "rt": "rtex", "nd": "ndex"}[match[1]]),
    (re.compile(r"(?<=[a-z][sxz])es?\Z"), ""),
    (re.compile(r"(?<=[a-z][cs]h)es?\Z"), ""),
    (re.compile(r"(?<![suia])s\Z|(?<=[lmnrtd]a)s\Z"), ""),
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


def spelling_key(name: str) -> str:
    r"""Key under which spellings of one name agree.

    Case, hyphens, spaces, TeX marks, accents, Greek letters against their names, British against American spelling,
    the "v" of a version and a plural make no difference. Digits on either side of a separator stay apart, and
    ``+``, ``#`` and ``*`` stay, so that versions keep theirs.

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
    plain = _VERSION_MARK.sub("", _AMPERSAND.sub("and", plain))
    words = _WORDS.sub(lambda match: _american(match.group()), _ENDING.sub("", plain))
    key = _SEPARATORS.sub(_separator, _singular(words)).casefold()
    return key or plain.casefold().strip() or name.casefold().strip()


def _plain_letters(name: str) -> str:
    """The name without accents and ligatures, Greek letters by their names."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    plain = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", plain))
    return _GREEK_LETTERS.sub(lambda match: _GREEK[match.group().lower()], plain)


@lru_cache(maxsize=1 << 16)
def _american(word: str) -> str:
    if len(word) > 4:
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return word


def _singular(name: str) -> str:
    # a capital S ends a name in its own right: ATLAS is no plural
    if len(name) > 2 and name[-1] in "se" and name[-2].isalnum():
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


class NameIndex:
    """Finds the entity that a name means: by id, alias, spelling; nearest names when there is none.

    Parameters
    ----------
    entities : iterable of (str, str, tuple of str, int)
        Id, canonical name, aliases and number of papers of each entity.
    """

    def __init__(self, entities: Iterable[tuple[str, str, tuple[str, ...], int]]) -> None:
        self._exact: dict[str, str] = {}
        self._spelled: dict[str, str] = {}
        self._ids: set[str] = set()
        self._names: dict[str, str] = {}
        # entities with more papers come first, and the first to hold a name keeps it
        for entity, name, aliases, _ in sorted(entities, key=lambda row: (-row[3], row[0])):
            self._ids.add(entity)
            self._names[entity] = name
            for alias in (name, *aliases):
                self._exact.setdefault(alias, entity)
                self._spelled.setdefault(spelling_key(alias), entity)

    def find(self, name: str) -> str:
        """Id of the entity a name means.

        Parameters
        ----------
        name : str
            An id, a canonical name or an alias; case, hyphens and spaces are forgiven.

        Returns
        -------
        str
            The entity's id; of several entities with that name the one with most papers.

        Raises
        ------
        NotFoundError
            With the nearest names.
        """
        found = self._exact.get(name) or self._spelled.get(spelling_key(name))
        if found is None and name in self._ids:
            found = name
        if found is None:
            raise NotFoundError(name, self.nearest(name))
        return found

    def nearest(self, name: str, limit: int = 5) -> tuple[str, ...]:
        """Canonical names whose spelling comes closest, best first."""
        matches = process.extract(
            spelling_key(name)[:200], self._spelled.keys(), scorer=fuzz.WRatio, limit=limit * 4, score_cutoff=60
        )
        ranked = sorted(matches, key=lambda match: (-match[1], match[0]))
        return tuple(dict.fromkeys(self._names[self._spelled[key]] for key, _, _ in ranked))[:limit]

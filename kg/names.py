"""Look-up of entities by name, as people type them."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from kg.errors import NotFoundError

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

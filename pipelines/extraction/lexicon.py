"""What the training data say about a string: how often it occurs and how often it was marked, as which type."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipelines.extraction.text import is_genitive

KNOWN = "known"
"""Key of the spans whose string the lexicon knows, with ``attrs["seen"]``, the training papers that each occurs
in, and ``attrs["marked"]``, for each a mapping from type to the papers that have it marked so."""

OWN = "own"
"""``kb_id_`` of annotated spans of what their paper introduces."""

LONGEST = 9
_REST = re.compile(r"[\W_]+")


def key(surface: str) -> str:
    """Key under which forms of one name meet: letters and digits, case folded, without a plural s.

    Examples
    --------
    >>> key("Large-Language Models") == key("large language model")
    True
    """
    return _singular(_REST.sub("", surface.casefold()))


def _singular(folded: str) -> str:
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss") else folded


def occurrences(doc: Doc, keys: Container[str], starts: Container[str]) -> Iterator[tuple[int, int, str]]:
    """Where strings with one of `keys` stand in a document, the ``'s`` of a genitive left out.

    Parameters
    ----------
    doc : Doc
        A text.
    keys : container of str
        As :func:`key` makes them.
    starts : container of str
        The first two characters of each key, so that hopeless positions are left at once.

    Yields
    ------
    tuple of (int, int, str)
        First word, word behind the last, key.
    """
    # a word is looked at from several places, and to ask it takes long
    parts = [_REST.sub("", token.text.casefold()) for token in doc]
    spaces = [token.is_space for token in doc]
    begins = [token.is_sent_start for token in doc]
    for start, first in enumerate(parts):
        if not first:
            continue
        spelt = ""
        for end in range(start, min(start + LONGEST, len(parts))):
            if spaces[end] or (end > start and begins[end]):
                break
            if not parts[end]:
                continue
            spelt += parts[end]
            if len(spelt) >= 2 and spelt[:2] not in starts:
                break
            if (found := _singular(spelt)) in keys and not is_genitive(doc, end + 1):
                yield start, end + 1, found


def key_starts(keys: Iterable[str]) -> set[str]:
    """Give what :func:`occurrences` takes as `starts`."""
    return {each[:2] for each in keys}


@Language.factory("kg_lexicon", default_config={"share": 0.25})
def make_lexicon(nlp: Language, name: str, share: float) -> "Lexicon":  # noqa: ARG001
    """Make the component from a spaCy config."""
    return Lexicon(share)


class Lexicon:
    """Finds strings that the training data know.

    Parameters
    ----------
    share : float
        Strings marked in less than this share of the papers they occur in are not learnt.
    """

    def __init__(self, share: float = 0.25) -> None:
        self.share = share
        self.entries: dict[str, tuple[int, dict[str, int]]] = {}
        self._starts: set[str] = set()

    def __call__(self, doc: Doc) -> Doc:
        """Set the spans under `KNOWN`."""
        found = list(occurrences(doc, self.entries, self._starts))
        doc.spans[KNOWN] = [Span(doc, start, end) for start, end, _ in found]
        doc.spans[KNOWN].attrs["seen"] = [self.entries[each][0] for _, _, each in found]
        doc.spans[KNOWN].attrs["marked"] = [self.entries[each][1] for _, _, each in found]
        return doc

    def learn(self, docs: Iterable[Doc]) -> None:
        """Count over documents whose ``ents`` are the annotators'.

        Parameters
        ----------
        docs : iterable of Doc
            Annotated texts; gone through twice. What a paper introduces is not counted for it: at that time the
            name is known to nobody.
        """
        docs = list(docs)
        marked: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for doc in docs:
            for name, label in {(key(ent.text), ent.label_) for ent in doc.ents if ent.kb_id_ != OWN}:
                if name:
                    marked[name][label] += 1
        starts = key_starts(marked)
        seen: Counter[str] = Counter()
        for doc in docs:
            seen.update({found for _, _, found in occurrences(doc, marked, starts)})
        self.entries = {
            name: (max(seen[name], types.total()), dict(sorted(types.items())))
            for name, types in sorted(marked.items())
            if types.total() >= self.share * seen[name]
        }
        self._starts = key_starts(self.entries)

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write ``lexicon.json`` into a directory."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_json(folder / "lexicon.json", self.entries)

    def from_disk(self, path: Path | str, **_: Any) -> Self:
        """Read what :meth:`to_disk` wrote."""
        raw = srsly.read_json(Path(path) / "lexicon.json")
        self.entries = {name: (seen, types) for name, (seen, types) in raw.items()}
        self._starts = key_starts(self.entries)
        return self

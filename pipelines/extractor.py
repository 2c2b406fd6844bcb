"""Papers in, mentions out: the extractor around a spaCy pipeline."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_package_path, is_package

from kg.errors import ModelError
from kg.types import Definition, Field, Mention, Paper
from pipelines.extraction import pipeline, text
from pipelines.extraction.documents import MENTIONS
from pipelines.extraction.groups import ABBREVIATIONS
from pipelines.extraction.sentences import bounds

DEFAULT = Path(__file__).parent / "models" / "default"
"""The model that comes with this package."""

VECTORS = Path(__file__).parent / "models" / "vectors"
"""Word vectors that come with this package, for `kg train` without an encoder."""

LONGEST = 50_000
"""Characters of a title or an abstract that are read."""

_VERSION = "4"
"""Raised with every change of this package's components that changes results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a paper's text gives.

    Attributes
    ----------
    paper : str
        The paper's id.
    mentions : tuple of Mention
        Title first, by start; ``entity`` is ``""``.
    definitions : tuple of Definition
        Short forms that the text defines, in the same order.
    failure : str or None
        Why the paper gave less than it may hold, or nothing.
    """

    paper: str
    mentions: tuple[Mention, ...] = ()
    definitions: tuple[Definition, ...] = ()
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Extractor:
    """Finds what papers name.

    Attributes
    ----------
    nlp : Language
        A pipeline completed by :func:`pipelines.extraction.pipeline.complete`.
    fingerprint : str
        SHA-256 over model, code version and spaCy version: the same fingerprint gives the same result.
    """

    nlp: Language
    fingerprint: str

    def __reduce__(self) -> tuple[Any, ...]:
        return load, (str(self.nlp.path),)  # another process loads the model itself

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Extract from a stream of papers.

        Papers are read one at a time: a result depends on nothing but the paper.

        Parameters
        ----------
        papers : iterable of Paper
            Any number.

        Yields
        ------
        Extraction
            One for each paper, in their order; what goes wrong stands in its ``failure``.
        """
        for paper in papers:
            yield self._extract(paper)

    def _extract(self, paper: Paper) -> Extraction:
        cut = [field for field in ("title", "abstract") if len(getattr(paper, field)) > LONGEST]
        title, abstract = paper.title[:LONGEST], paper.abstract[:LONGEST]
        try:
            doc = self.nlp(text.join(title, abstract))
        except Exception as error:  # noqa: BLE001 -- one bad paper never stops a run
            return Extraction(paper=paper.id, failure=f"extraction failed: {type(error).__name__}: {error}")
        return Extraction(
            paper=paper.id,
            mentions=tuple(_mentions(paper.id, doc, len(title))),
            definitions=tuple(_definitions(paper.id, doc, len(title))),
            failure=f"only the first {LONGEST} characters of {' and '.join(cut)} were read" if cut else None,
        )


def _place(offsets: tuple[int, int], title_length: int) -> tuple[Field, int, int] | None:
    """Field and offsets there; None for what goes across."""
    start, end = offsets
    if end <= title_length:
        return "title", start, end
    if start > title_length:
        return "abstract", start - title_length - 1, end - title_length - 1
    return None


def _mentions(paper: str, doc: Doc, title_length: int) -> Iterator[Mention]:
    spans, sentences = doc.spans[MENTIONS], bounds(doc)
    attrs = spans.attrs
    rows = zip(spans, attrs["groups"], attrs["scores"], attrs["introduced"], strict=True)
    for span, group, score, introduced in rows:
        begin, behind = text.without_loose_ends(span.text)
        place = _place((span.start_char + begin, span.start_char + behind), title_length)
        if place is None:
            continue
        field, start, end = place
        _, first, last = _place(sentences[span.start], title_length) or (field, start, end)
        yield Mention(
            paper=paper,
            field=field,
            start=start,
            end=end,
            surface=span.text[begin:behind],
            type=span.label_,
            score=score,
            introduced=introduced,
            group=group,
            sentence_start=first,
            sentence_end=last,
        )


def _definitions(paper: str, doc: Doc, title_length: int) -> Iterator[Definition]:
    spans, sentences = list(doc.spans[ABBREVIATIONS]), bounds(doc)
    for short, long in zip(spans[::2], spans[1::2], strict=True):
        places = [_place((span.start_char, span.end_char), title_length) for span in (short, long)]
        if places[0] is None or places[1] is None or places[0][0] != places[1][0]:
            continue
        _, first, last = _place(sentences[short.start], title_length) or places[0]
        yield Definition(
            paper=paper,
            field=places[0][0],
            short=short.text,
            long=long.text,
            sentence_start=first,
            sentence_end=last,
        )


def document_entities(extraction: Extraction) -> list[dict[str, Any]]:
    """Entities of a paper in the form of annotated abstracts.

    Parameters
    ----------
    extraction : Extraction
        What one paper gave.

    Returns
    -------
    list of dict
        ``{"type", "surfaces"}`` and, where it holds, ``"introduced": True``; entities and surfaces in order of
        first mention.
    """
    groups: dict[int, list[Mention]] = {}
    for mention in extraction.mentions:
        groups.setdefault(mention.group, []).append(mention)
    return [
        {
            "type": mentions[0].type,
            "surfaces": list(dict.fromkeys(mention.surface for mention in mentions)),
            **({"introduced": True} if any(mention.introduced for mention in mentions) else {}),
        }
        for mentions in groups.values()
    ]


def load(model: str = "default") -> Extractor:
    """Load an extractor.

    Parameters
    ----------
    model : str
        ``default`` for the one that comes with this package, else a directory or an installed spaCy package,
        with a component named ``ner``.

    Returns
    -------
    Extractor
        Ready to use.

    Raises
    ------
    ModelError
        When there is no such model or it cannot be loaded.
    """
    path = DEFAULT if model == "default" else Path(model)
    package = model != "default" and not path.is_dir() and is_package(model)
    if package:
        path = get_package_path(model)
    elif not path.is_dir():
        raise ModelError(
            f"no model {model!r}: give 'default', a directory that kg train made, or an installed spaCy package"
        )
    try:
        nlp = spacy.load(model if package else path)
    except Exception as error:
        raise ModelError(f"model {path} cannot be loaded: {type(error).__name__}: {error}") from error
    if "ner" not in nlp.pipe_names:
        raise ModelError(f"model {path} has no component 'ner'; it has: {', '.join(nlp.pipe_names) or 'none'}")
    nlp.max_length = max(nlp.max_length, 2 * LONGEST + 1)
    return Extractor(pipeline.complete(nlp), _fingerprint(path))


def _fingerprint(path: Path) -> str:
    minor = ".".join(version("spacy").split(".")[:2])
    total = hashlib.sha256(f"{_VERSION} {minor}".encode())
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        if "__pycache__" in file.parts:
            continue
        total.update(f"\0{file.relative_to(path).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()

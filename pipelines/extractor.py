"""Papers in, mentions out: the extractor around a spaCy pipeline."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ModelError
from kg.types import Definition, Mention, Paper

if TYPE_CHECKING:
    from spacy.language import Language

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


@dataclass(frozen=True)
class Extractor:
    """Finds what papers name. Its model is loaded when it is first asked, so that it travels light.

    Attributes
    ----------
    model : str
        The directory of a spaCy pipeline, or the name of an installed one.
    fingerprint : str
        SHA-256 over model, code version and spaCy version: the same fingerprint gives the same result.
    """

    model: str
    fingerprint: str

    def __reduce__(self) -> tuple[type["Extractor"], tuple[str, str]]:
        return Extractor, (self.model, self.fingerprint)  # another process loads the model itself

    @cached_property
    def nlp(self) -> "Language":
        """The pipeline, completed by :func:`pipelines.extraction.pipeline.complete`.

        Raises
        ------
        ModelError
            When it cannot be loaded.
        """
        # who extracts nothing does not wait for spaCy
        import spacy

        from pipelines.extraction import pipeline

        try:
            nlp = pipeline.complete(spacy.load(self.model))
        except Exception as error:
            raise _unloadable(self.model, error) from error
        nlp.max_length = max(nlp.max_length, 2 * LONGEST + 1)
        return nlp

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Extract from a stream of papers; see `extract`, which raises what `nlp` does."""
        return extract(papers, self.nlp)


def extract(papers: Iterable[Paper], nlp: "Language") -> Iterator[Extraction]:
    """Extract from a stream of papers.

    Papers are read one at a time: a result depends on nothing but the paper.

    Parameters
    ----------
    papers : iterable of Paper
        Any number.
    nlp : Language
        A pipeline completed by :func:`pipelines.extraction.pipeline.complete`.

    Yields
    ------
    Extraction
        One for each paper, in their order; what goes wrong stands in its ``failure``.
    """
    from pipelines.extraction import results, text

    for paper in papers:
        cut = [field for field in ("title", "abstract") if len(getattr(paper, field)) > LONGEST]
        title, abstract = paper.title[:LONGEST], paper.abstract[:LONGEST]
        try:
            doc = nlp(text.join(title, abstract))
        except Exception as error:  # noqa: BLE001 -- one bad paper never stops a run
            yield Extraction(paper=paper.id, failure=f"extraction failed: {type(error).__name__}: {error}")
            continue
        yield Extraction(
            paper=paper.id,
            mentions=tuple(results.mentions(paper.id, doc, len(title))),
            definitions=tuple(results.definitions(paper.id, doc, len(title))),
            failure=f"only the first {LONGEST} characters of {' and '.join(cut)} were read" if cut else None,
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
    """Find an extractor.

    Parameters
    ----------
    model : str
        ``default`` for the one that comes with this package, else a directory or an installed spaCy package,
        with a component named ``ner``.

    Returns
    -------
    Extractor
        Its model is loaded with the first paper.

    Raises
    ------
    ModelError
        When there is no such model or it cannot extract.
    """
    path = DEFAULT if model == "default" else Path(model)
    name = str(path)
    if not path.is_dir():
        from spacy.util import get_package_path, is_package

        if not is_package(model):
            raise ModelError(
                f"no model {model!r}: give 'default', a directory that kg train made, or an installed spaCy package"
            )
        name, path = model, get_package_path(model)
    try:
        components = json.loads((path / "meta.json").read_bytes())["pipeline"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unloadable(name, error) from error
    if "ner" not in components:
        raise ModelError(f"model {name} has no component 'ner'; it has: {', '.join(map(str, components)) or 'none'}")
    return Extractor(name, _fingerprint(path))


def _unloadable(model: str, error: Exception) -> ModelError:
    return ModelError(f"model {model} cannot be loaded: {type(error).__name__}: {error}")


def _fingerprint(path: Path) -> str:
    minor = ".".join(version("spacy").split(".")[:2])
    total = hashlib.sha256(f"{_VERSION} {minor}".encode())
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        if "__pycache__" in file.parts:
            continue
        total.update(f"\0{file.relative_to(path).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()

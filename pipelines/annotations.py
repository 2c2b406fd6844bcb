"""Annotated abstracts: the JSON lines that training and evaluation read and extraction writes."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import AnnotationError
from pipelines.readers import Reading
from pipelines.sources import find


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedEntity:
    """One thing that a text names.

    Attributes
    ----------
    type : str
        Its type.
    surfaces : tuple of str
        Every form the text uses for it.
    introduced : bool
        Whether the paper presents it as its own.
    name : str or None
        Canonical name, where one is given.
    """

    type: str
    surfaces: tuple[str, ...]
    introduced: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedPaper:
    """A title and an abstract with the entities that they name.

    Attributes
    ----------
    id : str
        The paper's id.
    title, abstract : str
        Its text; both ``""`` where a file holds entities alone.
    entities : tuple of AnnotatedEntity
        In the order of the file.
    origin : str
        Kind of source the paper comes from; ``""`` when not said.
    """

    id: str
    title: str
    abstract: str
    entities: tuple[AnnotatedEntity, ...]
    origin: str = ""


def _entity(raw: Any) -> AnnotatedEntity:
    if not isinstance(raw, dict) or not isinstance(raw.get("type"), str) or not raw["type"]:
        raise ValueError('an entity is an object with a "type"')
    surfaces = raw.get("surfaces")
    if not isinstance(surfaces, list) or not surfaces or not all(isinstance(s, str) and s for s in surfaces):
        raise ValueError('an entity has "surfaces", a list of at least one text')
    name = raw.get("name")
    if name is not None and not isinstance(name, str):
        raise ValueError('the "name" of an entity is a text')
    return AnnotatedEntity(
        type=raw["type"], surfaces=tuple(surfaces), introduced=raw.get("introduced") is True, name=name
    )


def parse(line: str) -> AnnotatedPaper:
    """Read one line.

    Raises
    ------
    ValueError
        When it does not have the form; the message says what is wrong.

    Examples
    --------
    >>> parse('{"id": "1", "entities": [{"type": "Model", "surfaces": ["BERT"]}]}').entities[0].surfaces
    ('BERT',)
    """
    raw = json.loads(line)
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise ValueError('a line is an object with an "id"')  # noqa: TRY004
    if not isinstance(raw.get("entities"), list):
        raise ValueError('a line has "entities", a list')  # noqa: TRY004
    texts = {key: raw.get(key, "") for key in ("title", "abstract", "origin")}
    for key, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(f'"{key}" is a text')  # noqa: TRY004
    return AnnotatedPaper(id=raw["id"], entities=tuple(_entity(entity) for entity in raw["entities"]), **texts)


def read(path: Path) -> Iterator[AnnotatedPaper]:
    """Read a file of annotated abstracts.

    Parameters
    ----------
    path : Path
        JSON lines in UTF-8; empty lines are passed over.

    Yields
    ------
    AnnotatedPaper
        In the order of the file.

    Raises
    ------
    AnnotationError
        When the file cannot be read or a line does not have the form, naming both.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        yield parse(line)
                    except (ValueError, RecursionError) as error:
                        raise AnnotationError(f"{path}, line {number}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: cannot be read as UTF-8 text: {error}") from error


def read_texts(paths: Iterable[Path], sources: Sequence[str] = ()) -> list[AnnotatedPaper]:
    """Read files of annotated abstracts with their texts, as training needs them.

    Parameters
    ----------
    paths : iterable of Path
        As :func:`read` takes them, or folders of such files.
    sources : sequence of str
        Files or folders of papers, in any format that `kg build` reads. Annotations without a text get title and
        abstract of the paper with their id.

    Returns
    -------
    list of AnnotatedPaper
        In the order of the files.

    Raises
    ------
    AnnotationError
        As :func:`read`; also for a paper without text and for files that hold none.
    SourceError
        When a source does not exist.
    """
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    papers = [(path, paper) for path in files for paper in read(path)]
    if not papers:
        raise AnnotationError("no annotated abstract in the files given")
    wanted = {paper.id for _, paper in papers if not (paper.title or paper.abstract)}
    found: dict[str, tuple[str, str]] = {}
    for location in find(sources) if wanted and sources else ():
        for record in Reading(location):
            if record.id in wanted:
                found.setdefault(record.id, (record.title, record.abstract))
    for path, paper in papers:
        if paper.id in wanted - found.keys():
            raise AnnotationError(
                f'{path}: paper {paper.id} has neither "title" nor "abstract", and no source given with --texts has it'
            )
    return [
        replace(paper, title=found[paper.id][0], abstract=found[paper.id][1]) if paper.id in found else paper
        for _, paper in papers
    ]

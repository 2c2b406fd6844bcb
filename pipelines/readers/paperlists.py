"""Lists of a conference's papers in the form of the paperlists collection."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.types import Record, Skip
from pipelines.readers import fields, json_items
from pipelines.sources import Document

_YEAR = re.compile(r"\byear\s*=\s*[{\"\s]*(\d{4})")
_BOOK = re.compile(r"\bbooktitle\s*=\s*[{\"]([^{}\"]+)")


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether its first object has a title, a track and a status."""
    return {"title", "track", "status"} <= json_items.first_object(head).keys()


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the list."""
    return json_items.records(document, _record)


def _record(line: int, paper: Mapping[str, Any]) -> Record | Skip:
    entry = fields.string(paper.get("bibtex"))
    year, book = _YEAR.search(entry), _BOOK.search(entry)
    urls = (fields.link(paper.get(name)) for name in ("oa", "site", "openreview", "pdf"))
    return fields.record(
        line,
        paper.get("title"),
        paper.get("abstract"),
        id=fields.string(paper.get("id")) or None,
        identifiers=fields.identifiers(paper.get("doi"), paper.get("arxiv")),
        date=fields.date(year[1]) if year else None,
        url=next((url for url in urls if url), None),
        venue=fields.string(book[1]) or None if book else None,
        organisations=fields.organisations(fields.strings(paper.get("aff_unique_norm"), split=";")),
        authors=fields.authors(paper.get("author")),
        keywords=fields.strings(paper.get("keywords"), split=";"),
    )

"""arXiv metadata as JSON: listings gathered by scrapers, the scroll form, and the snapshot that arXiv hands out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.types import Record, Skip
from pipelines.readers import fields, json_items
from pipelines.sources import Document

_SIGNS = ({"arxiv_id"}, {"categories", "abs"}, {"categories", "versions"}, {"categories", "authors_parsed"})


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether its first object has a title and what only arXiv's records have."""
    keys = json_items.first_object(head).keys()
    return "title" in keys and any(sign <= keys for sign in _SIGNS)


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the file."""
    return json_items.records(document, _record)


def _record(line: int, values: Mapping[str, Any]) -> Record | Skip:
    given = fields.string(values.get("arxiv_id") or values.get("id"))
    versions = values.get("versions")
    first = fields.inside(versions[0], "created") if isinstance(versions, list) and versions else None
    number = re.sub(r"v\d+$", "", given)
    return fields.record(
        line,
        values.get("title"),
        values.get("summary") or values.get("abstract"),
        id=given or None,
        identifiers=fields.identifiers(given, values.get("doi")),
        date=fields.date(first or values.get("published")) or _month(number),
        url=f"https://arxiv.org/abs/{number}" if number else None,
        venue=fields.string(values.get("journal-ref") or values.get("journal_ref")) or None,
        authors=fields.authors(values.get("authors_parsed") or values.get("authors")),
    )


def _month(number: str) -> str | None:
    """Year and month of submission, which begin every arXiv number."""
    digits = re.match(r"(?:[a-z.-]+/)?(\d\d)(\d\d)", number, re.IGNORECASE)
    return fields.date(f"{'19' if digits[1] > '90' else '20'}{digits[1]}-{digits[2]}") if digits else None

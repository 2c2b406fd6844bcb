"""Plain JSON and JSON lines: objects with a title, and what they say besides, under the usual names."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.types import Record, Skip
from pipelines.readers import fields, json_items
from pipelines.sources import Document

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "article title", "document title"),
    "abstract": ("abstract", "summary", "description"),
    "id": ("id", "paper_id", "paperid", "_id", "key"),
    "date": ("date", "published", "publication_date", "published_at", "publishedat", "year", "publication_year"),
    "url": ("url", "link", "abs", "abs_url", "landing_page_url", "pdf"),
    "venue": ("venue", "journal", "booktitle", "conference", "source title"),
    "organisations": (
        "organisations",
        "organizations",
        "organisation",
        "organization",
        "affiliations",
        "institutions",
    ),
    "authors": ("authors", "author"),
    "keywords": ("keywords", "author keywords", "tags"),
    "upvotes": ("upvotes",),
    "doi": ("doi",),
    "arxiv": ("arxiv_id", "arxiv", "arxivid", "eprint"),
}
"""Field: names it goes by in files, in lower case, ``_`` for a space or not; the first that is filled wins."""


def plain(name: str) -> str:
    """A name as `NAMES` has it."""
    return name.strip().casefold().replace("_", " ")


PLACES = {plain(name): (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)}
"""Name: the field it stands for, and its rank among that field's names."""


def known(name: str) -> bool:
    """Whether a name stands for a field."""
    return plain(name) in PLACES


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether its first object has something like a title, or it is a list or a reply that lists nothing."""
    first = json_items.first_object(head)
    return any(PLACES.get(plain(key), ("",))[0] == "title" for key in first) or json_items.lists_nothing(head)


def read(document: Document) -> Iterator[Record | Skip]:
    """Objects of a list, of a reply around a list, or one on a line."""
    return json_items.records(document, record)


def record(line: int, values: Mapping[str, Any]) -> Record | Skip:
    """Record of an object or a row whose fields go by any of `NAMES`, upper or lower case."""
    found: dict[str, tuple[int, Any]] = {}
    for key, value in values.items():
        field, rank = PLACES.get(plain(key), ("", 0))
        if field and value not in (None, "", []) and (field not in found or rank < found[field][0]):
            found[field] = rank, value

    def get(field: str) -> Any:
        return found[field][1] if field in found else None

    given, url = get("id"), fields.link(get("url"))
    return fields.record(
        line,
        get("title"),
        get("abstract"),
        id=fields.string(given) or None,
        identifiers=fields.identifiers(given, url, get("doi"), get("arxiv")),
        date=fields.date(get("date")),
        url=url,
        venue=fields.string(get("venue")) or None,
        organisations=fields.organisations(fields.strings(get("organisations"), split=";")),
        authors=fields.authors(get("authors")),
        keywords=fields.strings(get("keywords"), split=";,"),
        upvotes=fields.count(get("upvotes")),
    )

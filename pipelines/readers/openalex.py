"""OpenAlex works: one, a reply's list of results, or JSON lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.types import Record, Skip
from pipelines.readers import fields, json_items
from pipelines.readers.fields import inside
from pipelines.sources import Document

_ADDRESS = "https://openalex.org/"


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether its first object has an inverted abstract or an OpenAlex id."""
    first = json_items.first_object(head)
    return "abstract_inverted_index" in first or str(first.get("id")).startswith(_ADDRESS + "W")


def read(document: Document) -> Iterator[Record | Skip]:
    """Works in the order of the file."""
    return json_items.records(document, _record)


def _record(line: int, work: Mapping[str, Any]) -> Record | Skip:
    abstract = _abstract(work.get("abstract_inverted_index"))
    if abstract is None:
        reason = f"an abstract of more than {fields.ABSTRACT_LIMIT:,} characters"
        return Skip(line=line, reason=reason, excerpt=fields.string(work.get("title"))[:80])
    given = fields.string(work.get("id")).removeprefix(_ADDRESS)
    authorships = [entry for entry in fields.items(work.get("authorships")) if isinstance(entry, dict)]
    institutions = [place for entry in authorships for place in fields.items(entry.get("institutions"))]
    url = work.get("doi") or inside(work, "primary_location", "landing_page_url") or work.get("id")
    return fields.record(
        line,
        work.get("title") or work.get("display_name"),
        abstract,
        id=given or None,
        identifiers=fields.identifiers(
            work.get("doi"),
            inside(work, "primary_location", "landing_page_url"),
            openalex=given,
            pmid=fields.string(inside(work, "ids", "pmid")).rpartition("/")[2],
        ),
        date=fields.date(work.get("publication_date")) or fields.date(work.get("publication_year")),
        url=fields.link(url),
        venue=fields.string(inside(work, "primary_location", "source", "display_name")) or None,
        organisations=fields.organisations(fields.strings(institutions)),
        authors=len(authorships) or None,
        keywords=fields.strings(work.get("keywords")),
    )


def _abstract(index: Any) -> str | None:
    """Text of an inverted abstract: ``{"word": [positions], ...}``; ``None`` where that is too long."""
    places = index.items() if isinstance(index, dict) else ()
    words = [(place, word) for word, found in places for place in fields.items(found) if isinstance(place, int)]
    length = sum(len(word) for _, word in words)
    if length > fields.ABSTRACT_LIMIT:  # one word in many places makes text without end
        return None
    return " ".join(word for _, word in sorted(words))

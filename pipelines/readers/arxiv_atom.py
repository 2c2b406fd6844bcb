"""Replies of arXiv's API: Atom feeds."""

from collections.abc import Iterator

from kg.types import Record, Skip
from pipelines.readers import fields
from pipelines.readers.xml_elements import events, text
from pipelines.sources import Document


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether it is an Atom feed that speaks of arXiv."""
    return head.lstrip()[:1] == "<" and "http://www.w3.org/2005/Atom" in head and "arxiv.org" in head


def read(document: Document) -> Iterator[Record | Skip]:
    """Entries in the order of the feed; what the service says went wrong is an entry too, and skipped."""
    for event in events(document, "entry"):
        if isinstance(event, Skip):
            yield event
            continue
        moment, line, entry = event
        if moment == "start":
            continue
        address = text(entry.find("{*}id"))
        if "/api/errors" in address:
            yield Skip(line=line, reason=f"arXiv's service reports an error: {text(entry.find('{*}summary'))[:200]}")
            continue
        doi, journal = text(entry.find("{*}doi")), text(entry.find("{*}journal_ref"))
        yield fields.record(
            line,
            text(entry.find("{*}title")),
            text(entry.find("{*}summary")),
            id=address.partition("/abs/")[2] or address or None,
            identifiers=fields.identifiers(address, doi),
            date=fields.date(text(entry.find("{*}published"))),
            url=fields.link(address),
            venue=journal or None,
            authors=len(entry.findall("{*}author")) or None,
        )

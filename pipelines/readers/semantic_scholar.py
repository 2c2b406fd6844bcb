"""Semantic Scholar: replies of its search and batch services, and its records as JSON lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.types import Record, Skip
from pipelines.readers import fields, json_items
from pipelines.readers.fields import inside
from pipelines.sources import Document


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether its first object has Semantic Scholar's ids."""
    keys = json_items.first_object(head).keys()
    return "title" in keys and bool({"paperId", "corpusId", "corpusid", "externalIds", "externalids"} & keys)


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the reply."""
    return json_items.records(document, _record)


def _record(line: int, paper: Mapping[str, Any]) -> Record | Skip:
    given = fields.string(paper.get("paperId"))
    external = paper.get("externalIds") or paper.get("externalids")
    arxiv, doi, acl = (inside(external, name) for name in ("ArXiv", "DOI", "ACL"))
    venue = paper.get("venue") or inside(paper, "publicationVenue", "name") or inside(paper, "journal", "name")
    return fields.record(
        line,
        paper.get("title"),
        paper.get("abstract"),
        id=given or fields.string(paper.get("corpusId") or paper.get("corpusid")) or None,
        identifiers=fields.identifiers(arxiv, doi, acl, s2=given, pmid=inside(external, "PubMed")),
        date=fields.date(paper.get("publicationDate") or paper.get("publicationdate"))
        or fields.date(paper.get("year")),
        url=fields.link(paper.get("url")),
        venue=fields.string(venue) or None,
        authors=fields.count(paper.get("authors")),
    )

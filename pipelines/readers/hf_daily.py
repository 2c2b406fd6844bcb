"""Replies of Hugging Face's daily papers API, and archives of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.types import Organisation, Record, Skip
from pipelines.readers import fields, json_items
from pipelines.sources import Document


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether its first object holds a ``paper``, or is one with votes."""
    first = json_items.first_object(head)
    paper = first.get("paper")
    return "title" in paper if isinstance(paper, dict) else {"title", "summary", "upvotes"} <= first.keys()


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the reply."""
    return json_items.records(document, record)


def record(line: int, reply: Mapping[str, Any]) -> Record | Skip:
    """Record of one item of a reply."""
    paper = reply["paper"] if isinstance(reply.get("paper"), dict) else reply
    given = fields.string(paper.get("id"))
    return fields.record(
        line,
        paper.get("title") or reply.get("title"),
        paper.get("summary") or reply.get("summary"),
        id=given or None,
        identifiers=fields.identifiers(given),
        date=fields.date(paper.get("publishedAt") or reply.get("publishedAt")),
        url=f"https://huggingface.co/papers/{given}" if given else None,
        organisations=_organisation(paper.get("organization") or reply.get("organization")),
        authors=fields.count(paper.get("authors")),
        keywords=fields.strings(paper.get("ai_keywords") or paper.get("keywords")),
        upvotes=fields.count(paper.get("upvotes")),
    )


def _organisation(value: Any) -> tuple[Organisation, ...]:
    account = fields.string(fields.inside(value, "name"))
    name = fields.string(fields.inside(value, "fullname")) or account
    return (Organisation(name=name, account=account or None),) if name else ()

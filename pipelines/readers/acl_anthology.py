"""The ACL Anthology's XML: collections of volumes of papers."""

from collections.abc import Iterator

from kg.types import Record, Skip
from pipelines.readers import fields
from pipelines.readers.xml_elements import events, text
from pipelines.sources import Document


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether it is XML with a collection of volumes."""
    return head.lstrip()[:1] == "<" and "<collection id=" in head and "<volume " in head


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the file; a volume's front matter is no paper."""
    collection = volume = ""
    venue: str | None = None
    date: str | None = None
    for event in events(document, "collection", "volume", "meta", "paper"):
        if isinstance(event, Skip):
            yield event
            continue
        moment, line, element = event
        given = element.get("id", "")
        match element.tag, moment:
            case "collection", "start":
                collection = given
            case "volume", "start":
                volume, venue, date = given, None, None
            case "meta", "end":
                year = text(element.find("year"))
                date = fields.date(f"{text(element.find('month'))} {year}") or fields.date(year)
                venue = text(element.find("venue")) or text(element.find("booktitle")) or None
            case "paper", "end":
                # The address is the id; numbers of old collections (W19-3652) cannot be told from their parts.
                name = text(element.find("url"))
                name = name if name.startswith(collection) else f"{collection}-{volume}.{given}"
                yield fields.record(
                    line,
                    text(element.find("title")),
                    text(element.find("abstract")),
                    id=name,
                    identifiers=fields.identifiers(text(element.find("doi")), acl=name),
                    date=date,
                    url=f"https://aclanthology.org/{name}/",
                    venue=venue,
                    authors=len(element.findall("author")) or None,
                )

"""The elements of an XML document that a reader asks for, each with the line where it begins."""

from collections.abc import Iterator
from typing import Any, Literal
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.ElementTree import XMLParser

from kg.text import normalise
from kg.types import Skip
from pipelines.sources import Document

Event = tuple[Literal["start", "end"], int, Element]


HELD_LIMIT = 1_000_000
"""Elements that are held at a time; an article of physics with its thousands of authors has 50,000."""


class _Target(TreeBuilder):
    """Builds the tree and notes when a wanted element starts and ends."""

    def __init__(self, wanted: frozenset[str]) -> None:
        super().__init__()
        self.wanted = wanted
        self.events: list[Event] = []
        self.open: list[tuple[int, int]] = []
        self.held = 0  # elements in memory
        self.expat: Any = None

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        element = super().start(tag, attrs)
        self.held += 1
        if self.held > HELD_LIMIT:
            raise ValueError(f"more than {HELD_LIMIT:,} elements outside of papers or in one")
        if local(tag) in self.wanted:
            self.open.append((self.expat.CurrentLineNumber, self.held))
            self.events.append(("start", self.open[-1][0], element))
        return element

    def end(self, tag: str) -> Element:
        element = super().end(tag)
        if local(tag) in self.wanted:
            line, self.held = self.open.pop()
            self.events.append(("end", line, element))
        return element


def events(document: Document, *wanted: str) -> Iterator[Event | Skip]:
    """Where the wanted elements start and end, in document order; an element is empty again after its end.

    Nothing outside the document is loaded and no entity is declared; where the document breaks, a `Skip` says so.

    Parameters
    ----------
    document : Document
        An XML document.
    *wanted : str
        Names of elements, without their namespaces.

    Yields
    ------
    event : tuple
        ``"start"`` (its attributes are known) or ``"end"`` (all of it), line, element.
    """
    target = _Target(frozenset(wanted))
    parser = XMLParser(target=target)
    target.expat = parser.parser
    broken = None
    while not broken:
        chunk = document.read()
        try:
            if chunk:
                parser.feed(chunk)
            else:
                parser.close()
        except (ParseError, ValueError, LookupError) as error:  # ValueError: what defusedxml forbids
            reason = f"XML is cut off, broken or not safe here; the rest is not read: {error}"
            broken = Skip(line=target.expat.CurrentLineNumber, reason=reason)
        for event in target.events:
            yield event
            if event[0] == "end":
                event[2].clear()
        target.events.clear()
        if not chunk:
            break
    if broken:
        yield broken


def local(tag: str) -> str:
    """Name of an element without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Element | None) -> str:
    """Normalised text of an element, that of its inline markup included."""
    return normalise("".join(element.itertext())) if element is not None else ""

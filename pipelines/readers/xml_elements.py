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
DEPTH_LIMIT = 200
"""Elements around one another."""
ELEMENTS_LIMIT, ELEMENTS_EVERY = 20_000, 8
"""Elements in a document, and bytes for which there may be one more."""
TOKEN_LIMIT = 1024 * 1024
"""Bytes of a tag or a comment, nearly: the parser begins anew at its start with all that comes."""


class _Target(TreeBuilder):
    """Builds the tree and notes when a wanted element starts and ends."""

    def __init__(self, wanted: frozenset[str]) -> None:
        super().__init__()
        self.wanted = wanted
        self.events: list[Event] = []
        self.open: list[tuple[int, int]] = []
        self.held = 0  # elements in memory
        self.depth = 0
        self.number = 0
        self.expat: Any = None

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        element = super().start(tag, attrs)
        self.held += 1
        self.number += 1
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise ValueError(f"more than {DEPTH_LIMIT} elements around one another")
        if self.held > HELD_LIMIT:
            raise ValueError(f"more than {HELD_LIMIT:,} elements outside of papers or in one")
        if local(tag) in self.wanted:
            self.open.append((self.expat.CurrentLineNumber, self.held))
            self.events.append(("start", self.open[-1][0], element))
        return element

    def end(self, tag: str) -> Element:
        element = super().end(tag)
        self.depth -= 1
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
    target.expat.StartDoctypeDeclHandler = _no_declarations
    broken = None
    given = 0
    while not broken:
        chunk = document.read()
        given += len(chunk)
        try:
            if chunk:
                parser.feed(chunk)
                _check(target, given)
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


def _no_declarations(_name: str, _system: str, _public: str, declares: int) -> None:
    if declares:  # attributes with values of any length, for elements of any number
        raise ValueError("the DOCTYPE declares things of its own")


def _check(target: _Target, given: int) -> None:
    """Refuse, after so many bytes, what costs more than documents of papers do."""
    if target.number > ELEMENTS_LIMIT + given // ELEMENTS_EVERY:
        raise ValueError(f"more than an element in {ELEMENTS_EVERY} bytes")
    if given - target.expat.CurrentByteIndex > TOKEN_LIMIT:
        raise ValueError(f"a tag or comment of more than {TOKEN_LIMIT // 1024**2} MiB")


def local(tag: str) -> str:
    """Name of an element without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Element | None) -> str:
    """Normalised text of an element, that of its inline markup included."""
    return normalise("".join(element.itertext())) if element is not None else ""

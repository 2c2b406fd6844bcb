"""Values as RDF has them: dates, numbers, texts, web addresses."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from exports.rdf.terms import term
from kg.dates import first_day

Value = Literal | NamedNode | BlankNode | Triple

_DATATYPES = {4: term("xsd:gYear"), 7: term("xsd:gYearMonth"), 10: term("xsd:date")}
"""Length of a date: the datatype that is as precise."""


def say(subject: NamedNode, predicate: str, *values: Value | None) -> Iterator[Triple]:
    """One triple for each value that is known."""
    for value in values:
        if value is not None:
            yield Triple(subject, term(predicate), value)


def text(value: str | None) -> Literal | None:
    """A text that is not empty."""
    return Literal(value) if value else None


def number(value: float | None) -> Literal | None:
    """A whole number as ``xsd:integer``, any other as ``xsd:double``, in the digits that Python reads back."""
    if isinstance(value, float):
        return Literal(repr(value), datatype=term("xsd:double"))
    return None if value is None else Literal(value)


def dated(day: str | None) -> Literal | None:
    """A date as precise as it is known, as XML Schema has it; text that is none stays plain text.

    Examples
    --------
    >>> dated("2025-09").datatype.value
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    """
    if day is None:
        return None
    return Literal(day) if first_day(day) is None else Literal(day, datatype=_DATATYPES[len(day)])


def web(url: str | None) -> Value | None:
    """A web address as IRI; anything else stays text, which nothing follows."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return text(url)
    try:
        return NamedNode(url)
    except ValueError:
        return Literal(url)

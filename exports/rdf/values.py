"""Values as N-Triples has them: dates, numbers, texts, web addresses."""

import re
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from exports.rdf.terms import word
from kg.dates import first_day

_DATATYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""Length of a date: the datatype that is as precise."""

ESCAPED = '["\\\\\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]'
"""Characters that texts of N-Triples have escapes for, as a regular expression."""

_ESCAPED = re.compile(ESCAPED)


def quoted(value: str) -> str:
    r"""A text.

    Examples
    --------
    >>> print(quoted('so "it" is'))
    "so \"it\" is"
    """
    return f'"{value}"' if _ESCAPED.search(value) is None else str(Literal(value))


def typed(value: object, datatype: str) -> str:
    """A value whose text needs no escapes, of a datatype named with its prefix."""
    return f'"{value}"^^{word(datatype)}'


def text(value: str | None) -> str | None:
    """A text that is not empty."""
    return quoted(value) if value else None


def number(value: float | None) -> str | None:
    """A truth value, a whole number or, as ``xsd:double``, any other, in the digits that Python reads back."""
    if value is None:
        return None
    if isinstance(value, bool):
        return typed(str(value).lower(), "xsd:boolean")
    return typed(repr(value), "xsd:double" if isinstance(value, float) else "xsd:integer")


@lru_cache(maxsize=1 << 12)
def dated(day: str | None) -> str | None:
    """A date as precise as it is known, as XML Schema has it; text that is none stays plain text.

    Examples
    --------
    >>> dated("2025-09")
    '"2025-09"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    if day is None:
        return None
    return quoted(day) if first_day(day) is None else typed(day, _DATATYPES[len(day)])


def web(url: str | None) -> str | None:
    """A web address as IRI; anything else stays text, which nothing follows."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return text(url)
    try:
        return str(NamedNode(url))
    except ValueError:
        return quoted(url)

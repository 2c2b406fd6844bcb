"""The words of the RDF: namespaces, and the IRIs of a graph's things."""

from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.text import digest
from kg.types import ENTITY_TYPES

BASE = "https://papers-kg.example/"
"""What the IRIs of a graph's things begin with; a domain reserved for examples (RFC 2606)."""

PREFIXES = {
    "cito": "http://purl.org/spar/cito/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "kg": "https://papers-kg.example/ontology#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix: namespace, of every vocabulary in use; ``kg`` is ``ontology.ttl`` beside this module."""

THINGS = {"entity": f"{BASE}entity/", "paper": f"{BASE}paper/"}
"""Prefixes of a graph's own things."""

_READABLE = 60
"""Characters of a name that an IRI holds; a longer one ends in its digest."""


def term(name: str) -> NamedNode:
    """A term of a vocabulary, named with its prefix.

    Examples
    --------
    >>> term("dcterms:title").value
    'http://purl.org/dc/terms/title'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def thing(*parts: str, base: str = BASE) -> NamedNode:
    """IRI of a thing of the graph: its kind and its ids, as the segments of a path.

    The same parts always give the same IRI, other parts another one, whatever characters they hold.

    Parameters
    ----------
    *parts : str
        Such as ``"paper"`` and the paper's id.
    base : str
        What the IRI begins with.

    Examples
    --------
    >>> thing("entity", "GPT-4o").value
    'https://papers-kg.example/entity/GPT-4o'
    >>> thing("entity", "a/b <c>").value
    'https://papers-kg.example/entity/a%2Fb%20%3Cc%3E'
    """
    return NamedNode(base + "/".join(_segment(part) for part in parts))


def _segment(part: str) -> str:
    if len(part) > _READABLE or part in {"", ".", ".."}:  # dots alone would be resolved as steps of a path
        return f"{quote(part[:_READABLE], safe='')}~{digest(part, 16)}"
    return quote(part, safe="").replace("~", "%7E")  # so that no name looks like one with a digest


def entity_class(type: str) -> NamedNode:
    """Class of an entity type: the ontology's own, or one of the graph's for types that a user brought."""
    return term(f"kg:{type}") if type in ENTITY_TYPES else thing("type", type)

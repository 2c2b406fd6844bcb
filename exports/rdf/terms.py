"""The words of the RDF: namespaces, and the IRIs of a graph's things."""

from functools import cache, lru_cache
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

from kg.text import digest
from kg.types import ENTITY_TYPES

BASE = "https://papers-kg.example/"
"""What the IRIs of a graph's things begin with; a domain reserved for examples (RFC 2606)."""

PREFIXES = {
    "cito": "http://purl.org/spar/cito/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "kg": "https://papers-kg.example/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix: namespace, of every vocabulary in use; ``kg`` is ``ontology.ttl`` beside this module."""

_KINDS = ("entity", "paper")

_READABLE = 60
"""Characters of a name that an IRI holds; a longer one ends in its digest."""


def prefixes(base: str = BASE) -> dict[str, str]:
    """Prefix and namespace of every vocabulary in use and of a graph's own papers and entities."""
    return PREFIXES | {kind: f"{base}{kind}/" for kind in _KINDS}


def checked_base(base: str) -> str:
    """What the IRIs of a graph's things may begin with: an absolute IRI that ends in ``/``, ``#`` or ``:``.

    Raises
    ------
    ValueError
        When it is none.

    Examples
    --------
    >>> checked_base("https://example.org/graph/")
    'https://example.org/graph/'
    """
    try:
        NamedNode(base)
        absolute = urlsplit(base).scheme and base.endswith(("/", "#", ":"))
    except ValueError:
        absolute = False
    if not absolute:
        raise ValueError(f"{base!r} is no base for IRIs; write one such as https://example.org/graph/")
    return base


@cache
def word(name: str) -> str:
    """A term of a vocabulary, named with its prefix, as N-Triples has it.

    Examples
    --------
    >>> word("dcterms:title")
    '<http://purl.org/dc/terms/title>'
    """
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def term(name: str) -> NamedNode:
    """A term of a vocabulary, as `word` names it."""
    return NamedNode(word(name)[1:-1])


def thing(*parts: str, base: str = BASE) -> NamedNode:
    """A thing of the graph, as `iri` names it."""
    return NamedNode(iri(*parts, base=base)[1:-1])


def iri(*parts: str, base: str = BASE) -> str:
    """IRI of a thing of the graph, as N-Triples has it: its kind and its ids, as the segments of a path.

    The same parts always give the same IRI, other parts another one, whatever characters they hold.

    Parameters
    ----------
    *parts : str
        Such as ``"paper"`` and the paper's id.
    base : str
        What the IRI begins with.

    Examples
    --------
    >>> iri("entity", "GPT-4o")
    '<https://papers-kg.example/entity/GPT-4o>'
    >>> iri("entity", "a/b <c>")
    '<https://papers-kg.example/entity/a%2Fb%20%3Cc%3E>'
    """
    return f"<{base}{'/'.join(map(segment, parts))}>"


@lru_cache(maxsize=1 << 16)
def segment(part: str) -> str:
    """An id as a segment of a path, as `iri` has it."""
    if len(part) > _READABLE or part in {"", ".", ".."}:  # dots alone would be resolved as steps of a path
        return f"{quote(part[:_READABLE], safe='')}~{digest(part, 16)}"
    return quote(part, safe="").replace("~", "%7E")  # so that no name looks like one with a digest


def entity_class(type: str, base: str = BASE) -> str:
    """Class of an entity type: the ontology's own, or one of the graph's for types that a user brought."""
    return word(f"kg:{type}") if type in ENTITY_TYPES else iri("type", type, base=base)

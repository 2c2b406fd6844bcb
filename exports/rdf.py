"""A graph as RDF triples, in a fixed order."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from exports.terms import PREFIXES, THINGS, entity_class, term, thing
from kg.graph import Graph
from kg.types import Edge, Entity, LedgerEntry, Paper

if TYPE_CHECKING:
    import rdflib

_DATES = (
    (re.compile(r"\d{4}"), "-01-01", term("xsd:gYear")),
    (re.compile(r"\d{4}-\d{2}"), "-01", term("xsd:gYearMonth")),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "", term("xsd:date")),
)
_PLAIN = {
    "mentions": "schema:mentions",
    "introduces": "kg:introduces",
    "published_by": "schema:sourceOrganization",
    "co_mention": "skos:related",
    "cites": "cito:cites",
    "variant_of": "skos:broader",
}
"""Kind of edge: the property that says it in one triple."""

_MEASURES = {
    "fractional": "kg:fractionalCount",
    "association": "kg:associationStrength",
    "npmi": "kg:npmi",
    "p_value": "kg:pValue",
    "q_value": "kg:qValue",
    "backbone": "kg:backbone",
}
"""Measure of a link: its property."""

_WEIGHTED = {
    "co_mention": ("co-mention", "kg:CoMention", "kg:member", "kg:member"),
    "cites": ("citation", "cito:Citation", "cito:hasCitingEntity", "cito:hasCitedEntity"),
}
"""Kind of edge: the node that carries its measures, as kind in its IRI, class, and properties of both ends."""


def triples(graph: Graph) -> Iterator[Triple]:
    """All triples of a graph.

    Papers, entities, the ledger and the edges, each sorted as in the graph; triples with the same subject that
    say one thing follow each other. Terms are those of ``docs/ontology.md``.

    Parameters
    ----------
    graph : Graph
        An open graph.

    Yields
    ------
    pyoxigraph.Triple
        None of them twice for the same row; subjects are IRIs, there are no blank nodes.
    """
    for paper in graph.papers():
        yield from _paper(paper)
    for entity in graph.entities():
        yield from _entity(entity)
    papers = {paper.id: paper for paper in graph.papers()}
    names = {entity.id: entity.name for entity in graph.entities()}
    for entry in graph.ledger():
        yield from _reason(entry, papers, names[entry.entity])
    for kind, predicate in _PLAIN.items():
        source = "entity" if kind in _WEIGHTED else "paper"
        for edge in graph.edges(kind=kind):
            yield Triple(thing(source, edge.source), term(predicate), thing("entity", edge.target))
    for kind in _WEIGHTED:
        for edge in graph.edges(kind=kind):
            yield from _link(edge)


def to_rdflib(graph: Graph) -> "rdflib.Graph":
    """Load the triples of a graph into rdflib.

    Parameters
    ----------
    graph : Graph
        An open graph.

    Returns
    -------
    rdflib.Graph
        In memory, with the prefixes bound; for graphs of more than a few million triples load the exported file
        into a store instead.
    """
    import rdflib

    loaded = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in (PREFIXES | THINGS).items():
        loaded.bind(prefix, namespace)
    for triple in triples(graph):
        value: rdflib.term.Node
        if isinstance(triple.object, Literal):
            datatype = triple.object.datatype.value
            # plain literals are xsd:string without its name, in rdflib as in Turtle
            named = None if datatype == rdflib.XSD.string.toPython() else rdflib.URIRef(datatype)
            value = rdflib.Literal(triple.object.value, datatype=named)
        else:
            value = rdflib.URIRef(_iri(triple.object))
        loaded.add((rdflib.URIRef(_iri(triple.subject)), rdflib.URIRef(triple.predicate.value), value))
    return loaded


def _iri(node: object) -> str:
    if not isinstance(node, NamedNode):
        raise TypeError(f"only IRIs are written, not {node!r}")
    return node.value


def _paper(paper: Paper) -> Iterator[Triple]:
    subject = thing("paper", paper.id)

    def say(predicate: str, *values: Literal | NamedNode | None) -> Iterator[Triple]:
        return (Triple(subject, term(predicate), value) for value in values if value is not None)

    yield from say("rdf:type", term("fabio:ResearchPaper"), term("schema:ScholarlyArticle"))
    yield from say("dcterms:title", Literal(paper.title))
    yield from say("dcterms:abstract", Literal(paper.abstract) if paper.abstract else None)
    yield from say("dcterms:identifier", *map(Literal, dict.fromkeys((paper.id, *paper.identifiers))))
    yield from say("dcterms:issued", dated(paper.date))
    yield from say("schema:url", _web(paper.url))
    yield from say("prism:publicationName", _text(paper.venue))
    yield from say("schema:keywords", *map(Literal, dict.fromkeys(paper.keywords)))
    yield from say("kg:authors", _number(paper.authors))
    yield from say("kg:upvotes", _number(paper.upvotes))
    yield from say("dc:source", *(Literal(f"{origin.path}, line {origin.line}") for origin in paper.sources))


def _entity(entity: Entity) -> Iterator[Triple]:
    subject = thing("entity", entity.id)

    def say(predicate: str, *values: Literal | NamedNode | None) -> Iterator[Triple]:
        return (Triple(subject, term(predicate), value) for value in values if value is not None)

    yield from say("rdf:type", entity_class(entity.type), term("skos:Concept"))
    yield from say("skos:prefLabel", Literal(entity.name))
    yield from say("skos:altLabel", *(Literal(alias) for alias in entity.aliases if alias != entity.name))
    yield from say("dcterms:identifier", Literal(entity.id))
    yield from say("kg:papers", _number(entity.papers))
    yield from say("kg:mentions", _number(entity.mentions))
    yield from say("kg:firstDate", dated(entity.first_seen))
    yield from say("kg:lastDate", dated(entity.last_seen))


def _reason(entry: LedgerEntry, papers: dict[str, Paper], name: str) -> Iterator[Triple]:
    label = term("skosxl:prefLabel" if entry.alias == name else "skosxl:altLabel")
    subject = thing("name", entry.entity, entry.alias, entry.rule)
    yield Triple(thing("entity", entry.entity), label, subject)
    yield Triple(subject, term("rdf:type"), term("skosxl:Label"))
    yield Triple(subject, term("skosxl:literalForm"), Literal(entry.alias))
    yield Triple(subject, term("kg:rule"), Literal(entry.rule))
    if entry.detail:
        yield Triple(subject, term("skos:note"), Literal(entry.detail))
    yield Triple(subject, term("kg:papers"), Literal(entry.papers))
    if entry.paper is not None and entry.field is not None:
        sentence = papers[entry.paper].text(entry.field)[entry.sentence_start : entry.sentence_end]
        yield Triple(subject, term("dcterms:source"), thing("paper", entry.paper))
        yield Triple(subject, term("kg:sentence"), Literal(sentence))


def _link(edge: Edge) -> Iterator[Triple]:
    kind, link_class, from_, to = _WEIGHTED[edge.kind]
    link = thing(kind, edge.source, edge.target)
    yield Triple(link, term("rdf:type"), term(link_class))
    yield Triple(link, term(from_), thing("entity", edge.source))
    yield Triple(link, term(to), thing("entity", edge.target))
    yield Triple(link, term("kg:papers"), Literal(edge.papers))
    for measure, name in _MEASURES.items():
        if (value := getattr(edge, measure)) is not None:
            yield Triple(link, term(name), Literal(value))
    for name, day in (("kg:firstDate", edge.first), ("kg:lastDate", edge.last)):
        if (date_ := dated(day)) is not None:
            yield Triple(link, term(name), date_)


def dated(text: str | None) -> Literal | None:
    """A date as precise as it is known, as XML Schema has it; text that is none stays plain text.

    Examples
    --------
    >>> dated("2025-09").datatype.value
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    """
    if text is None:
        return None
    for pattern, rest, datatype in _DATES:
        if pattern.fullmatch(text):
            try:
                date.fromisoformat(text + rest)
            except ValueError:
                break
            return Literal(text, datatype=datatype)
    return Literal(text)


def _web(url: str | None) -> NamedNode | Literal | None:
    """A web address as IRI; anything else stays text, which nothing follows."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return _text(url)
    try:
        return NamedNode(url)
    except ValueError:
        return Literal(url)


def _text(value: str | None) -> Literal | None:
    return Literal(value) if value else None


def _number(value: int | None) -> Literal | None:
    return None if value is None else Literal(value)

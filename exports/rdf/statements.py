"""What a graph states, in a fixed order: in the terms of N-Triples, of Oxigraph and of rdflib."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from exports.rdf import elsewhere
from exports.rdf.dataset import describe, source_iri
from exports.rdf.links import PLAIN, links
from exports.rdf.mentions import annotations
from exports.rdf.runs import Runs
from exports.rdf.terms import BASE, entity_class, iri, prefixes, term, word
from exports.rdf.values import Statement, dated, number, quoted, say, text, web
from kg.graph import Graph
from kg.types import Edge, Entity, LedgerEntry, Paper

if TYPE_CHECKING:
    import rdflib


_BATCH = 4096
"""Statements that are made triples of at a time."""


def statements(
    graph: Graph, *, base: str = BASE, mentions: bool = True, triple_terms: bool = False
) -> Iterator[Statement]:
    """All that a graph states.

    Papers with their mentions, entities with their names, links with their measures, then the data set itself, each
    sorted as in the graph; statements with the same subject follow each other. Terms are those of
    ``docs/ontology.md``. Tables are read row by row beside each other; what stays in memory is which papers
    mention and introduce which entity, and the sentences that define names.

    Parameters
    ----------
    graph : Graph
        An open graph.
    base : str
        What the IRIs of its things begin with.
    mentions : bool
        Whether each mention becomes an annotation with its place in the text.
    triple_terms : bool
        Whether link nodes name the triple that they weigh as a triple term (RDF 1.2).

    Yields
    ------
    Statement
        None of them twice; subjects are IRIs, there are no blank nodes.

    Raises
    ------
    ExportError
        When a row names a paper or an entity that the graph does not have.
    """
    count = 0
    for statement in _content(graph, base, mentions=mentions, triple_terms=triple_terms):
        count += 1
        yield statement
    yield from describe(graph, base, count)


def lines(stated: Iterable[Statement]) -> Iterator[str]:
    """Statements as lines of N-Triples."""
    return (f"{subject} {predicate} {value} .\n" for subject, predicate, value in stated)


def triples(graph: Graph, *, base: str = BASE, mentions: bool = True, triple_terms: bool = False) -> Iterator[Triple]:
    """All triples of a graph in Oxigraph's terms; see `statements`."""
    written = lines(statements(graph, base=base, mentions=mentions, triple_terms=triple_terms))
    while batch := "".join(islice(written, _BATCH)):
        for quad in parse(batch, format=RdfFormat.N_TRIPLES):
            yield quad.triple


def to_rdflib(graph: Graph, *, base: str = BASE) -> "rdflib.Graph":
    """Load the triples of a graph into rdflib.

    Parameters
    ----------
    graph : Graph
        An open graph.
    base : str
        What the IRIs of its things begin with.

    Returns
    -------
    rdflib.Graph
        In memory, with the prefixes bound; for graphs of more than a few million triples load the exported file
        into a store instead.
    """
    import rdflib

    loaded = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes(base).items():
        loaded.bind(prefix, namespace)
    for triple in triples(graph, base=base):
        loaded.add(in_rdflib(triple))
    return loaded


def in_rdflib(triple: Triple) -> "tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]":
    """A triple in rdflib's terms.

    Raises
    ------
    TypeError
        When it holds anything but IRIs and literals.
    """
    import rdflib

    value: rdflib.URIRef | rdflib.Literal
    if isinstance(triple.object, Literal):
        datatype, language = triple.object.datatype.value, triple.object.language
        # plain literals are xsd:string without its name, in rdflib as in Turtle
        named = None if language or datatype == term("xsd:string").value else rdflib.URIRef(datatype)
        value = rdflib.Literal(triple.object.value, datatype=named, lang=language, normalize=False)
    else:
        value = rdflib.URIRef(_iri(triple.object))
    return rdflib.URIRef(_iri(triple.subject)), rdflib.URIRef(triple.predicate.value), value


def _iri(node: object) -> str:
    if not isinstance(node, NamedNode):
        raise TypeError(f"only IRIs are written, not {node!r}")
    return node.value


def _content(graph: Graph, base: str, *, mentions: bool, triple_terms: bool) -> Iterator[Statement]:
    sentences: dict[LedgerEntry, str] = {}
    yield from _papers(graph, base, sentences, mentions=mentions)
    yield from _entities(graph, base, sentences)
    yield from links(graph, base, triple_terms=triple_terms)


def _papers(graph: Graph, base: str, sentences: dict[LedgerEntry, str], *, mentions: bool) -> Iterator[Statement]:
    """Papers; in passing, the sentences that the ledger names are noted."""
    proofs: dict[str, list[LedgerEntry]] = {}
    for entry in graph.ledger():
        if entry.paper is not None:
            proofs.setdefault(entry.paper, []).append(entry)
    with ExitStack() as stack:
        edges = {
            kind: stack.enter_context(Runs(graph.edges(kind=kind), _source))
            for kind, (_, from_paper) in PLAIN.items()
            if from_paper
        }
        spans = stack.enter_context(Runs(graph.mentions(), lambda mention: mention.paper))
        for paper in graph.papers():
            yield from _paper(paper, {kind: runs.take(paper.id) for kind, runs in edges.items()}, base)
            found = spans.take(paper.id)
            if mentions:
                yield from annotations(paper, found, base)
            for entry in proofs.pop(paper.id, ()):
                if entry.field is not None:
                    sentences[entry] = paper.text(entry.field)[entry.sentence_start : entry.sentence_end]


def _entities(graph: Graph, base: str, sentences: Mapping[LedgerEntry, str]) -> Iterator[Statement]:
    accounts = elsewhere.of_organisations(graph)
    with ExitStack() as stack:
        edges = {
            kind: stack.enter_context(Runs(graph.edges(kind=kind), _source))
            for kind, (_, from_paper) in PLAIN.items()
            if not from_paper
        }
        ledger = stack.enter_context(Runs(graph.ledger(), lambda entry: entry.entity))
        for entity in graph.entities():
            entries = ledger.take(entity.id)
            subject = iri("entity", entity.id, base=base)
            yield from _entity(entity, subject, accounts.get(entity.id, ()), base)
            names = {iri("name", entity.id, entry.alias, entry.rule, base=base): entry for entry in entries}
            preferred = [name for name, entry in names.items() if entry.alias == entity.name]
            yield from say(subject, "skosxl:prefLabel", *preferred)
            yield from say(subject, "skosxl:altLabel", *(name for name in names if name not in preferred))
            for kind, runs in edges.items():
                others = (iri("entity", edge.target, base=base) for edge in runs.take(entity.id))
                yield from say(subject, PLAIN[kind][0], *others)
            for name, entry in names.items():
                yield from _name(name, entry, sentences.get(entry), base)


def _paper(paper: Paper, edges: Mapping[str, Sequence[Edge]], base: str) -> Iterator[Statement]:
    tell = partial(say, iri("paper", paper.id, base=base))
    yield from tell("rdf:type", word("fabio:ResearchPaper"), word("schema:ScholarlyArticle"))
    yield from tell("dcterms:title", quoted(paper.title))
    yield from tell("dcterms:abstract", text(paper.abstract))
    yield from tell("dcterms:identifier", *_literals((paper.id, *paper.identifiers)))
    yield from tell("dcterms:issued", dated(paper.date))
    yield from tell("schema:url", web(paper.url))
    yield from tell("schema:sameAs", *dict.fromkeys(elsewhere.of_paper(paper)))
    yield from tell("prism:publicationName", text(paper.venue))
    yield from tell("schema:keywords", *_literals(paper.keywords))
    yield from tell("kg:authors", number(paper.authors))
    yield from tell("kg:upvotes", number(paper.upvotes))
    yield from tell("dc:source", *_literals(f"{origin.path}, line {origin.line}" for origin in paper.sources))
    paths = dict.fromkeys(origin.path for origin in paper.sources)
    yield from tell("prov:wasDerivedFrom", *(source_iri(path, base) for path in paths))
    for kind, found in edges.items():
        yield from tell(PLAIN[kind][0], *(iri("entity", edge.target, base=base) for edge in found))


def _entity(entity: Entity, subject: str, accounts: Iterable[str], base: str) -> Iterator[Statement]:
    tell = partial(say, subject)
    yield from tell("rdf:type", entity_class(entity.type, base), word("skos:Concept"))
    yield from tell("skos:prefLabel", quoted(entity.name))
    yield from tell("skos:altLabel", *_literals(alias for alias in entity.aliases if alias != entity.name))
    yield from tell("dcterms:identifier", quoted(entity.id))
    yield from tell("schema:sameAs", *accounts)
    yield from tell("kg:papers", number(entity.papers))
    yield from tell("kg:mentions", number(entity.mentions))
    yield from tell("kg:firstDate", dated(entity.first_seen))
    yield from tell("kg:lastDate", dated(entity.last_seen))


def _name(name: str, entry: LedgerEntry, sentence: str | None, base: str) -> Iterator[Statement]:
    tell = partial(say, name)
    yield from tell("rdf:type", word("skosxl:Label"))
    yield from tell("skosxl:literalForm", quoted(entry.alias))
    yield from tell("kg:rule", quoted(entry.rule))
    yield from tell("skos:note", text(entry.detail))
    yield from tell("kg:papers", number(entry.papers))
    if entry.paper is not None and sentence is not None:
        yield from tell("dcterms:source", iri("paper", entry.paper, base=base))
        yield from tell("kg:sentence", quoted(sentence))


def _literals(values: Iterable[str]) -> Iterator[str]:
    return map(quoted, dict.fromkeys(values))


def _source(edge: Edge) -> str:
    return edge.source

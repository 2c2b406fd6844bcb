"""What a graph states, in a fixed order: in the terms of N-Triples, of Oxigraph and of rdflib."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from exports.rdf import elsewhere
from exports.rdf.dataset import describe, source_iri
from exports.rdf.links import PLAIN, ends, links
from exports.rdf.mentions import annotations
from exports.rdf.runs import Runs
from exports.rdf.terms import BASE, entity_class, iri, prefixes, term, word
from exports.rdf.values import Statements, about, dated, each, number, quoted, text, web
from kg.graph import Graph
from kg.types import Entity, LedgerEntry, Paper

if TYPE_CHECKING:
    import rdflib


_BATCH = 512
"""Things whose statements are made triples of at a time."""


def statements(
    graph: Graph, *, base: str = BASE, mentions: bool = True, triple_terms: bool = False
) -> Iterator[Statements]:
    """All that a graph states.

    Papers with their mentions, entities with their names, links with their measures, then the data set itself, each
    sorted as in the graph. Terms are those of ``docs/ontology.md``. Tables are read row by row beside each other; what
    stays in memory is which papers mention and introduce which entity, and the sentences that define names.

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
    Statements
        Each thing once, and each statement once; subjects are IRIs, there are no blank nodes.

    Raises
    ------
    ExportError
        When a row names a paper or an entity that the graph does not have.
    """
    count = 0
    for thing in _content(graph, base, mentions=mentions, triple_terms=triple_terms):
        count += len(thing[1])
        yield thing
    yield from describe(graph, base, count)


def lines(stated: Iterable[Statements]) -> Iterator[str]:
    """Statements as lines of N-Triples, those of a thing at a time."""
    for subject, said in stated:
        yield "".join([f"{subject} {word(predicate)} {value} .\n" for predicate, value in said])


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


def _content(graph: Graph, base: str, *, mentions: bool, triple_terms: bool) -> Iterator[Statements]:
    sentences: dict[LedgerEntry, str] = {}
    yield from _papers(graph, base, sentences, mentions=mentions)
    yield from _entities(graph, base, sentences)
    yield from links(graph, base, triple_terms=triple_terms)


def _papers(graph: Graph, base: str, sentences: dict[LedgerEntry, str], *, mentions: bool) -> Iterator[Statements]:
    """Papers; in passing, the sentences that the ledger names are noted."""
    proofs: dict[str, list[LedgerEntry]] = {}
    for entry in graph.ledger():
        if entry.paper is not None:
            proofs.setdefault(entry.paper, []).append(entry)
    with ExitStack() as stack:
        edges = {
            kind: stack.enter_context(Runs(ends(graph, kind), itemgetter(0)))
            for kind, (_, from_paper) in PLAIN.items()
            if from_paper
        }
        spans = stack.enter_context(Runs(graph.mentions(), lambda mention: mention.paper))
        for paper in graph.papers():
            yield _paper(paper, {kind: runs.take(paper.id) for kind, runs in edges.items()}, base)
            found = spans.take(paper.id)
            if mentions:
                yield from annotations(paper, found, base)
            for entry in proofs.pop(paper.id, ()):
                if entry.field is not None:
                    sentences[entry] = paper.text(entry.field)[entry.sentence_start : entry.sentence_end]


def _entities(graph: Graph, base: str, sentences: Mapping[LedgerEntry, str]) -> Iterator[Statements]:
    accounts = elsewhere.of_organisations(graph)
    with ExitStack() as stack:
        edges = {
            kind: stack.enter_context(Runs(ends(graph, kind), itemgetter(0)))
            for kind, (_, from_paper) in PLAIN.items()
            if not from_paper
        }
        ledger = stack.enter_context(Runs(graph.ledger(), lambda entry: entry.entity))
        for entity in graph.entities():
            names = {
                iri("name", entity.id, entry.alias, entry.rule, base=base): entry for entry in ledger.take(entity.id)
            }
            preferred = [name for name, entry in names.items() if entry.alias == entity.name]
            yield about(
                iri("entity", entity.id, base=base),
                *_entity(entity, accounts.get(entity.id, ()), base),
                *each("skosxl:prefLabel", preferred),
                *each("skosxl:altLabel", (name for name in names if name not in preferred)),
                *_plain({kind: runs.take(entity.id) for kind, runs in edges.items()}, base),
            )
            for name, entry in names.items():
                yield _name(name, entry, sentences.get(entry), base)


def _paper(paper: Paper, edges: Mapping[str, Sequence[tuple[str, str]]], base: str) -> Statements:
    return about(
        iri("paper", paper.id, base=base),
        ("rdf:type", word("fabio:ResearchPaper")),
        ("rdf:type", word("schema:ScholarlyArticle")),
        ("dcterms:title", quoted(paper.title)),
        ("dcterms:abstract", text(paper.abstract)),
        *each("dcterms:identifier", map(quoted, (paper.id, *paper.identifiers))),
        ("dcterms:issued", dated(paper.date)),
        ("schema:url", web(paper.url)),
        *each("schema:sameAs", elsewhere.of_paper(paper)),
        ("prism:publicationName", text(paper.venue)),
        *each("schema:keywords", map(quoted, paper.keywords)),
        ("kg:authors", number(paper.authors)),
        ("kg:upvotes", number(paper.upvotes)),
        *each("dc:source", (quoted(f"{origin.path}, line {origin.line}") for origin in paper.sources)),
        *each("prov:wasDerivedFrom", (source_iri(origin.path, base) for origin in paper.sources)),
        *_plain(edges, base),
    )


def _entity(entity: Entity, accounts: Iterable[str], base: str) -> Iterator[tuple[str, str | None]]:
    yield "rdf:type", entity_class(entity.type, base)
    yield "rdf:type", word("skos:Concept")
    yield "skos:prefLabel", quoted(entity.name)
    yield from each("skos:altLabel", (quoted(alias) for alias in entity.aliases if alias != entity.name))
    yield "dcterms:identifier", quoted(entity.id)
    yield from each("schema:sameAs", accounts)
    yield "kg:papers", number(entity.papers)
    yield "kg:mentions", number(entity.mentions)
    yield "kg:firstDate", dated(entity.first_seen)
    yield "kg:lastDate", dated(entity.last_seen)


def _name(name: str, entry: LedgerEntry, sentence: str | None, base: str) -> Statements:
    stated: list[tuple[str, str]] = []
    if entry.paper is not None and sentence is not None:
        stated = [("dcterms:source", iri("paper", entry.paper, base=base)), ("kg:sentence", quoted(sentence))]
    return about(
        name,
        ("rdf:type", word("skosxl:Label")),
        ("skosxl:literalForm", quoted(entry.alias)),
        ("kg:rule", quoted(entry.rule)),
        ("skos:note", text(entry.detail)),
        ("kg:papers", number(entry.papers)),
        *stated,
    )


def _plain(edges: Mapping[str, Sequence[tuple[str, str]]], base: str) -> Iterator[tuple[str, str]]:
    """The edges of one thing, by kind, a statement each."""
    for kind, found in edges.items():
        for _, target in found:
            yield PLAIN[kind][0], iri("entity", target, base=base)

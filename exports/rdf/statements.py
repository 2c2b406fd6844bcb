"""What a graph states, in a fixed order: in the terms of N-Triples, of Oxigraph and of rdflib."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from exports.rdf import elsewhere
from exports.rdf.dataset import describe, source_iri
from exports.rdf.links import PLAIN, edges_of, links
from exports.rdf.mentions import annotations, place_of
from exports.rdf.runs import Runs
from exports.rdf.terms import BASE, entity_class, prefixes, term, word
from exports.rdf.things import Things, columns, iris, lines, mapped, numbers, quotes, several, texts, things
from exports.rdf.values import dated, quoted, text, web
from kg.graph import Graph

if TYPE_CHECKING:
    import rdflib


_BATCH = 1024
"""Papers or entities that are made at a time."""


def statements(
    graph: Graph, *, base: str = BASE, mentions: bool = True, triple_terms: bool = False
) -> Iterator[list[Things]]:
    """All that a graph states.

    Papers with their mentions, entities with their names, links with their measures, then the data set itself, each
    sorted as in the graph. Terms are those of ``docs/ontology.md``. Tables are read beside each other, some rows at a
    time; what stays in memory is the tables, and which papers mention and introduce which entity.

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
    list of Things
        What is written together. Each thing comes once, and each statement once; subjects are IRIs, there are no blank
        nodes. The data set and its parts are the last.

    Raises
    ------
    ExportError
        When a row names a paper or an entity that the graph does not have, or rows are not in order.
    """
    count = 0
    for batch in _content(graph, base, mentions=mentions, triple_terms=triple_terms):
        count += sum(found.triples for found in batch)
        yield batch
    for found in describe(graph, base, count):
        yield [found]


def triples(graph: Graph, *, base: str = BASE, mentions: bool = True, triple_terms: bool = False) -> Iterator[Triple]:
    """All triples of a graph in Oxigraph's terms; see `statements`."""
    for batch in statements(graph, base=base, mentions=mentions, triple_terms=triple_terms):
        for quad in parse(lines(batch).to_pybytes(), format=RdfFormat.N_TRIPLES):
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


def _content(graph: Graph, base: str, *, mentions: bool, triple_terms: bool) -> Iterator[list[Things]]:
    yield from _papers(graph, base, mentions=mentions)
    yield from _entities(graph, base)
    for found in links(graph, base, triple_terms=triple_terms):
        yield [found]


def _papers(graph: Graph, base: str, *, mentions: bool) -> Iterator[list[Things]]:
    table = graph.table("papers")
    edges = {
        kind: Runs(edges_of(graph, kind), "source", table.column("id"))
        for kind, (_, from_paper) in PLAIN.items()
        if from_paper
    }
    spans = Runs(graph.table("mentions"), "paper", table.column("id"))
    for first in range(0, table.num_rows, _BATCH):
        papers = columns(table.slice(first, _BATCH))
        last = first + len(papers["id"])
        found, _ = spans.take(first, last)
        places = [place_of(number, len(found["row"])) for number in range(last - first)]
        of_papers = things(
            iris("paper", papers["id"], base=base),
            *_of_papers(papers, base),
            *_plain(edges, first, last, base),
            places=places,
        )
        yield [of_papers, *(annotations(papers, found, base) if mentions else ())]


def _of_papers(papers: Mapping[str, pa.Array], base: str) -> Iterator[tuple[str, str | pa.Array]]:
    identifiers, keywords, sources = (
        [found or () for found in papers[name].to_pylist()] for name in ("identifiers", "keywords", "sources")
    )
    yield "rdf:type", word("fabio:ResearchPaper")
    yield "rdf:type", word("schema:ScholarlyArticle")
    yield "dcterms:title", quotes(papers["title"])
    yield "dcterms:abstract", mapped(text, papers["abstract"])
    own = zip(papers["id"].to_pylist(), identifiers, strict=True)
    yield "dcterms:identifier", several(map(quoted, (id, *found)) for id, found in own)
    yield "dcterms:issued", mapped(dated, papers["date"])
    yield "schema:url", mapped(web, papers["url"])
    yield "schema:sameAs", several(map(elsewhere.of_paper, identifiers))
    yield "prism:publicationName", mapped(text, papers["venue"])
    yield "schema:keywords", several(map(quoted, found) for found in keywords)
    yield "kg:authors", numbers(papers["authors"])
    yield "kg:upvotes", numbers(papers["upvotes"])
    listings = ((quoted(f"{origin['path']}, line {origin['line']}") for origin in found) for found in sources)
    yield "dc:source", several(listings)
    yield "prov:wasDerivedFrom", several((source_iri(origin["path"], base) for origin in found) for found in sources)


def _entities(graph: Graph, base: str) -> Iterator[list[Things]]:
    table = graph.table("entities")
    accounts = elsewhere.of_organisations(graph)
    edges = {
        kind: Runs(edges_of(graph, kind), "source", table.column("id"))
        for kind, (_, from_paper) in PLAIN.items()
        if not from_paper
    }
    papers, ledger = graph.table("papers"), graph.table("ledger")
    proofs = pc.index_in(ledger.column("paper"), value_set=papers.column("id"))
    names = Runs(ledger.append_column("proof", proofs), "entity", table.column("id"))
    for first in range(0, table.num_rows, _BATCH):
        entities = columns(table.slice(first, _BATCH))
        last = first + len(entities["id"])
        entries, _ = names.take(first, last)
        labels = iris("name", entries["entity"], entries["alias"], entries["rule"], base=base)
        yield [
            things(
                iris("entity", entities["id"], base=base),
                *_of_entities(entities, accounts, base),
                *_labels(entities, labels, entries),
                *_plain(edges, first, last, base),
            ),
            _names(labels, entries, papers, base),
        ]


def _of_entities(
    entities: Mapping[str, pa.Array], accounts: Mapping[str, list[str]], base: str
) -> Iterator[tuple[str, str | pa.Array]]:
    ids, names, aliases = (entities[column].to_pylist() for column in ("id", "name", "aliases"))
    yield "rdf:type", mapped(partial(entity_class, base=base), entities["type"])
    yield "rdf:type", word("skos:Concept")
    yield "skos:prefLabel", quotes(entities["name"])
    named = zip(names, aliases, strict=True)
    yield "skos:altLabel", several((quoted(alias) for alias in found or () if alias != name) for name, found in named)
    yield "dcterms:identifier", quotes(entities["id"])
    yield "schema:sameAs", several(accounts.get(id, ()) for id in ids)
    yield "kg:papers", numbers(entities["papers"])
    yield "kg:mentions", numbers(entities["mentions"])
    yield "kg:firstDate", mapped(dated, entities["first_seen"])
    yield "kg:lastDate", mapped(dated, entities["last_seen"])


def _labels(
    entities: Mapping[str, pa.Array], labels: pa.Array, entries: Mapping[str, pa.Array]
) -> Iterator[tuple[str, pa.Array]]:
    """The names of the ledger, by entity: the preferred one, and the others."""
    names = entities["name"].to_pylist()
    preferred: list[list[str]] = [[] for _ in names]
    other: list[list[str]] = [[] for _ in names]
    entry = (entries["row"].to_pylist(), entries["alias"].to_pylist(), labels.to_pylist())
    for row, alias, label in zip(*entry, strict=True):
        (preferred if alias == names[row] else other)[row].append(label)
    yield "skosxl:prefLabel", several(preferred)
    yield "skosxl:altLabel", several(other)


def _names(labels: pa.Array, entries: Mapping[str, pa.Array], papers: pa.Table, base: str) -> Things:
    """The names of the ledger, with the sentences that show them; of two that say the same the last."""
    rows = pa.array({label: row for row, label in enumerate(labels.to_pylist())}.values(), pa.int64())
    kept = {name: column.take(rows) for name, column in entries.items()}
    proofs = (kept[name].to_pylist() for name in ("proof", "field", "sentence_start", "sentence_end"))
    shown = quotes(
        texts(
            None if row is None or field is None else papers.column(field)[row].as_py()[start:end]
            for row, field, start, end in zip(*proofs, strict=True)
        )
    )
    source = pc.if_else(shown.is_valid(), iris("paper", kept["paper"], base=base), None)
    return things(
        labels.take(rows),
        ("rdf:type", word("skosxl:Label")),
        ("skosxl:literalForm", mapped(quoted, kept["alias"])),
        ("kg:rule", mapped(quoted, kept["rule"])),
        ("skos:note", mapped(text, kept["detail"])),
        ("kg:papers", numbers(kept["papers"])),
        ("dcterms:source", source),
        ("kg:sentence", shown),
        places=kept["row"].to_pylist(),
    )


def _plain(edges: Mapping[str, Runs], first: int, last: int, base: str) -> Iterator[tuple[str, pa.Array]]:
    """The edges from some things, by kind, a statement each."""
    for kind, runs in edges.items():
        found, bounds = runs.take(first, last)
        yield PLAIN[kind][0], pa.ListArray.from_arrays(bounds, iris("entity", found["target"], base=base))

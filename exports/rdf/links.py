"""Links between entities as nodes that carry their measures and the papers behind them."""

from collections.abc import Iterator, Mapping

import pyarrow.compute as pc

from exports.rdf.terms import BASE, iri, word
from exports.rdf.values import Statements, about, dated, each, number
from kg.graph import Graph
from kg.types import Edge

PLAIN: Mapping[str, tuple[str, bool]] = {
    "mentions": ("schema:mentions", True),
    "introduces": ("kg:introduces", True),
    "published_by": ("schema:sourceOrganization", True),
    "co_mention": ("skos:related", False),
    "cites": ("cito:cites", False),
    "variant_of": ("skos:broader", False),
}
"""Kind of edge: the property that says it in one triple, and whether it begins at a paper."""

_WEIGHTED = {
    "co_mention": ("co-mention", "kg:CoMention", "kg:member", "kg:member"),
    "cites": ("citation", "cito:Citation", "cito:hasCitingEntity", "cito:hasCitedEntity"),
}
"""Kind of edge: the node that carries its measures, as kind in its IRI, class, and properties of both ends."""

_MEASURES = {
    "papers": "kg:papers",
    "fractional": "kg:fractionalCount",
    "association": "kg:associationStrength",
    "npmi": "kg:npmi",
    "p_value": "kg:pValue",
    "q_value": "kg:qValue",
    "backbone": "kg:backbone",
}
"""Measure of an edge: its property."""


def links(graph: Graph, base: str = BASE, *, triple_terms: bool = False) -> Iterator[Statements]:
    """Co-mentions and citation-like links, each a node.

    Parameters
    ----------
    graph : Graph
        An open graph.
    base : str
        What the IRIs of its things begin with.
    triple_terms : bool
        Whether each names the triple that it weighs, by ``rdf:reifies`` (RDF 1.2).

    Yields
    ------
    Statements
        By kind, source and target. The papers behind a link are those of the graph that mention both ends and, for
        ``cites``, introduce the first.
    """
    papers = [iri("paper", id, base=base) for id in graph.table("papers").column("id").to_pylist()]
    rows = {id: row for row, id in enumerate(graph.table("papers").column("id").to_pylist())}
    mentioning = _papers_of(graph, "mentions", rows)
    introducing = _papers_of(graph, "introduces", rows)
    for kind in _WEIGHTED:
        first = introducing if kind == "cites" else mentioning
        for edge in graph.edges(kind=kind):
            found = first.get(edge.source, set()) & mentioning.get(edge.target, set())
            yield _link(edge, [papers[row] for row in sorted(found)], base, triple_terms=triple_terms)


def ends(graph: Graph, kind: str) -> Iterator[tuple[str, str]]:
    """Source and target of the edges of a kind, in their order."""
    table = graph.table("edges")
    rows = table.filter(pc.equal(table.column("kind"), kind)).select(["source", "target"])
    for batch in rows.to_batches(max_chunksize=8192):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _link(edge: Edge, papers: list[str], base: str, *, triple_terms: bool) -> Statements:
    kind, link_class, from_, to = _WEIGHTED[edge.kind]
    source, target = (iri("entity", id, base=base) for id in (edge.source, edge.target))
    triple = f"<<( {source} {word(PLAIN[edge.kind][0])} {target} )>>" if triple_terms else None
    return about(
        iri(kind, edge.source, edge.target, base=base),
        ("rdf:type", word(link_class)),
        (from_, source),
        (to, target),
        ("rdf:reifies", triple),
        *((measure, number(getattr(edge, field))) for field, measure in _MEASURES.items()),
        ("kg:firstDate", dated(edge.first)),
        ("kg:lastDate", dated(edge.last)),
        *each("prov:wasDerivedFrom", papers),
    )


def _papers_of(graph: Graph, kind: str, rows: Mapping[str, int]) -> dict[str, set[int]]:
    """Rows of the papers that edges of a kind lead from, by entity."""
    found: dict[str, set[int]] = {}
    for paper, entity in ends(graph, kind):
        found.setdefault(entity, set()).add(rows[paper])
    return found

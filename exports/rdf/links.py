"""Links between entities as nodes that carry their measures and the papers behind them."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from exports.rdf.runs import rows_of
from exports.rdf.terms import BASE, word
from exports.rdf.things import Things, columns, iris, join, mapped, numbers, things
from exports.rdf.values import dated
from kg.graph import Graph

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

_BATCH = 4096
"""Links that are made at a time."""

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


def links(graph: Graph, base: str = BASE, *, triple_terms: bool = False) -> Iterator[Things]:
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
    Things
        By kind, source and target. The papers behind a link are those of the graph that mention both ends and, for
        ``cites``, introduce the first.
    """
    papers = iris("paper", graph.table("papers").column("id").combine_chunks(), base=base)
    mentioning = _Named(graph, "mentions")
    introducing = _Named(graph, "introduces")
    for kind in _WEIGHTED:
        edges = edges_of(graph, kind)
        first = introducing if kind == "cites" else mentioning
        for start in range(0, edges.num_rows, _BATCH):
            rows = columns(edges.slice(start, _BATCH))
            found, bounds = _behind(rows["source"], rows["target"], first, mentioning)
            behind = pa.ListArray.from_arrays(bounds, papers.take(found))
            yield _links(kind, rows, behind, base, triple_terms=triple_terms)


def edges_of(graph: Graph, kind: str) -> pa.Table:
    """The edges of a kind, in their order."""
    table = graph.table("edges")
    return table.filter(pc.equal(table.column("kind"), kind))


def _links(kind: str, edges: Mapping[str, pa.Array], papers: pa.Array, base: str, *, triple_terms: bool) -> Things:
    part, link_class, from_, to = _WEIGHTED[kind]
    source, target = (iris("entity", edges[end], base=base) for end in ("source", "target"))
    triple = join("<<( ", source, f" {word(PLAIN[kind][0])} ", target, " )>>")
    return things(
        iris(part, edges["source"], edges["target"], base=base),
        ("rdf:type", word(link_class)),
        (from_, source),
        (to, target),
        *([("rdf:reifies", triple)] if triple_terms else []),
        *((measure, numbers(edges[name])) for name, measure in _MEASURES.items()),
        ("kg:firstDate", mapped(dated, edges["first"])),
        ("kg:lastDate", mapped(dated, edges["last"])),
        ("prov:wasDerivedFrom", papers),
    )


class _Named:
    """Which papers name which entities by edges of a kind, both as rows of their tables."""

    def __init__(self, graph: Graph, kind: str) -> None:
        edges = edges_of(graph, kind)
        self.ids = graph.table("entities").column("id")
        papers = rows_of(edges.column("source"), graph.table("papers").column("id"))
        entities = rows_of(edges.column("target"), self.ids)
        order = np.argsort(entities, kind="stable")
        self.papers, self.entities = papers[order], entities
        self.of_entity = np.searchsorted(entities[order], np.arange(len(self.ids) + 1))
        self.of_paper = np.searchsorted(papers, np.arange(graph.table("papers").num_rows + 1))


def _behind(sources: pa.Array, targets: pa.Array, first: _Named, second: _Named) -> tuple[pa.Array, list[int]]:
    """Rows of the papers in which the one names the source and the other the target, and where those of each begin."""
    source, target = (rows_of(ends, first.ids).astype(np.int64) for ends in (sources, targets))
    wanted = source * len(first.ids) + target
    order = np.argsort(wanted)
    each = np.unique(source)
    number, place = _spread(first.of_entity, each)
    paper = first.papers[place]
    pair, place = _spread(second.of_paper, paper)
    code = each[number[pair]] * len(first.ids) + second.entities[place]
    at = np.searchsorted(wanted, code, sorter=order).clip(max=len(wanted) - 1)
    edge = order[at]
    held = wanted[edge] == code
    edge, paper = edge[held], paper[pair[held]]
    by_edge = np.argsort(edge, kind="stable")
    bounds = np.searchsorted(edge[by_edge], np.arange(len(wanted) + 1))
    return pa.array(paper[by_edge], pa.int64()), bounds.tolist()


def _spread(bounds: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All that lies between the bounds of some rows: the number of the row among them, and the place."""
    size = bounds[rows + 1] - bounds[rows]
    number = np.repeat(np.arange(len(rows)), size)
    return number, np.arange(len(number)) - np.repeat(np.cumsum(size) - size, size) + bounds[rows][number]

"""A part of a graph, cut the same way for every format."""

from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from kg.graph import Graph
from kg.types import PAPER_EDGES

_COUNTED_LINKS = ("co_mention", "cites")


class Part(Graph):
    """A part of an open graph, in memory, which is asked and exported as a whole one.

    Parameters
    ----------
    whole : Graph
        The graph.
    tables : mapping of str to pyarrow.Table
        The part's tables, of `kg.schema.TABLES`.
    """

    def __init__(self, whole: Graph, tables: Mapping[str, pa.Table]) -> None:
        super().__init__(whole.directory)
        self._tables = dict(tables)


def cut(
    graph: Graph,
    *,
    since: str | None = None,
    backbone: bool = False,
    types: Collection[str] = (),
    focus: str | None = None,
) -> Graph:
    """Cut a part out of a graph: first by date, then to its backbone, by type, and around one entity.

    Parameters
    ----------
    graph : Graph
        An open graph.
    since : str, optional
        ISO 8601, to the year, month or day: only papers from then on, with everything counted anew. A paper's date
        counts as the first day that it may mean; a paper without a date is left out.
    backbone : bool
        Of the links between entities only those of `kg.edges.backbone`.
    types : collection of str
        Only entities of these types, with the papers that mention them.
    focus : str
        Only this entity, as `Graph.entity` takes it, those that it is linked with, and the papers that mention it; it
        stays whatever its type.

    Returns
    -------
    Graph
        The part, or `graph` itself where nothing is cut. Measures of its links are those of the graph (since the
        date), and so are the counts of its ledger; a name's defining sentence goes where its paper goes.

    Raises
    ------
    ValueError
        When `since` is no date.
    NotFoundError
        When there is no such entity.

    Examples
    --------
    >>> cut(kg.open("pages.kg"), types=["Model"], since="2025")  # doctest: +SKIP
    """
    centre = None if focus is None else graph.entity(focus).id
    if since is not None:
        graph = _since(graph, since)
    if backbone:
        graph = _backbone(graph)
    if types:
        table = graph.table("entities")
        wanted = pc.is_in(table.column("type"), value_set=pa.array(sorted(types), pa.string()))
        if centre is not None:
            wanted = pc.or_(wanted, pc.equal(table.column("id"), centre))
        graph = _around(graph, table.filter(wanted).column("id"))
    if centre is not None:
        links = graph.table("edges").filter(~pc.field("kind").isin(sorted(PAPER_EDGES)))
        touching = links.filter((pc.field("source") == centre) | (pc.field("target") == centre))
        ends = {*touching.column("source").to_pylist(), *touching.column("target").to_pylist(), centre}
        graph = _around(graph, pa.array(sorted(ends), pa.string()), mentioned=pa.array([centre], pa.string()))
    return graph


def _since(graph: Graph, since: str) -> Graph:
    window = graph.between(since)
    return _part(window, *(window.table(name) for name in ("papers", "mentions", "entities", "edges")))


def _backbone(graph: Graph) -> Graph:
    table = graph.table("edges")
    drawn = table.filter(pc.field("backbone"))
    kept = set(zip(drawn.column("source").to_pylist(), drawn.column("target").to_pylist(), strict=True))
    ends = zip(*(table.column(name).to_pylist() for name in ("kind", "source", "target")), strict=True)
    stays = [
        kind not in _COUNTED_LINKS or (source, target) in kept or (target, source) in kept
        for kind, source, target in ends
    ]
    papers, mentions, entities = (graph.table(name) for name in ("papers", "mentions", "entities"))
    return _part(graph, papers, mentions, entities, table.filter(pa.array(stays, pa.bool_())))


def _around(graph: Graph, kept: pa.Array, mentioned: pa.Array | None = None) -> Graph:
    """Some entities, and the papers that mention them or those in `mentioned`, or are published by them."""
    entities = _where(graph.table("entities"), "id", kept)
    table = graph.table("edges")
    from_papers = pc.field("kind").isin(sorted(PAPER_EDGES))
    near = _where(table.filter(from_papers), "target", kept if mentioned is None else mentioned)
    papers = _where(graph.table("papers"), "id", near.column("source"))
    mentions = _where(_where(graph.table("mentions"), "entity", kept), "paper", papers.column("id"))
    of_papers = _where(_where(table.filter(from_papers), "target", kept), "source", papers.column("id"))
    between = _where(_where(table.filter(~from_papers), "source", kept), "target", kept)
    order = [(name, "ascending") for name in ("kind", "source", "target")]
    return _part(graph, papers, mentions, entities, pa.concat_tables([of_papers, between]).sort_by(order))


def _part(graph: Graph, papers: pa.Table, mentions: pa.Table, entities: pa.Table, links: pa.Table) -> Graph:
    ledger = _where(graph.table("ledger"), "entity", entities.column("id"))
    present = pc.is_in(ledger.column("paper"), value_set=papers.column("id"))
    for name in ("paper", "field", "sentence_start", "sentence_end"):
        column = pc.if_else(present, ledger.column(name), pa.scalar(None, ledger.schema.field(name).type))
        ledger = ledger.set_column(ledger.schema.get_field_index(name), ledger.schema.field(name), column)
    tables = {"papers": papers, "mentions": mentions, "entities": entities, "ledger": ledger, "edges": links}
    return Part(graph, tables | {"skips": graph.table("skips")})


def _where(table: pa.Table, column: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table.column(column), value_set=values))

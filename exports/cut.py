"""A part of a graph, cut the same way for every format."""

from collections.abc import Collection, Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from exports.dates import first_day
from exports.view.backbone import backbone as strongest
from exports.view.backbone import ranked
from kg import edges
from kg.graph import Graph
from kg.schema import TABLES

_FROM_PAPERS = ("mentions", "introduces", "published_by")
_COUNTED_LINKS = ("co_mention", "cites")

_RECOUNTED = """
SELECT entities.* EXCLUDE (papers, mentions, first_seen, last_seen),
       coalesce(counts.papers, 0) AS papers, coalesce(counts.mentions, 0) AS mentions,
       counts.first_seen, counts.last_seen
FROM entities LEFT JOIN (
    SELECT entity, count(DISTINCT paper) AS papers, count(*) AS mentions,
           min(date) AS first_seen, max(date) AS last_seen
    FROM mentions JOIN papers ON paper = papers.id GROUP BY entity
) counts ON entities.id = entity
WHERE entity IS NOT NULL OR entities.id IN (SELECT entity FROM publishers)
ORDER BY entities.id
"""


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
        Of the links between entities only those of `exports.view.backbone.backbone`.
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
        links = graph.table("edges").filter(~pc.field("kind").isin(_FROM_PAPERS))
        touching = links.filter((pc.field("source") == centre) | (pc.field("target") == centre))
        ends = {*touching.column("source").to_pylist(), *touching.column("target").to_pylist(), centre}
        graph = _around(graph, pa.array(sorted(ends), pa.string()), mentioned=pa.array([centre], pa.string()))
    return graph


def _since(graph: Graph, since: str) -> Graph:
    start = first_day(since)
    if start is None:
        raise ValueError(f"{since!r} is no date; write 2025, 2025-09 or 2025-09-18")
    papers = graph.table("papers")
    late = [(first_day(day) or "") >= start for day in papers.column("date").to_pylist()]
    papers = papers.filter(pa.array(late, pa.bool_()))
    mentions = _where(graph.table("mentions"), "paper", papers.column("id"))
    published = graph.table("edges").filter(pc.field("kind") == "published_by")
    published = _where(published, "source", papers.column("id"))
    publishers = pa.table({"paper": published.column("source"), "entity": published.column("target")})
    with duckdb.connect(":memory:") as connection:
        for name, table in (("papers", papers), ("mentions", mentions), ("publishers", publishers)):
            connection.register(name, table)
        connection.register("entities", graph.table("entities"))
        entities = connection.sql(_RECOUNTED).to_arrow_table()
    entities = entities.select(TABLES["entities"].names).cast(TABLES["entities"])
    return _part(graph, papers, mentions, entities, edges.build(papers, mentions, publishers))


def _backbone(graph: Graph) -> Graph:
    kept = {(edge.source, edge.target) for edge in strongest(ranked(graph), list(graph.edges(kind="co_mention")))}
    table = graph.table("edges")
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
    from_papers = pc.field("kind").isin(_FROM_PAPERS)
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

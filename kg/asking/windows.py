"""A graph of the papers of a stretch of time: everything is counted and weighed anew inside it."""

import pyarrow as pa
import pyarrow.compute as pc

from kg import edges
from kg.dates import checked, first_day
from kg.schema import TABLES


def cut(tables: dict[str, pa.Table], since: str | None, until: str | None) -> dict[str, pa.Table]:
    """The tables of a graph's papers from one date to another.

    A paper whose date is known to the year or month counts at its first day, so that it falls into one of two
    windows that follow each other; a paper without a date falls into none. `until` is meant to its last day.

    Parameters
    ----------
    tables : dict of str to pyarrow.Table
        As `kg.schema.TABLES` has them.
    since, until : str or None
        ISO 8601, to the year, month or day, both included.

    Returns
    -------
    dict of str to pyarrow.Table
        The same tables with those papers, the entities that they name or that published them, with counts and dates
        of the window, and edges counted and weighed anew.

    Raises
    ------
    ValueError
        When one of them is no date.
    """
    papers = tables["papers"]
    day = first_days(papers.column("date"))
    inside = pc.is_valid(day)
    if since is not None:
        inside = pc.and_(inside, pc.greater_equal(day, first_day(checked(since))))
    if until is not None:
        inside = pc.and_(inside, pc.less_equal(pc.utf8_slice_codeunits(day, 0, len(checked(until))), until))
    papers = papers.filter(inside)
    mentions = _where_in(tables["mentions"], "paper", papers.column("id"))
    old = tables["edges"]
    published = _where_in(old.filter(pc.field("kind") == "published_by"), "source", papers.column("id"))
    publishers = pa.table({"paper": published.column("source"), "entity": published.column("target")})
    entities = _recounted(tables["entities"], papers, mentions, publishers)
    variants = old.filter(pc.field("kind") == "variant_of").select(["source", "target"])
    for end in ("source", "target"):
        variants = _where_in(variants, end, entities.column("id"))
    return {
        "papers": papers,
        "mentions": mentions,
        "entities": entities,
        "ledger": _where_in(tables["ledger"], "entity", entities.column("id")),
        "edges": edges.build(papers, mentions, publishers, lambda: variants).cast(TABLES["edges"]),
        "skips": tables["skips"],
    }


def first_days(dates: pa.ChunkedArray) -> pa.Array:
    """The first day that each date may mean; null for what is none."""
    known = pc.unique(dates)
    return pa.array([first_day(day) for day in known.to_pylist()], pa.string()).take(pc.index_in(dates, known))


def _where_in(table: pa.Table, column: str, values: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table.column(column), value_set=values))


def _recounted(entities: pa.Table, papers: pa.Table, mentions: pa.Table, publishers: pa.Table) -> pa.Table:
    """Entities of the window, with what the columns of counts and dates say of it."""
    row = pc.index_in(mentions.column("paper"), value_set=papers.column("id"))
    dated = pa.table(
        {
            "entity": mentions.column("entity"),
            "paper": mentions.column("paper"),
            "date": papers.column("date").take(row),
        }
    )
    counts = dated.group_by("entity").aggregate(
        [("paper", "count_distinct"), ("paper", "count"), ("date", "min"), ("date", "max")]
    )
    present = pc.or_(
        pc.is_in(entities.column("id"), value_set=counts.column("entity")),
        pc.is_in(entities.column("id"), value_set=publishers.column("entity")),
    )
    entities = entities.filter(present)
    place = pc.index_in(entities.column("id"), value_set=counts.column("entity"))
    anew = {
        "papers": pc.fill_null(counts.column("paper_count_distinct").take(place), 0),
        "mentions": pc.fill_null(counts.column("paper_count").take(place), 0),
        "first_seen": counts.column("date_min").take(place),
        "last_seen": counts.column("date_max").take(place),
    }
    schema = TABLES["entities"]
    columns = [anew.get(field.name, entities.column(field.name)).cast(field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)

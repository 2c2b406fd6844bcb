"""Counting edges: one pass over who mentions what, in numbers instead of ids."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

_PRESENCE = """
WITH counted AS (
    SELECT paper, entity, count(*) AS mentions, count(*) FILTER (in_title) AS in_title,
           bool_or(introduced) AS introduced
    FROM mentions GROUP BY paper, entity
)
SELECT counted.*, date, count(*) OVER (PARTITION BY paper) AS entities FROM counted JOIN papers USING (paper)
"""

_KINDS = {
    "mentions": """
SELECT paper AS source, entity AS target, 1::BIGINT AS papers, mentions, in_title, mentions - in_title AS in_abstract,
       date AS first, date AS last
FROM presence ORDER BY source, target
""",
    "introduces": """
SELECT paper AS source, entity AS target, 1::BIGINT AS papers, date AS first, date AS last
FROM presence WHERE introduced ORDER BY source, target
""",
    "published_by": """
SELECT DISTINCT paper AS source, entity AS target, 1::BIGINT AS papers, date AS first, date AS last
FROM publishers JOIN papers USING (paper) ORDER BY source, target
""",
    # whole numbers, 2**52 for 1, sum to the same in any order, and so on any number of threads and machines
    "co_mention": """
SELECT a.entity AS source, b.entity AS target, count(*) AS papers,
       sum((4503599627370496 / (a.entities - 1))::BIGINT)::DECIMAL(38) AS weight,
       min(a.date) AS first, max(a.date) AS last
FROM presence a JOIN presence b ON a.paper = b.paper AND a.entity < b.entity
GROUP BY a.entity, b.entity ORDER BY source, target
""",
    "cites": """
SELECT a.entity AS source, b.entity AS target, count(*) AS papers, min(a.date) AS first, max(a.date) AS last
FROM presence a JOIN presence b ON a.paper = b.paper AND a.entity <> b.entity
WHERE a.introduced GROUP BY a.entity, b.entity ORDER BY source, target
""",
    "variant_of": """
SELECT source, target, count(entity) AS papers, min(date) AS first, max(date) AS last
FROM variants LEFT JOIN presence ON entity = source GROUP BY source, target ORDER BY source, target
""",
}


def count(papers: pa.Table, mentions: pa.Table, publishers: pa.Table, variants: pa.Table) -> dict[str, pa.Table]:
    """Count the edges of each kind.

    ``papers`` of a ``co_mention`` is the full count; ``fractional`` gives each paper with n entities the weight
    1/(n-1) for each of its pairs, so that an entity's fractional weights sum to the number of its papers with at
    least two entities [1]_.

    Parameters
    ----------
    papers : pyarrow.Table
        Columns ``paper`` (a number) and ``date``.
    mentions : pyarrow.Table
        Columns ``paper`` and ``entity`` (numbers), ``in_title`` and ``introduced``.
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``.
    variants : pyarrow.Table
        Columns ``source`` and ``target``.

    Returns
    -------
    dict of str to pyarrow.Table
        By kind: ``source`` and ``target`` (numbers), ``papers``, ``first``, ``last`` and the counts of the kind;
        sorted by source and target.

    References
    ----------
    .. [1] Perianes-Rodriguez, Waltman and van Eck (2016). Constructing bibliometric networks: A comparison
       between full and fractional counting. Journal of Informetrics 10(4). doi:10.1016/j.joi.2016.10.006
    """
    return finished(part(papers, mentions, publishers, variants))


def part(papers: pa.Table, mentions: pa.Table, publishers: pa.Table, variants: pa.Table) -> dict[str, pa.Table]:
    """What some of the papers add to `count`, whose parameters it takes.

    The parts of papers that are counted apart make up the whole by `summed` and `finished`, however they are divided.
    """
    with _connected() as connection:
        connection.register("papers", papers)
        connection.register("mentions", mentions)
        connection.register("publishers", publishers)
        connection.register("variants", variants)
        connection.execute(f"CREATE TABLE presence AS {_PRESENCE}")
        return {kind: connection.sql(query).to_arrow_table() for kind, query in _KINDS.items()}


def summed(part: pa.Table) -> pa.Table:
    """Edges of one kind from several parts, put one behind the other, as one part."""
    sums = [name for name in part.column_names if name not in {"source", "target", "first", "last"}]
    columns = ", ".join(f"sum({name})::{'DECIMAL(38)' if name == 'weight' else 'BIGINT'} AS {name}" for name in sums)
    with _connected() as connection:
        connection.register("part", part)
        return connection.sql(
            f"SELECT source, target, {columns}, min(first) AS first, max(last) AS last FROM part "  # noqa: S608
            "GROUP BY source, target ORDER BY source, target"
        ).to_arrow_table()


def finished(parts: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The edges of each kind, sorted by source and target, once all papers are counted."""
    with _connected() as connection:
        connection.register("pairs", parts["co_mention"])
        query = "SELECT * EXCLUDE weight, weight::HUGEINT / 4503599627370496 AS fractional FROM pairs"
        return {**parts, "co_mention": connection.sql(query).to_arrow_table()}


def _connected() -> "duckdb.DuckDBPyConnection":
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar = false")  # it goes to standard output, among the results
    return connection

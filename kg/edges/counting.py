"""Counting edges: one pass over who mentions what, in numbers instead of ids."""

import pyarrow as pa

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
SELECT paper AS source, entity AS target, 1 AS papers, mentions, in_title, mentions - in_title AS in_abstract,
       date AS first, date AS last
FROM presence ORDER BY source, target
""",
    "introduces": """
SELECT paper AS source, entity AS target, 1 AS papers, date AS first, date AS last
FROM presence WHERE introduced ORDER BY source, target
""",
    "published_by": """
SELECT DISTINCT paper AS source, entity AS target, 1 AS papers, date AS first, date AS last
FROM publishers JOIN papers USING (paper) ORDER BY source, target
""",
    # whole numbers, 2**52 for 1, sum to the same in any order, and so on any number of threads
    "co_mention": """
SELECT a.entity AS source, b.entity AS target, count(*) AS papers,
       sum((4503599627370496 / (a.entities - 1))::BIGINT) / 4503599627370496 AS fractional,
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
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")  # it goes to standard output, among the results
        connection.register("papers", papers)
        connection.register("mentions", mentions)
        connection.register("publishers", publishers)
        connection.register("variants", variants)
        connection.execute(f"CREATE TABLE presence AS {_PRESENCE}")
        return {kind: connection.sql(query).to_arrow_table() for kind, query in _KINDS.items()}

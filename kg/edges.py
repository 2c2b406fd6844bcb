"""Edges from mentions: who mentions, introduces and publishes what, what occurs together, what cites what."""

import duckdb
import pyarrow as pa

from kg.schema import TABLES

_NO_VARIANTS = pa.table({"source": pa.array([], pa.string()), "target": pa.array([], pa.string())})
_QUERY = """
WITH dated AS (SELECT id AS paper, date FROM papers),
counted AS (
    SELECT paper, entity, count(*) AS mentions,
           count(*) FILTER (field = 'title') AS in_title,
           count(*) FILTER (field = 'abstract') AS in_abstract,
           bool_or(introduced) AS introduced
    FROM mentions GROUP BY paper, entity
),
present AS (
    SELECT counted.*, date, count(*) OVER (PARTITION BY paper) AS entities
    FROM counted JOIN dated USING (paper)
),
pairs AS (
    SELECT a.entity AS source, b.entity AS target, a.entities AS entities, count(*) AS papers,
           min(a.date) AS first, max(a.date) AS last
    FROM present a JOIN present b ON a.paper = b.paper AND a.entity < b.entity
    GROUP BY ALL
),
edges AS (
    SELECT 'mentions' AS kind, paper AS source, entity AS target, 1 AS papers, NULL AS fractional,
           mentions, in_title, in_abstract, date AS first, date AS last
    FROM present
    UNION ALL
    SELECT 'introduces', paper, entity, 1, NULL, NULL, NULL, NULL, date, date FROM present WHERE introduced
    UNION ALL
    SELECT DISTINCT 'published_by', paper, entity, 1, NULL, NULL, NULL, NULL, date, date
    FROM publishers JOIN dated USING (paper)
    UNION ALL
    -- summed in order of paper size, so that rounding does not depend on threads
    SELECT 'co_mention', source, target, sum(papers), sum(papers / (entities - 1) ORDER BY entities),
           NULL, NULL, NULL, min(first), max(last)
    FROM pairs GROUP BY source, target
    UNION ALL
    SELECT 'cites', a.entity, b.entity, count(*), NULL, NULL, NULL, NULL, min(a.date), max(a.date)
    FROM present a JOIN present b ON a.paper = b.paper AND a.entity <> b.entity
    WHERE a.introduced GROUP BY a.entity, b.entity
    UNION ALL
    SELECT 'variant_of', source, target, count(entity), NULL, NULL, NULL, NULL, min(date), max(date)
    FROM variants LEFT JOIN present ON entity = source GROUP BY source, target
)
SELECT kind, source, target, papers::INTEGER AS papers, fractional::DOUBLE AS fractional,
       mentions::INTEGER AS mentions, in_title::INTEGER AS in_title, in_abstract::INTEGER AS in_abstract,
       first, last
FROM edges ORDER BY kind, source, target
"""


def build(papers: pa.Table, mentions: pa.Table, publishers: pa.Table, variants: pa.Table | None = None) -> pa.Table:
    """All edges of a graph.

    ``mentions``: a paper names an entity, with the number of mentions in title and abstract.
    ``introduces``: a paper presents an entity as its own.
    ``published_by``: the source lists the organisation with the paper.
    ``co_mention``: two entities in one paper; ``papers`` is the full count, ``fractional`` gives each paper with
    n entities the weight 1/(n-1) for each of its pairs, so that an entity's fractional weights sum to the
    number of its papers with at least two entities [1]_.
    ``variant_of``: a model is a version, size or tuning of another; ``papers`` is the number that mention it.
    ``cites``: A cites B when a paper that introduces A mentions B; ``papers`` is the number of such papers.

    Parameters
    ----------
    papers, mentions : pyarrow.Table
        As `kg.schema.TABLES` has them; mentions are linked (``entity`` filled).
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``: the organisations that the sources list with the papers.
    variants : pyarrow.Table, optional
        Columns ``source`` and ``target``: entities that are a version, size or tuning of another.

    Returns
    -------
    pyarrow.Table
        As `kg.schema.TABLES` has ``edges``; sorted by kind, source and target.

    References
    ----------
    .. [1] Perianes-Rodriguez, Waltman and van Eck (2016). Constructing bibliometric networks: A comparison
       between full and fractional counting. Journal of Informetrics 10(4). doi:10.1016/j.joi.2016.10.006
    """
    with duckdb.connect(":memory:") as connection:
        connection.register("papers", papers.select(["id", "date"]))
        connection.register("mentions", mentions.select(["paper", "entity", "field", "introduced"]))
        connection.register("publishers", publishers)
        connection.register("variants", _NO_VARIANTS if variants is None else variants)
        result = connection.sql(_QUERY).to_arrow_table()
    return result.cast(TABLES["edges"])

"""Edges from mentions: who mentions, introduces and publishes what, what occurs together, what cites what."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.edges.backbone import backbone
from kg.edges.counting import count as count_here
from kg.edges.weights import SIGNIFICANT, association_strength, discoveries, family, least_p_values, npmi, p_values
from kg.schema import TABLES
from kg.types import PAPER_EDGES

Count = Callable[[pa.Table, pa.Table, pa.Table, pa.Table], dict[str, pa.Table]]
"""Counts edges as `kg.edges.counting.count` does."""

_NO_VARIANTS = pa.table({"source": pa.array([], pa.string()), "target": pa.array([], pa.string())})


def build(
    papers: pa.Table,
    mentions: pa.Table,
    publishers: pa.Table,
    variants: pa.Table = _NO_VARIANTS,
    *,
    count: Count = count_here,
) -> pa.Table:
    """All edges of a graph.

    ``mentions``: a paper names an entity, with the number of mentions in title and abstract.
    ``introduces``: a paper presents an entity as its own.
    ``published_by``: the source lists the organisation with the paper.
    ``co_mention``: two entities in one paper, with the counts of `kg.edges.counting.count`, the weights of
    `kg.edges.weights` and whether it belongs to the backbone, `kg.edges.backbone.backbone`.
    ``cites``: A cites B when a paper that introduces A mentions B; ``papers`` is the number of such papers. A cites B
    and B cites A may both hold; a paper that introduces nothing adds none.
    ``variant_of``: a model is a version, size or tuning of another; ``papers`` is the number that mention it.

    Parameters
    ----------
    papers, mentions : pyarrow.Table
        As `kg.schema.TABLES` has them; mentions are linked (``entity`` filled).
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``: the organisations that the sources list with the papers.
    variants : pyarrow.Table, optional
        Columns ``source`` and ``target``: entities that are a version, size or tuning of another.
    count : callable, optional
        `kg.edges.counting.count`, or what does the same elsewhere.

    Returns
    -------
    pyarrow.Table
        As `kg.schema.TABLES` has ``edges``; sorted by kind, source and target.
    """
    paper_ids = _vocabulary(papers.column("id"))
    entity_ids = _vocabulary(
        mentions.column("entity"), publishers.column("entity"), variants.column("source"), variants.column("target")
    )
    counted = count(
        pa.table({"paper": pc.index_in(papers.column("id"), paper_ids), "date": papers.column("date")}),
        pa.table(
            {
                "paper": pc.index_in(mentions.column("paper"), paper_ids),
                "entity": pc.index_in(mentions.column("entity"), entity_ids),
                "in_title": pc.equal(mentions.column("field"), "title"),
                "introduced": mentions.column("introduced"),
            }
        ),
        pa.table(
            {
                "paper": pc.index_in(publishers.column("paper"), paper_ids),
                "entity": pc.index_in(publishers.column("entity"), entity_ids),
            }
        ),
        pa.table({end: pc.index_in(variants.column(end), entity_ids) for end in ("source", "target")}),
    )
    parts = []
    for kind, table in sorted(counted.items()):
        source = paper_ids if kind in PAPER_EDGES else entity_ids
        columns = {
            **{name: table.column(name) for name in table.column_names},
            **(_weights(table, counted["mentions"]) if kind == "co_mention" else {}),
            "kind": pa.repeat(kind, table.num_rows),
            "source": source.take(table.column("source")),
            "target": entity_ids.take(table.column("target")),
        }
        schema = TABLES["edges"]
        filled = [
            columns[field.name].cast(field.type) if field.name in columns else pa.nulls(table.num_rows, field.type)
            for field in schema
        ]
        parts.append(pa.Table.from_arrays(filled, schema=schema))
    return pa.concat_tables(parts).combine_chunks()


def _vocabulary(*columns: pa.ChunkedArray) -> pa.Array:
    """Ids without repeats, sorted: a number in their place sorts as they do."""
    ids = pc.unique(pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string()))
    return ids.take(pc.sort_indices(ids))


def _weights(pairs: pa.Table, presence: pa.Table) -> dict[str, pa.Array]:
    """Weights of the pairs, from the papers that mention each entity."""
    first, second, together = (pairs.column(name).to_numpy() for name in ("source", "target", "papers"))
    paper, entity = (presence.column(name).to_numpy() for name in ("source", "target"))
    papers_of = np.bincount(entity)
    total = int(np.unique(paper).size)
    strength = association_strength(first, second, together)
    p = p_values(together, papers_of[first], papers_of[second], total)
    bound, tests = family(papers_of, total)
    tested = least_p_values(papers_of[first], papers_of[second], total) <= bound
    q = np.ones_like(p)
    q[tested] = discoveries(p[tested], tests)
    kept = backbone(first, second, pairs.column("fractional").to_numpy(), strength, q <= SIGNIFICANT)
    found = {
        "association": strength,
        "npmi": npmi(together, papers_of[first], papers_of[second], total),
        "p_value": p,
        "q_value": q,
        "backbone": kept,
    }
    return {name: pa.array(values) for name, values in found.items()}

"""Edges from mentions: who mentions, introduces and publishes what, what occurs together, what cites what."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.alike import places, sorted_places
from kg.edges.backbone import strongest
from kg.edges.counting import count as count_here
from kg.edges.counting import of_variants
from kg.edges.weights import (
    SIGNIFICANT,
    association_strength,
    discoveries,
    family,
    least_p_values,
    npmi,
    p_values,
)
from kg.runs import Ints, shared_out
from kg.schema import TABLES
from kg.types import PAPER_EDGES

Count = Callable[[pa.Table, pa.Table, pa.Table], dict[str, pa.Table]]
"""Counts edges as `kg.edges.counting.count` does."""

_AT_ONCE = 1 << 20
"""Pairs that are looked at at a time."""

_CODED = pa.schema(
    [
        field.with_type(pa.dictionary(pa.int32(), field.type))
        if field.name in {"kind", "source", "target", "first", "last", "npmi", "p_value", "q_value"}
        else field
        for field in TABLES["edges"]
    ]
)
"""What is the same in many edges stands once, and a number for it in each."""

_NO_VARIANTS = pa.table({"source": pa.array([], pa.string()), "target": pa.array([], pa.string())})


def build(
    papers: pa.Table,
    mentions: pa.Table,
    publishers: pa.Table,
    variants: Callable[[], pa.Table] = lambda: _NO_VARIANTS,
    *,
    count: Count = count_here,
) -> pa.Table:
    """All edges of a graph.

    ``mentions``: a paper names an entity, with the number of mentions in title and abstract.
    ``introduces``: a paper presents an entity as its own.
    ``published_by``: the source lists the organisation with the paper.
    ``co_mention``: two entities in one paper, with the counts of `kg.edges.counting.count`, the weights of
    `kg.edges.weights` and whether it belongs to the backbone: it is significant, or `kg.edges.backbone.strongest`.
    ``cites``: A cites B when a paper that introduces A mentions B; ``papers`` is the number of such papers. A cites B
    and B cites A may both hold; a paper that introduces nothing adds none.
    ``variant_of``: a model is a version, size or tuning of another; ``papers`` is the number that mention it.

    Parameters
    ----------
    papers, mentions : pyarrow.Table
        As `kg.schema.TABLES` has them; mentions are linked (``entity`` filled).
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``: the organisations that the sources list with the papers.
    variants : callable, optional
        Gives columns ``source`` and ``target``: entities that are a version, size or tuning of another. Called when
        all else is counted.
    count : callable, optional
        `kg.edges.counting.count`, or what does the same elsewhere.

    Returns
    -------
    pyarrow.Table
        What casts to ``edges`` of `kg.schema.TABLES`, texts and weights that many share as dictionaries; sorted by
        kind, source and target.
    """
    paper_ids, days = _vocabulary(papers.column("id")), _vocabulary(papers.column("date"))
    # the many mentions are looked through once
    at, named = (mentions.column(name).dictionary_encode() for name in ("paper", "entity"))
    entity_ids = _vocabulary(*(chunk.dictionary for chunk in named.chunks), publishers.column("entity"))
    counted = count(
        pa.table(
            {"paper": pc.index_in(papers.column("id"), paper_ids), "date": pc.index_in(papers.column("date"), days)}
        ),
        pa.table(
            {
                "paper": _numbered(at, paper_ids),
                "entity": _numbered(named, entity_ids),
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
    )
    ends = variants()
    models = _vocabulary(*ends.columns)
    pairs = pa.table({end: pc.index_in(ends.column(end), models) for end in ("source", "target")})
    counted["variant_of"] = of_variants(pairs, pc.index_in(models, entity_ids), counted["mentions"])
    parts = []
    for kind, table in sorted(counted.items()):
        named_by = models if kind == "variant_of" else entity_ids
        columns = {
            **dict(zip(table.column_names, table.columns, strict=True)),
            **(_weights(table, counted["mentions"]) if kind == "co_mention" else {}),
            "kind": _coded(pa.repeat(0, table.num_rows), pa.array([kind])),
            "source": _coded(table.column("source"), paper_ids if kind in PAPER_EDGES else named_by),
            "target": _coded(table.column("target"), named_by),
            **{name: _coded(table.column(name), days) for name in ("first", "last")},
        }
        rows = [columns.get(field.name, pa.nulls(table.num_rows)).cast(field.type) for field in _CODED]
        parts.append(pa.Table.from_arrays(rows, schema=_CODED))
    return pa.concat_tables(parts)


def _vocabulary(*columns: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Texts without repeats, sorted: a number in their place sorts as they do."""
    chunks = [chunk for column in columns for chunk in getattr(column, "chunks", [column])]
    texts = pc.unique(pa.chunked_array(chunks, pa.string())).drop_null()
    return texts.take(pa.array(sorted_places(texts)))


def _numbered(coded: pa.ChunkedArray, among: pa.Array) -> pa.ChunkedArray:
    numbers = (pa.array(places(among, chunk.dictionary), pa.int32()).take(chunk.indices) for chunk in coded.chunks)
    return pa.chunked_array(numbers, pa.int32())


def _coded(numbers: pa.Array | pa.ChunkedArray, values: pa.Array) -> pa.ChunkedArray:
    chunks = getattr(numbers, "chunks", [numbers])
    coded = [pa.DictionaryArray.from_arrays(chunk.cast(pa.int32()), values) for chunk in chunks]
    return pa.chunked_array(coded, pa.dictionary(pa.int32(), values.type))


def _weights(pairs: pa.Table, presence: pa.Table) -> dict[str, pa.Array]:
    """Weights of the pairs, from the papers that mention each entity."""
    first, second, together = (pairs.column(name).to_numpy() for name in ("source", "target", "papers"))
    paper, entity = (presence.column(name).to_numpy() for name in ("source", "target"))
    papers_of = np.bincount(entity)
    total = int(np.unique(paper).size)
    with ThreadPoolExecutor(2) as pool:
        rating = pool.submit(association_strength, first, second, together)
        keeping = pool.submit(strongest, first, second, pairs.column("fractional").to_numpy(), rating.result)
        # pairs of rare entities are many and alike: what counts alone decide is worked out once for all of the same
        alike, counts = _different(together, papers_of, first, second)
        p = p_values(*counts, total)
        bound, tests = family(papers_of, total)
        tested = least_p_values(*counts[1:], total) <= bound
        q = np.ones_like(p)
        q[tested] = discoveries(p[tested], tests, np.bincount(alike)[tested])
        kept = keeping.result()
    kept |= (q <= SIGNIFICANT)[alike]
    decided = {"npmi": npmi(*counts, total), "p_value": p, "q_value": q}
    return {
        "association": pa.array(rating.result()),
        "backbone": pa.array(kept),
        **{name: _coded(pa.array(alike), pa.array(values)) for name, values in decided.items()},
    }


def _different(together: Ints, papers_of: Ints, first: Ints, second: Ints) -> tuple[Ints, tuple[Ints, Ints, Ints]]:
    """Which counts each pair has, of those that differ; and those: together, of the rarer entity and of the other."""
    # by its place among all that there are a count is a small number, and three fit into one
    present, place = np.unique(papers_of, return_inverse=True)

    def coded(rows: tuple[int, int]) -> tuple[pa.Array, pa.Array]:
        part = slice(*rows)
        one, other = place[first[part]], place[second[part]]
        code = together[part] * present.size
        code += np.minimum(one, other)
        code *= present.size
        code += np.maximum(one, other, out=one)
        return pa.array(code), pc.unique(pa.array(code))

    blocks = [*pairwise([*range(0, together.size, _AT_ONCE), together.size])]
    codes, found = zip(*shared_out(coded, blocks), strict=True) if blocks else ((), ())
    different = pa.chunked_array(found, pa.int64()).unique()
    alike = [numbers.to_numpy() for numbers in shared_out(partial(pc.index_in, value_set=different), codes)]
    rest, high = np.divmod(different.to_numpy(), max(present.size, 1))
    together, low = np.divmod(rest, max(present.size, 1))
    return np.concatenate([np.array([], np.int32), *alike]), (together, present[low], present[high])

"""What is in a graph, and what was skipped on the way into it."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.edges.weights import SIGNIFICANT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph import Graph


def info(graph: "Graph") -> dict[str, Any]:
    """What is in the graph: counts by type, kind, source and year, and what was skipped.

    Parameters
    ----------
    graph : Graph
        An open graph.

    Returns
    -------
    dict
        ``papers`` (distinct), ``listed``, ``entities`` (by type), ``edges`` (by kind), ``co_mentions`` (how many are
        ``significant``, how many chance alone explains, ``by_chance``, and how many make up the ``backbone``, see
        `kg.edges`), ``mentions``, ``years``
        (papers by year, ``""`` for none), ``first`` and ``last`` date, ``sources`` (each ``path``, ``format``,
        ``listed``, ``skipped`` with ``line``, ``reason`` and ``excerpt``), ``failures`` (papers that gave
        less than they should: ``paper``, ``reason``), ``conflicts`` (listings that were kept apart against
        appearances), ``corrections`` (made by hand: ``line``, ``kind``, ``applied``, ``effect``), ``removed`` (paths of
        ``sources`` and ids of ``papers`` that were taken out by hand), ``pipeline``.
    """
    skips = graph.table("skips").to_pylist()
    sources: Sequence[dict[str, Any]] = graph.manifest["sources"]
    removed: dict[str, Any] = graph.manifest.get("removed", {})
    days = graph.columns("papers", "date").column("date").to_pylist()
    dates = sorted(filter(None, days))
    edges = graph.columns("edges", "kind", "q_value", "backbone", coded=["kind"])
    return {
        "papers": len(days),
        "listed": sum(source["listed"] for source in sources),
        "entities": _counts(graph.columns("entities", "type", coded=["type"]).column("type")),
        "edges": _counts(edges.column("kind")),
        "co_mentions": _co_mentions(edges),
        "mentions": graph.columns("mentions", "introduced").num_rows,
        "years": dict(sorted(Counter((day or "")[:4] for day in days).items())),
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
        "sources": [
            {
                "path": source["path"],
                "format": source["format"],
                "listed": source["listed"],
                "skipped": [
                    {key: skip[key] for key in ("line", "reason", "excerpt")}
                    for skip in skips
                    if skip["source"] == source["path"]
                ],
            }
            for source in sources
        ],
        "failures": [{"paper": skip["paper"], "reason": skip["reason"]} for skip in skips if skip["paper"] is not None],
        "conflicts": [skip["reason"] for skip in skips if skip["paper"] is None and skip["source"] is None],
        "corrections": graph.manifest.get("corrections", []),
        "removed": {
            "sources": removed.get("sources", []),
            "papers": [paper["id"] for paper in removed.get("papers", [])],
        },
        "pipeline": graph.manifest["pipeline"],
    }


def _co_mentions(edges: pa.Table) -> dict[str, int]:
    weighed = edges.column("q_value")  # no other edges have one, nor a place in the backbone
    significant = pc.sum(pc.less_equal(weighed, SIGNIFICANT)).as_py() or 0
    backbone = pc.sum(edges.column("backbone")).as_py() or 0
    return {"significant": significant, "by_chance": pc.count(weighed).as_py() - significant, "backbone": backbone}


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    texts = column.dictionary_encode().combine_chunks()
    counts = np.bincount(texts.indices.to_numpy(), minlength=len(texts.dictionary))
    return {
        text: count for text, count in sorted(zip(texts.dictionary.to_pylist(), counts.tolist(), strict=True)) if count
    }

"""``kg neighbors``: what an entity is linked with."""

from enum import StrEnum
from typing import Annotated

import typer

from kg.asking.links import neighbors as to
from kg.asking.links import touching
from kg.commands.options import Csv, Directory, Json, Limit, Name, Since, Type, Until, window
from kg.graph import Graph
from kg.terminal import counted, print_rows

_COLUMNS = ("name", "type", "papers", "fractional", "association", "npmi", "p_value", "q_value", "first", "last")


class Link(StrEnum):
    """Edges that can be followed from an entity."""

    CO_MENTION = "co_mention"
    CITES = "cites"
    CITED_BY = "cited_by"
    VARIANT_OF = "variant_of"


class Measure(StrEnum):
    """What neighbors can be ordered by."""

    PAPERS = "papers"
    FRACTIONAL = "fractional"
    ASSOCIATION = "association"
    NPMI = "npmi"
    SIGNIFICANCE = "significance"


def neighbors(
    directory: Directory,
    name: Name,
    *,
    kind: Annotated[Link, typer.Option(help="Edges to follow.")] = Link.CO_MENTION,
    by: Annotated[Measure, typer.Option(help="The measure that says which is strongest.")] = Measure.PAPERS,
    type: Type = None,
    limit: Limit = 20,
    since: Since = None,
    until: Until = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print what an entity is linked with, strongest first."""
    graph = Graph(directory)
    graph = graph.within(type, since, until)
    entity = graph.entity(name)
    edges = touching(graph, entity.id, kind=kind, by=by, type=type)
    columns = _COLUMNS if kind is Link.CO_MENTION else ("name", "type", "papers", "first", "last")
    rows = [
        tuple(getattr(item.entity if column in {"name", "type"} else item.edge, column) for column in columns)
        for item in to(graph, edges.slice(0, limit))
    ]
    print_rows(
        columns,
        rows,
        headline=f"{entity.name} ({entity.type}): {counted(edges.num_rows, 'neighbor')} by {kind.value}, "
        f"{len(rows):,} shown{window(since, until)}",
        about={"entity": entity.name, "kind": kind.value, "total": edges.num_rows},
        key="neighbors",
        json=json,
        csv=csv,
    )

"""``kg neighbors``: what an entity is linked with."""

from pathlib import Path

import click

from kg.asking.links import LINKS, MEASURES, touching
from kg.asking.links import neighbors as to
from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_rows

_COLUMNS = ("name", "type", "papers", "fractional", "association", "npmi", "p_value", "q_value", "first", "last")


@click.command()
@options.directory
@options.entity("name")
@click.option("--kind", type=click.Choice(LINKS), default="co_mention", help="Edges to follow.")
@click.option("--by", type=click.Choice(MEASURES), default="papers", help="The measure that says which is strongest.")
@options.type
@options.limit(20)
@options.dates
@options.forms
def neighbors(
    directory: Path,
    name: str,
    *,
    kind: str,
    by: str,
    type: str | None,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print what an entity is linked with, strongest first."""
    graph = Graph(directory)
    graph = graph.within(type, since, until)
    entity = graph.entity(name)
    edges = touching(graph, entity.id, kind=kind, by=by, type=type)
    columns = _COLUMNS if kind == "co_mention" else ("name", "type", "papers", "first", "last")
    rows = [
        tuple(getattr(item.entity if column in {"name", "type"} else item.edge, column) for column in columns)
        for item in to(graph, edges.slice(0, limit))
    ]
    print_rows(
        columns,
        rows,
        headline=f"{entity.name} ({entity.type}): {counted(edges.num_rows, 'neighbor')} by {kind}, "
        f"{len(rows):,} shown{options.window(since, until)}",
        about={"entity": entity.name, "kind": kind, "total": edges.num_rows},
        key="neighbors",
        json=json,
        csv=csv,
    )

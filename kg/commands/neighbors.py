"""``kg neighbors``: what an entity is linked with."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.graph import Graph
from kg.terminal import counted, print_json, print_line, print_table


class Link(StrEnum):
    """Edges that can be followed from an entity."""

    CO_MENTION = "co_mention"
    CITES = "cites"
    CITED_BY = "cited_by"
    VARIANT_OF = "variant_of"


def neighbors(
    directory: Annotated[Path, typer.Argument(help="The graph directory.")],
    name: Annotated[str, typer.Argument(help="Name or alias of an entity.")],
    *,
    kind: Annotated[Link, typer.Option(help="Edges to follow.")] = Link.CO_MENTION,
    type: Annotated[str | None, typer.Option(help="Only neighbors of this type.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Print what an entity is linked with, strongest first."""
    graph = Graph(directory)
    entity = graph.entity(name)
    found = graph.neighbors(entity.id, kind=kind, type=type)
    shown = found[:limit]
    if json:
        rows = [
            {
                "name": item.entity.name,
                "type": item.entity.type,
                "papers": item.edge.papers,
                "fractional": item.edge.fractional,
                "first": item.edge.first,
                "last": item.edge.last,
            }
            for item in shown
        ]
        print_json({"entity": entity.name, "kind": kind.value, "total": len(found), "neighbors": rows})
        return
    print_line(
        f"{entity.name} ({entity.type}): {counted(len(found), 'neighbor')} by {kind.value}, {len(shown):,} shown",
        "bold",
    )
    print_table(
        ("name", "type", "papers", "fractional", "first", "last"),
        [(i.entity.name, i.entity.type, i.edge.papers, i.edge.fractional, i.edge.first, i.edge.last) for i in shown],
    )

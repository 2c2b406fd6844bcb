"""``kg diff``: what is new and what rises."""

from pathlib import Path
from typing import Annotated

import typer

from kg.commands.options import Csv, Directory, Json, Limit, Since, Type, Until, window
from kg.graph import Graph
from kg.terminal import print_rows


def diff(
    directory: Directory,
    other: Annotated[
        Path | None, typer.Argument(metavar="OTHER", help="An older graph; the same one before --since when left out.")
    ] = None,
    *,
    type: Type = None,
    limit: Limit = 10,
    since: Since = None,
    until: Until = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print what is new, gone, rising and falling in a graph against an older one, or in a window against before."""
    if other is None and since is None:
        raise typer.BadParameter("name an older graph, or the date that parts new from old with --since")
    graph = Graph(directory)
    old = Graph(other).between(since, until) if other else graph.before(since or "")
    found = graph.between(since, until).diff(old, type=type)
    rows: list[tuple[str, str, str, int, int, float | None]] = [
        ("new", e.name, e.type, e.papers, 0, None) for e in found.new[:limit]
    ]
    rows += [("rising", c.entity.name, c.entity.type, c.entity.papers, c.before, c.rise) for c in found.rising[:limit]]
    rows += [
        ("falling", c.entity.name, c.entity.type, c.entity.papers, c.before, c.rise) for c in found.falling[:limit]
    ]
    rows += [("gone", e.name, e.type, 0, e.papers, None) for e in found.gone[:limit]]
    print_rows(
        ("change", "name", "type", "papers", "before", "rise"),
        rows,
        headline=f"{len(found.new):,} new, {len(found.rising):,} rising, {len(found.falling):,} falling, "
        f"{len(found.gone):,} gone, {len(found.links):,} new links{window(since, until)}",
        about={
            "new": len(found.new),
            "rising": len(found.rising),
            "falling": len(found.falling),
            "gone": len(found.gone),
            "links": len(found.links),
        },
        key="changes",
        json=json,
        csv=csv,
    )

"""``kg diff``: what is new and what rises."""

from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.terminal import print_rows


@click.command()
@options.directory
@click.argument(
    "other", type=options.PATH, required=False, help="An older graph; the same one before --since when left out."
)
@options.type
@options.limit(10)
@options.dates
@options.forms
def diff(
    directory: Path,
    other: Path | None,
    *,
    type: str | None,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print what is new, gone, rising and falling in a graph against an older one, or in a window against before."""
    if other is None and since is None:
        raise click.BadParameter("name an older graph, or the date that parts new from old with --since")
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
        f"{len(found.gone):,} gone, {len(found.links):,} new links{options.window(since, until)}",
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

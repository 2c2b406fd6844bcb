"""``kg communities``: topics."""

from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_rows


@click.command()
@options.directory
@click.option("--resolution", type=click.FloatRange(min=0.01), default=1.0, help="Above 1 for more and smaller ones.")
@click.option("--members", type=click.IntRange(min=1), default=10, help="Members to name of each.")
@options.limit(20)
@options.dates
@options.forms
def communities(
    directory: Path,
    *,
    resolution: float,
    members: int,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print the topics: groups of entities linked with each other more than with the rest, the largest first."""
    found = Graph(directory).communities(resolution=resolution, since=since, until=until)
    rows = [
        (group.name, len(group.members), [member.name for member in group.members[:members]]) for group in found[:limit]
    ]
    print_rows(
        ("community", "entities", "members"),
        rows if json else [(name, size, "; ".join(named)) for name, size, named in rows],
        headline=f"{counted(len(found), 'community', 'communities')}, {len(rows):,} shown"
        f"{options.window(since, until)}",
        about={"total": len(found)},
        key="communities",
        json=json,
        csv=csv,
    )

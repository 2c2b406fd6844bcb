"""``kg top``: the most important entities."""

from pathlib import Path

import click

from kg.asking.ranking import BY
from kg.commands import options
from kg.graph import Graph
from kg.terminal import print_rows


@click.command()
@options.directory
@click.option("--by", type=click.Choice(BY), default="papers", help="The measure.")
@options.type
@options.limit(20)
@options.dates
@options.forms
def top(
    directory: Path,
    *,
    by: str,
    type: str | None,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print the most important entities, by papers, centrality or rise."""
    found = Graph(directory).top(type=type, by=by, limit=limit, since=since, until=until)
    print_rows(
        ("name", "type", "papers", "score", "first", "last"),
        [
            (r.entity.name, r.entity.type, r.entity.papers, r.score, r.entity.first_seen, r.entity.last_seen)
            for r in found
        ],
        headline=f"top {len(found):,} by {by}{options.window(since, until)}",
        about={"by": by},
        key="top",
        json=json,
        csv=csv,
    )

"""``kg trends``: papers by year or month."""

from pathlib import Path

import click

from kg.asking.trends import PERIODS
from kg.commands import options
from kg.graph import Graph
from kg.terminal import print_rows


@click.command()
@options.directory
@click.argument("names", nargs=-1, help="Entities; those that rise when left out.")
@click.option("--by", type=click.Choice(list(PERIODS)), default="year", help="Length of a period.")
@options.type
@options.limit(20)
@options.dates
@options.forms
def trends(
    directory: Path,
    names: tuple[str, ...],
    *,
    by: str,
    type: str | None,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print in how many papers entities are mentioned, by year or month; without names, those that rise."""
    found = Graph(directory).trends(*names, by=by, type=type, limit=limit, since=since, until=until)
    print_rows(
        ("name", "type", "rise", *found.periods),
        [(trend.entity.name, trend.entity.type, trend.rise, *trend.papers) for trend in found.rows],
        headline=f"papers by {by}{options.window(since, until)}",
        about={"by": by, "totals": dict(zip(found.periods, found.totals, strict=True))},
        key="trends",
        json=json,
        csv=csv,
    )

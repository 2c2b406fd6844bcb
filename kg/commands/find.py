"""``kg find``: entities by name, as people type them."""

from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_rows


@click.command()
@options.directory
@click.argument("text", help="A name, its beginning, a part of it, or something like it.")
@options.type
@options.limit(10)
@options.dates
@options.forms
def find(
    directory: Path,
    text: str,
    *,
    type: str | None,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Find entities by name, the likeliest first: a name, its beginning, a part of it, or a slip of the keys."""
    found = Graph(directory).find(text, type=type, limit=limit, since=since, until=until)
    print_rows(
        ("name", "type", "papers", "matched", "by"),
        [(match.entity.name, match.entity.type, match.entity.papers, match.name, match.how) for match in found],
        headline=f"{text}: {counted(len(found), 'entity', 'entities')}{options.window(since, until)}",
        about={"text": text},
        key="found",
        json=json,
        csv=csv,
    )

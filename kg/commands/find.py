"""``kg find``: entities by name, as people type them."""

from typing import Annotated

import typer

from kg.commands.options import Csv, Directory, Json, Limit, Since, Type, Until, window
from kg.graph import Graph
from kg.terminal import counted, print_rows


def find(
    directory: Directory,
    text: Annotated[str, typer.Argument(help="A name, its beginning, a part of it, or something like it.")],
    *,
    type: Type = None,
    limit: Limit = 10,
    since: Since = None,
    until: Until = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Find entities by name, the likeliest first: a name, its beginning, a part of it, or a slip of the keys."""
    found = Graph(directory).find(text, type=type, limit=limit, since=since, until=until)
    print_rows(
        ("name", "type", "papers", "matched", "by"),
        [(match.entity.name, match.entity.type, match.entity.papers, match.name, match.how) for match in found],
        headline=f"{text}: {counted(len(found), 'entity', 'entities')}{window(since, until)}",
        about={"text": text},
        key="found",
        json=json,
        csv=csv,
    )

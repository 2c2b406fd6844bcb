"""``kg communities``: topics."""

from typing import Annotated

import typer

from kg.commands.options import Csv, Directory, Json, Limit, Since, Until, window
from kg.graph import Graph
from kg.terminal import counted, print_rows


def communities(
    directory: Directory,
    *,
    resolution: Annotated[float, typer.Option(min=0.01, help="Above 1 for more and smaller ones.")] = 1.0,
    members: Annotated[int, typer.Option(min=1, help="Members to name of each.")] = 10,
    limit: Limit = 20,
    since: Since = None,
    until: Until = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print the topics: groups of entities linked with each other more than with the rest, the largest first."""
    found = Graph(directory).communities(resolution=resolution, since=since, until=until)
    rows = [
        (group.name, len(group.members), [member.name for member in group.members[:members]]) for group in found[:limit]
    ]
    print_rows(
        ("community", "entities", "members"),
        rows if json else [(name, size, "; ".join(named)) for name, size, named in rows],
        headline=f"{counted(len(found), 'community', 'communities')}, {len(rows):,} shown{window(since, until)}",
        about={"total": len(found)},
        key="communities",
        json=json,
        csv=csv,
    )

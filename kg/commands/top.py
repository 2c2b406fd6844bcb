"""``kg top``: the most important entities."""

from enum import StrEnum
from typing import Annotated

import typer

from kg.commands.options import Csv, Directory, Json, Limit, Since, Type, Until, window
from kg.graph import Graph
from kg.terminal import print_rows


class By(StrEnum):
    """What entities can be ranked by."""

    PAPERS = "papers"
    PAGERANK = "pagerank"
    BETWEENNESS = "betweenness"
    RISING = "rising"


def top(
    directory: Directory,
    *,
    by: Annotated[By, typer.Option(help="The measure.")] = By.PAPERS,
    type: Type = None,
    limit: Limit = 20,
    since: Since = None,
    until: Until = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print the most important entities, by papers, centrality or rise."""
    found = Graph(directory).top(type=type, by=by, limit=limit, since=since, until=until)
    print_rows(
        ("name", "type", "papers", "score", "first", "last"),
        [
            (r.entity.name, r.entity.type, r.entity.papers, r.score, r.entity.first_seen, r.entity.last_seen)
            for r in found
        ],
        headline=f"top {len(found):,} by {by.value}{window(since, until)}",
        about={"by": by.value},
        key="top",
        json=json,
        csv=csv,
    )

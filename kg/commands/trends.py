"""``kg trends``: papers by year or month."""

from enum import StrEnum
from typing import Annotated

import typer

from kg.commands.options import Csv, Directory, Json, Limit, Since, Type, Until, window
from kg.graph import Graph
from kg.terminal import print_rows


class Period(StrEnum):
    """How long a period is."""

    YEAR = "year"
    MONTH = "month"


def trends(
    directory: Directory,
    names: Annotated[list[str] | None, typer.Argument(help="Entities; those that rise when left out.")] = None,
    *,
    by: Annotated[Period, typer.Option(help="Length of a period.")] = Period.YEAR,
    type: Type = None,
    limit: Limit = 20,
    since: Since = None,
    until: Until = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print in how many papers entities are mentioned, by year or month; without names, those that rise."""
    found = Graph(directory).trends(*names or (), by=by, type=type, limit=limit, since=since, until=until)
    print_rows(
        ("name", "type", "rise", *found.periods),
        [(trend.entity.name, trend.entity.type, trend.rise, *trend.papers) for trend in found.rows],
        headline=f"papers by {by.value}{window(since, until)}",
        about={"by": by.value, "totals": dict(zip(found.periods, found.totals, strict=True))},
        key="trends",
        json=json,
        csv=csv,
    )

"""Options that several commands have, and what they mean."""

from pathlib import Path
from typing import Annotated

import typer

from kg.dates import checked


def _day(text: str | None) -> str | None:
    try:
        return None if text is None else checked(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _alone(context: typer.Context, value: bool) -> bool:
    if value and context.params.get("json"):
        raise typer.BadParameter("--json and --csv are two forms of one answer; choose one")
    return value


Directory = Annotated[Path, typer.Argument(metavar="DIR", help="The graph directory.")]
Name = Annotated[str, typer.Argument(help="Name or alias of an entity.")]
Type = Annotated[str | None, typer.Option(help="Only entities of this type.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", callback=_day, help="Only papers from this year, month or day on.")
]
Until = Annotated[
    str | None, typer.Option(metavar="DATE", callback=_day, help="Only papers up to this year, month or day.")
]
Json = Annotated[bool, typer.Option("--json", is_eager=True, help="For programs.")]
Csv = Annotated[bool, typer.Option("--csv", callback=_alone, help="For spreadsheets.")]


def window(since: str | None, until: str | None) -> str:
    """The window in words, for headlines.

    Examples
    --------
    >>> window("2024", None)
    ', since 2024'
    """
    return "".join(f", {word} {day}" for word, day in (("since", since), ("until", until)) if day)

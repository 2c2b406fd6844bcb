"""Arguments and options that several commands have, and what they mean."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.dates import checked

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _day(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    try:
        return None if text is None else checked(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _alone(context: click.Context, _option: click.Parameter, value: bool) -> bool:
    if value and context.params.get("json"):
        raise click.BadParameter("--json and --csv are two forms of one answer; choose one")
    return value


PATH = click.Path(path_type=Path)

directory = click.argument("directory", type=PATH, metavar="DIR", help="The graph directory.")
type = click.option("--type", help="Only entities of this type.")
timeout = click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=60, metavar="SECONDS", help="How long it may take."
)
json = click.option("--json", is_flag=True, is_eager=True, help="For programs.")


def entity(parameter: str) -> Callable[[_Command], _Command]:
    """An argument that names an entity."""
    return click.argument(parameter, help="Name or alias of an entity.")


def limit(default: int, help: str = "At most so many.") -> Callable[[_Command], _Command]:
    """How much is shown."""
    return click.option("--limit", "-n", type=click.IntRange(min=1), default=default, help=help)


def dates(command: _Command) -> _Command:
    """The window of time: ``since`` and ``until``."""
    since = click.option("--since", metavar="DATE", callback=_day, help="Only papers from this year, month or day on.")
    until = click.option("--until", metavar="DATE", callback=_day, help="Only papers up to this year, month or day.")
    return since(until(command))


def forms(command: _Command) -> _Command:
    """The form of the answer: ``json`` and ``csv``, not both."""
    return json(click.option("--csv", is_flag=True, callback=_alone, help="For spreadsheets.")(command))


def window(since: str | None, until: str | None) -> str:
    """The window in words, for headlines.

    Examples
    --------
    >>> window("2024", None)
    ', since 2024'
    """
    return "".join(f", {word} {day}" for word, day in (("since", since), ("until", until)) if day)

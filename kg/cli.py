"""The ``kg`` command: looks commands up in their table, loads the one that is called, words its errors."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from kg import __version__
from kg.errors import KgError
from kg.registry import COMMANDS, load, plugins

_DEBUG = "--debug"
_INTERRUPTED = 130


def main() -> None:
    """Run the command line; the process ends with its exit status.

    0 done, 1 an error the user can act on, 2 wrong usage, 3 done but some input was skipped, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = [argument for argument in sys.argv[1:] if argument != _DEBUG]
    called = arguments[0] if arguments else None
    try:
        application(called, debug=_DEBUG in sys.argv)(arguments, prog_name="kg")
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)  # while the command was loaded


def application(called: str | None = None, *, debug: bool = False) -> typer.Typer:
    """Build the command line with the command that is called, or with every command named and none loaded.

    Parameters
    ----------
    called : str, optional
        Name of the command to load; of what is no command's name all are listed.
    debug : bool
        Whether errors show where they come from.

    Returns
    -------
    typer.Typer
        Call it with the arguments.
    """
    app = typer.Typer(
        name="kg",
        help="Builds a knowledge graph from paper abstracts, and answers questions from it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Add --debug to any command to see where an error comes from.",
    )
    app.callback()(_options)
    commands = COMMANDS
    if called not in commands:  # looking for those of other distributions takes time
        foreign = {name: (target, "From another distribution.") for name, target in plugins("commands").items()}
        commands = {**foreign, **COMMANDS}
    if called is not None and called in commands:
        app.command(called)(_guarded(load(commands[called][0]), debug=debug))
    else:
        for name, (_, summary) in commands.items():
            app.command(name, short_help=summary, help=summary)(_unloaded)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Take what stands before the command."""


def _unloaded() -> None:
    """Stand in for a command that was not called."""


def _guarded(function: Callable[..., None], *, debug: bool) -> Callable[..., None]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except KeyboardInterrupt:
            raise typer.Exit(_INTERRUPTED) from None
        except BrokenPipeError:
            sys.stderr.close()  # the reader has gone, and nobody is told twice
            raise typer.Exit(0) from None
        except KgError as error:
            if debug:
                raise
            from kg.terminal import say

            say(f"kg: {error}")
            raise typer.Exit(1) from None

    return run

"""The ``kg`` command: looks commands up in their table, loads the one that is called, words its errors."""

import gc
import sys
from collections.abc import Mapping
from typing import Any

import click

from kg import __version__, memory
from kg.errors import KgError
from kg.registry import COMMANDS, load, plugins

_DEBUG = "--debug"
_INTERRUPTED = 130


def main() -> None:
    """Run the command line; the process ends with its exit status.

    0 done, 1 an error the user can act on, 2 wrong usage, 3 done but some input was skipped, 130 interrupted.
    """
    memory.in_one_heap()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        application(sys.argv[1:], prog_name="kg")
    finally:
        gc.freeze()  # what is left goes with the process: nobody looks through it for garbage


class _Commands(click.Group):
    """The commands of the table and those of other distributions, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_with_foreign())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        commands = COMMANDS if cmd_name in COMMANDS else _with_foreign()
        if cmd_name not in commands:
            raise click.NoSuchCommand(cmd_name, possibilities=commands, ctx=ctx)
        command: click.Command = load(commands[cmd_name][0])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _with_foreign().items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.obj = _DEBUG in args  # wherever it stands
        return super().parse_args(ctx, [argument for argument in args if argument != _DEBUG])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            sys.stderr.close()  # the reader has gone, and nobody is told twice
            ctx.exit(0)
        except KgError as error:
            if ctx.obj:
                raise
            from kg.terminal import say

            say(f"kg: {error}")
            ctx.exit(1)


def _with_foreign() -> Mapping[str, tuple[str, str]]:
    foreign = {name: (target, "From another distribution.") for name, target in plugins("commands").items()}
    return {**foreign, **COMMANDS}


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    epilog="Add --debug to any command to see where an error comes from.",
)
@click.version_option(__version__, message="kg %(version)s", help="Print the version.")
def application() -> None:
    """Builds a knowledge graph from paper abstracts, and answers questions from it."""

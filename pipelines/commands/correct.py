"""``kg merge``, ``split``, ``rename``, ``retype`` and ``drop``: corrections by hand that every build applies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.terminal import say
from kg.types import ENTITY_TYPES


@click.command()
@options.directory
@click.argument("names", nargs=-1, required=True, metavar="NAME...", help="Names of one thing, its usual name first.")
def merge(directory: Path, names: tuple[str, ...]) -> None:
    """Make several entities one, now and in every build to come."""
    _correct(directory, "merge", {"names": [*names]}, names)


@click.command()
@options.directory
@options.entity("name")
@click.argument("aliases", nargs=-1, required=True, metavar="ALIAS...", help="Its names that are another thing.")
def split(directory: Path, name: str, aliases: tuple[str, ...]) -> None:
    """Make some names of an entity an entity of their own, now and in every build to come."""
    _correct(directory, "split", {"name": name, "aliases": [*aliases]}, [name, *aliases])


@click.command()
@options.directory
@options.entity("name")
@click.argument("to", help="What it is called.")
def rename(directory: Path, name: str, to: str) -> None:
    """Give an entity another name, now and in every build to come."""
    _correct(directory, "rename", {"name": name, "to": to}, [name])


@click.command()
@options.directory
@options.entity("name")
@click.argument("type", help=f"One of {', '.join(ENTITY_TYPES)}.")
def retype(directory: Path, name: str, type: str) -> None:
    """Give an entity another type, now and in every build to come."""
    _correct(directory, "retype", {"name": name, "type": type}, [name])


@click.command()
@options.directory
@options.entity("name")
def drop(directory: Path, name: str) -> None:
    """Take an entity out of the graph, now and in every build to come."""
    _correct(directory, "drop", {"name": name}, [name])


def _correct(directory: Path, kind: str, fields: Mapping[str, str | Sequence[str]], names: Sequence[str]) -> None:
    from kg import store
    from kg.errors import CorrectionError
    from pipelines.build import relink
    from pipelines.linking import corrections

    Graph(directory)
    path = directory / corrections.FILE
    with store.locked(directory):
        graph = Graph(directory)
        for name in names:
            graph.entity(name)  # a name that is not there is told with the nearest ones
        before = path.read_bytes() if path.exists() else None
        line = corrections.add(directory, kind, fields)
        effect = next(effect for effect in relink(directory) if effect.line == line)
        if not effect.applied:
            # what changes nothing is not kept
            path.unlink() if before is None else path.write_bytes(before)
            relink(directory)
            raise CorrectionError(effect.effect)
    say(f"{effect.effect} ({path}, line {line})")

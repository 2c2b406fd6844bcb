"""``kg merge``, ``split``, ``rename``, ``retype`` and ``drop``: corrections by hand that every build applies."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kg.graph import Graph
from kg.terminal import say
from kg.types import ENTITY_TYPES

_Directory = Annotated[Path, typer.Argument(help="The graph directory.")]
_Entity = Annotated[str, typer.Argument(help="Name or alias of an entity.", metavar="NAME")]


def merge(
    directory: _Directory,
    names: Annotated[list[str], typer.Argument(help="Names of one thing, its usual name first.", metavar="NAME...")],
) -> None:
    """Make several entities one, now and in every build to come."""
    _correct(directory, "merge", {"names": names}, names)


def split(
    directory: _Directory,
    name: _Entity,
    aliases: Annotated[list[str], typer.Argument(help="Its names that are another thing.", metavar="ALIAS...")],
) -> None:
    """Make some names of an entity an entity of their own, now and in every build to come."""
    _correct(directory, "split", {"name": name, "aliases": aliases}, [name, *aliases])


def rename(
    directory: _Directory, name: _Entity, to: Annotated[str, typer.Argument(help="What it is called.", metavar="TO")]
) -> None:
    """Give an entity another name, now and in every build to come."""
    _correct(directory, "rename", {"name": name, "to": to}, [name])


def retype(
    directory: _Directory,
    name: _Entity,
    type: Annotated[str, typer.Argument(help=f"One of {', '.join(ENTITY_TYPES)}.", metavar="TYPE")],
) -> None:
    """Give an entity another type, now and in every build to come."""
    _correct(directory, "retype", {"name": name, "type": type}, [name])


def drop(directory: _Directory, name: _Entity) -> None:
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

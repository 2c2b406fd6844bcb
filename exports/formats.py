"""The formats a graph is written in: the registry's table and what other distributions add to it."""

from pathlib import Path
from typing import Protocol, cast

from kg.graph import Graph
from kg.registry import EXPORTERS, load, plugins


class Exporter(Protocol):
    """What a module in the table of exporters has."""

    suffix: str

    def write(self, graph: Graph, path: Path) -> None:
        """Write a graph to a file."""


def formats() -> dict[str, str]:
    """Formats by name, each with the module that writes it."""
    return dict(sorted((plugins("exporters") | dict(EXPORTERS)).items()))


def exporter(name: str) -> Exporter:
    """Load the module of a format.

    Raises
    ------
    KeyError
        When there is no such format.
    """
    return cast("Exporter", load(formats()[name]))

"""The formats a graph is written in: the registry's table and what other distributions add to it."""

from pathlib import Path
from typing import Any, Protocol, cast

from kg.graph import Graph
from kg.registry import EXPORTERS, load, plugins


class Exporter(Protocol):
    """What a module or object in the table of exporters has.

    Attributes
    ----------
    suffix : str
        What names end in: it begins with a dot for a file, with a hyphen for a folder of files.
    """

    @property
    def suffix(self) -> str: ...  # noqa: D102

    def write(self, graph: Graph, path: Path, **options: Any) -> None:
        """Write a graph to a file or a new folder; options are those that the format has."""


def writes_folder(writer: Exporter) -> bool:
    """Whether a format is a folder of files."""
    return not writer.suffix.startswith(".")


def formats() -> dict[str, str]:
    """Formats by name, each with the module or object that writes it."""
    return dict(sorted((plugins("exporters") | dict(EXPORTERS)).items()))


def exporter(name: str) -> Exporter:
    """Load the writer of a format.

    Raises
    ------
    KeyError
        When there is no such format.
    """
    return cast("Exporter", load(formats()[name]))

"""``kg export``: the graph in a format that other tools read."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

import kg
from exports.files import replacing
from exports.formats import exporter, formats
from kg.terminal import print_line


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The graph directory.")],
    format: Annotated[str, typer.Option("-f", "--format", metavar="F", help=f"One of {', '.join(formats())}.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where to, - for standard output; DIR's name with the format's suffix here.",
        ),
    ] = None,
) -> None:
    """Write the graph in a format that other tools read."""
    if format not in formats():
        known = ", ".join(formats())
        raise typer.BadParameter(f"no format {format!r}; there are {known}", param_hint="'--format'")
    graph = kg.open(directory)
    writer = exporter(format)
    if output == Path("-"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "graph"
            writer.write(graph, path)
            with path.open("rb") as source:
                shutil.copyfileobj(source, sys.stdout.buffer)
        return
    path = output or Path(directory.resolve().stem + writer.suffix)
    with replacing(path) as beside:
        writer.write(graph, beside)
    print_line(str(path))

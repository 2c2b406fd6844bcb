"""``kg export``: the graph in a format that other tools read."""

import shutil
import sys
import tempfile
from inspect import signature
from pathlib import Path
from typing import Annotated, Any

import typer

import kg
from exports.cut import cut
from exports.files import replacing
from exports.formats import Exporter, exporter, formats, writes_folder
from exports.rdf.terms import BASE, checked_base
from kg.errors import ExportError
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
    *,
    focus: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this entity and what it is linked with.")
    ] = None,
    type: Annotated[
        list[str] | None, typer.Option(metavar="TYPE", help="Only entities of this type; may be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only papers from then on: 2025, 2025-09 or 2025-09-18.")
    ] = None,
    backbone: Annotated[bool, typer.Option("--backbone", help="Only the strongest links of each entity.")] = False,
    base_iri: Annotated[
        str, typer.Option("--base-iri", metavar="IRI", help="RDF: what the IRIs of the graph's things begin with.")
    ] = BASE,
    no_mentions: Annotated[
        bool, typer.Option("--no-mentions", help="RDF: leave out where in the texts entities are named.")
    ] = False,
    triple_terms: Annotated[
        bool, typer.Option("--triple-terms", help="RDF: weighted links name their triple (RDF 1.2).")
    ] = False,
) -> None:
    """Write the graph in a format that other tools read."""
    if format not in formats():
        known = ", ".join(formats())
        raise typer.BadParameter(f"no format {format!r}; there are {known}", param_hint="'--format'")
    writer = exporter(format)
    options = _rdf_options(writer, format, base_iri, no_mentions=no_mentions, triple_terms=triple_terms)
    whole = kg.open(directory)
    known_types = set(whole.table("entities").column("type").to_pylist())
    if unknown := sorted(set(type or ()) - known_types):
        message = f"no entity of type {', '.join(unknown)} in this graph; there are {', '.join(sorted(known_types))}"
        raise typer.BadParameter(message, param_hint="'--type'")
    try:
        graph = cut(whole, since=since, backbone=backbone, types=type or (), focus=focus)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--since'") from None
    if output == Path("-"):
        if writes_folder(writer):
            raise ExportError(f"{format} is a folder of files; name it with -o FOLDER")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "graph"
            writer.write(graph, path, **options)
            with path.open("rb") as source:
                shutil.copyfileobj(source, sys.stdout.buffer)
        return
    path = output or Path(directory.resolve().stem + writer.suffix)
    with replacing(path, folder=writes_folder(writer)) as beside:
        writer.write(graph, beside, **options)
    print_line(str(path))


def _rdf_options(
    writer: Exporter, format: str, base_iri: str, *, no_mentions: bool, triple_terms: bool
) -> dict[str, Any]:
    """The options of RDF that were given, as writers of RDF take them."""
    try:
        checked_base(base_iri)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--base-iri'") from None
    given: dict[str, Any] = {}
    if base_iri != BASE:
        given["base"] = base_iri
    if no_mentions:
        given["mentions"] = False
    if triple_terms:
        given["triple_terms"] = True
    if given and not given.keys() <= signature(writer.write).parameters.keys():
        raise typer.BadParameter(f"--base-iri, --no-mentions and --triple-terms are for RDF, which {format} is not")
    return given

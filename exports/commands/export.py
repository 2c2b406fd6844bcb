"""``kg export``: the graph in a format that other tools read."""

import shutil
import sys
import tempfile
from inspect import signature
from pathlib import Path
from typing import Any

import click

import kg
from exports.cut import cut
from exports.files import replacing
from exports.formats import Exporter, exporter, formats, writes_folder
from exports.rdf.terms import BASE, checked_base
from kg.commands import options
from kg.errors import ExportError
from kg.terminal import print_line


@click.command()
@options.directory
@click.option("-f", "--format", required=True, metavar="F", help=f"One of {', '.join(formats())}.")
@click.option(
    "-o",
    "--output",
    type=options.PATH,
    metavar="FILE",
    help="Where to, - for standard output; DIR's name with the format's suffix here.",
)
@click.option("--focus", metavar="NAME", help="Only this entity and what it is linked with.")
@click.option("--type", multiple=True, metavar="TYPE", help="Only entities of this type; may be repeated.")
@click.option("--since", metavar="DATE", help="Only papers from then on: 2025, 2025-09 or 2025-09-18.")
@click.option("--backbone", is_flag=True, help="Only the strongest links of each entity.")
@click.option("--base-iri", default=BASE, metavar="IRI", help="RDF: what the IRIs of the graph's things begin with.")
@click.option("--no-mentions", is_flag=True, help="RDF: leave out where in the texts entities are named.")
@click.option("--triple-terms", is_flag=True, help="RDF: weighted links name their triple (RDF 1.2).")
def export(
    directory: Path,
    *,
    format: str,
    output: Path | None,
    focus: str | None,
    type: tuple[str, ...],
    since: str | None,
    backbone: bool,
    base_iri: str,
    no_mentions: bool,
    triple_terms: bool,
) -> None:
    """Write the graph in a format that other tools read."""
    if format not in formats():
        known = ", ".join(formats())
        raise click.BadParameter(f"no format {format!r}; there are {known}", param_hint="'--format'")
    writer = exporter(format)
    given = _rdf_options(writer, format, base_iri, no_mentions=no_mentions, triple_terms=triple_terms)
    whole = kg.open(directory)
    known_types = set(whole.table("entities").column("type").to_pylist())
    if unknown := sorted(set(type) - known_types):
        message = f"no entity of type {', '.join(unknown)} in this graph; there are {', '.join(sorted(known_types))}"
        raise click.BadParameter(message, param_hint="'--type'")
    try:
        graph = cut(whole, since=since, backbone=backbone, types=type, focus=focus)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--since'") from None
    if output == Path("-"):
        if writes_folder(writer):
            raise ExportError(f"{format} is a folder of files; name it with -o FOLDER")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "graph"
            writer.write(graph, path, **given)
            with path.open("rb") as source:
                shutil.copyfileobj(source, sys.stdout.buffer)
        return
    path = output or Path(directory.resolve().stem + writer.suffix)
    with replacing(path, folder=writes_folder(writer)) as beside:
        writer.write(graph, beside, **given)
    print_line(str(path))


def _rdf_options(
    writer: Exporter, format: str, base_iri: str, *, no_mentions: bool, triple_terms: bool
) -> dict[str, Any]:
    """The options of RDF that were given, as writers of RDF take them."""
    try:
        checked_base(base_iri)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--base-iri'") from None
    given: dict[str, Any] = {}
    if base_iri != BASE:
        given["base"] = base_iri
    if no_mentions:
        given["mentions"] = False
    if triple_terms:
        given["triple_terms"] = True
    if given and not given.keys() <= signature(writer.write).parameters.keys():
        raise click.BadParameter(f"--base-iri, --no-mentions and --triple-terms are for RDF, which {format} is not")
    return given

"""``kg extract``: entities of each paper."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from kg.commands import options
from kg.schema import RECORDS, from_table, to_table
from kg.terminal import say
from kg.types import Paper
from pipelines.extractor import document_entities, load
from pipelines.readers import read_source
from pipelines.sources import find
from pipelines.works import merge


@click.command()
@click.argument(
    "sources", nargs=-1, required=True, metavar="SOURCE...", help="Files, folders, or - for standard input."
)
@click.option("--output", "-o", type=options.PATH, help="A file in place of standard output.")
@click.option("--model", default="default", help="The extractor: default, a path, or an installed package.")
def extract(sources: tuple[str, ...], *, output: Path | None, model: str) -> None:
    """Print the entities of each paper as JSON lines, in the form of annotated abstracts.

    Ends with status 3 where some input was skipped.
    """
    readings = [read_source(location) for location in find(sources)]
    skipped = [f"{source.path}:{skip.line}: {skip.reason}" for source, _ in readings for skip in source.skipped]
    papers, conflicts = merge((source.path, to_table(records, RECORDS)) for source, records in readings)
    for conflict in conflicts:
        say(str(conflict))
    extractor = load(model)
    with nullcontext(sys.stdout) if output is None else output.open("w", encoding="utf-8") as sink:
        for extraction in extractor.extract(from_table(papers, Paper)):
            line = {"id": extraction.paper, "entities": document_entities(extraction)}
            sink.write(json.dumps(line, ensure_ascii=False) + "\n")
            if extraction.failure:
                skipped.append(f"paper {extraction.paper}: {extraction.failure}")
    for reason in skipped:
        say(f"skipped: {reason}")
    if skipped:
        raise SystemExit(3)

"""``kg validate``: whether a graph's RDF keeps the shapes."""

from dataclasses import asdict
from itertools import islice
from pathlib import Path

import click

import kg
from exports.rdf.validation import violations
from kg.commands import options
from kg.errors import ExportError
from kg.terminal import counted, print_json, print_line, print_table

_SHOWN = 20
"""Violations that a table for people has."""


@click.command()
@options.directory
@options.json
def validate(directory: Path, *, json: bool) -> None:
    """Hold the graph's RDF to the shapes that ship with it."""
    found = list(violations(kg.open(directory)))
    if json:
        print_json({"conforms": not found, "violations": [asdict(violation) for violation in found]})
    elif found:
        shown = islice(found, _SHOWN)
        print_table(["thing", "property", "value", "message"], [tuple(asdict(item).values()) for item in shown])
    else:
        print_line("conforms")
    if found:
        more = f", the first {_SHOWN} shown" if len(found) > _SHOWN and not json else ""
        message = f"{counted(len(found), 'violation')} of the shapes{more}; run `kg build` again to mend the graph"
        raise ExportError(f"{directory}: {message}")

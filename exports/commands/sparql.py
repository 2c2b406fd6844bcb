"""``kg sparql``: questions to the graph's RDF."""

import sys
from pathlib import Path

import click

from exports.sparql import ask_within, value
from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_csv, print_document, print_json, print_line, print_table, say


@click.command()
@options.directory
@click.argument("query", help="SELECT, ASK, CONSTRUCT or DESCRIBE; - reads it from standard input.")
@options.limit(10_000, "At most so many rows or triples.")
@options.timeout
@click.option("--no-mentions", is_flag=True, help="Leave out where in the texts entities are named: a smaller store.")
@options.forms
def sparql(
    directory: Path,
    query: str,
    *,
    limit: int,
    timeout: float,
    no_mentions: bool,
    json: bool,
    csv: bool,
) -> None:
    """Ask the graph's RDF in SPARQL 1.1; the prefixes of the ontology are known.

    The first question makes the store, beside the tables; it may be deleted at will.
    """
    asked = sys.stdin.read() if query == "-" else query
    found = ask_within(Graph(directory), asked, seconds=timeout, rows=limit, mentions=not no_mentions)
    rows = [tuple(value(term) for term in row) for row in found.rows]
    if found.turtle is not None:
        print_document(found.turtle)
    elif found.truth is not None:
        if json:
            print_json({"head": {}, "boolean": found.truth})
        else:
            print_line("yes" if found.truth else "no")
    elif json:
        bindings = [
            {name: term for name, term in zip(found.variables, row, strict=True) if term is not None}
            for row in found.rows
        ]
        print_json({"head": {"vars": list(found.variables)}, "results": {"bindings": bindings}})
    elif csv:
        print_csv(found.variables, rows)
    else:
        print_table(found.variables, rows)
    if found.more:
        say(f"there is more than {counted(limit, 'row')}; --limit shows it")

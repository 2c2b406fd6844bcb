"""``kg cypher``: questions to the graph in Cypher."""

import sys
from pathlib import Path

import click

from kg.commands import options
from kg.cypher import ask
from kg.cypher import schema as tables
from kg.graph import Graph
from kg.terminal import counted, print_csv, print_json, print_line, print_table, say


@click.command()
@options.directory
@click.argument("query", required=False, help="One that reads; - reads it from standard input.")
@click.option("--schema", is_flag=True, help="Print the tables to ask, and stop.")
@options.limit(10_000, "At most so many rows.")
@options.timeout
@options.forms
def cypher(
    directory: Path,
    query: str | None,
    *,
    schema: bool,
    limit: int,
    timeout: float,
    json: bool,
    csv: bool,
) -> None:
    """Ask the graph in Cypher; needs the extra `cypher`.

    The first question makes the database, beside the tables; it may be deleted at will.
    """
    if schema:
        for line in tables():
            print_line(line)
        return
    if query is None:
        raise click.BadParameter("a query is missing; --schema shows what there is to ask")
    found = ask(Graph(directory), sys.stdin.read() if query == "-" else query, rows=limit, seconds=timeout)
    if json:
        print_json({"columns": list(found.columns), "rows": [list(row) for row in found.rows]})
    elif csv:
        print_csv(found.columns, found.rows)
    else:
        print_table(found.columns, found.rows)
    if found.more:
        say(f"there is more than {counted(limit, 'row')}; --limit shows it")

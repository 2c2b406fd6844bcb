"""``kg cypher``: questions to the graph in Cypher."""

import sys
from typing import Annotated

import typer

from kg.commands.options import Csv, Directory, Json
from kg.cypher import ask
from kg.cypher import schema as tables
from kg.graph import Graph
from kg.terminal import counted, print_csv, print_json, print_line, print_table, say


def cypher(
    directory: Directory,
    query: Annotated[str | None, typer.Argument(help="One that reads; - reads it from standard input.")] = None,
    *,
    schema: Annotated[bool, typer.Option("--schema", help="Print the tables to ask, and stop.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many rows.")] = 10_000,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="How long it may take.")] = 60,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Ask the graph in Cypher; needs the extra `cypher`.

    The first question makes the database, beside the tables; it may be deleted at will.
    """
    if schema:
        for line in tables():
            print_line(line)
        return
    if query is None:
        raise typer.BadParameter("a query is missing; --schema shows what there is to ask")
    found = ask(Graph(directory), sys.stdin.read() if query == "-" else query, rows=limit, seconds=timeout)
    if json:
        print_json({"columns": list(found.columns), "rows": [list(row) for row in found.rows]})
    elif csv:
        print_csv(found.columns, found.rows)
    else:
        print_table(found.columns, found.rows)
    if found.more:
        say(f"there is more than {counted(limit, 'row')}; --limit shows it")

"""``kg compare``: two entities side by side."""

from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_rows


@click.command()
@options.directory
@options.entity("a")
@options.entity("b")
@options.type
@options.limit(10)
@options.dates
@options.forms
def compare(
    directory: Path,
    a: str,
    b: str,
    *,
    type: str | None,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print what two entities are both mentioned with, and what with one alone; so many of each."""
    found = Graph(directory).compare(a, b, type=type, since=since, until=until)
    rows = [("both", n.entity.name, n.entity.type, n.a.papers, n.b.papers) for n in found.shared[:limit]]
    rows += [(found.a.name, n.entity.name, n.entity.type, n.edge.papers, 0) for n in found.only_a[:limit]]
    rows += [(found.b.name, n.entity.name, n.entity.type, 0, n.edge.papers) for n in found.only_b[:limit]]
    together = counted(found.edge.papers if found.edge else 0, "paper")
    print_rows(
        ("with", "name", "type", "papers_a", "papers_b"),
        rows,
        headline=f"{found.a.name} and {found.b.name}: together in {together}, {len(found.shared):,} shared neighbors, "
        f"{len(found.only_a):,} and {len(found.only_b):,} alone, similarity {found.similarity:.2f}"
        f"{options.window(since, until)}",
        about={
            "a": found.a.name,
            "b": found.b.name,
            "papers": found.edge.papers if found.edge else 0,
            "similarity": found.similarity,
            "shared": len(found.shared),
            "only_a": len(found.only_a),
            "only_b": len(found.only_b),
        },
        key="neighbors",
        json=json,
        csv=csv,
    )

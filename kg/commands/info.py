"""``kg info``: what is in a graph."""

from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_json, print_line, print_table


@click.command()
@options.directory
@options.json
def info(directory: Path, *, json: bool) -> None:
    """Print what is in a graph: by type, source and date, and what was skipped and why."""
    found = Graph(directory).info()
    if json:
        print_json(found)
        return
    dates = f", {found['first']} to {found['last']}" if found["first"] else ""
    print_line(
        f"{directory}: {counted(found['papers'], 'paper')} from {counted(found['listed'], 'listing')}{dates}", "bold"
    )
    print_line()
    print_table(("entities", "number"), found["entities"].items())
    print_line()
    print_table(("edges", "number"), found["edges"].items())
    chance, backbone = found["co_mentions"]["by_chance"], found["co_mentions"]["backbone"]
    print_line(f"chance alone may explain {counted(chance, 'co-mention')}; the backbone has {backbone:,}")
    print_line()
    rows = [
        (source["path"], source["format"] or "none", source["listed"], len(source["skipped"]))
        for source in found["sources"]
    ]
    print_table(("source", "format", "listed", "skipped"), rows)
    skipped = [
        (f"{source['path']}:{skip['line']}" if skip["line"] else source["path"], skip["reason"], skip["excerpt"])
        for source in found["sources"]
        for skip in source["skipped"]
    ]
    skipped += [(f"paper {failure['paper']}", failure["reason"], "") for failure in found["failures"]]
    if skipped:
        print_line()
        print_table(("skipped", "reason", "text"), skipped)
    for conflict in found["conflicts"]:
        print_line(f"note: {conflict}")
    for correction in found["corrections"]:
        verb = "correction" if correction["applied"] else "correction without effect"
        print_line(f"{verb}, line {correction['line']}: {correction['effect']}")
    for name in [*found["removed"]["sources"], *found["removed"]["papers"]]:
        print_line(f"removed: {name}")

"""``kg check``: whether a graph directory is whole."""

from pathlib import Path

import click

from kg.commands import options
from kg.terminal import counted, print_json, print_line, print_table
from pipelines.checking import check as find_damage


@click.command()
@options.directory
@options.json
def check(directory: Path, *, json: bool) -> None:
    """Name the files of a graph that are damaged or missing.

    Ends with status 1 where there are any; `kg build` with any source of the graph mends them.
    """
    damage = find_damage(directory)
    if json:
        print_json({"damage": [{"file": file, "held": held} for file, held in damage]})
    elif damage:
        print_line(f"{directory}: {counted(len(damage), 'file')} damaged or missing; `kg build` mends it", "bold")
        print_table(("file", "held"), damage)
    else:
        print_line(f"{directory}: whole")
    if damage:
        raise SystemExit(1)

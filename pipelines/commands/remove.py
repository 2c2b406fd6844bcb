"""``kg remove``: sources and papers out of a graph."""

from pathlib import Path

import click

from kg.commands import options
from kg.terminal import counted, say
from pipelines.build import remove as remove_from_graph


@click.command()
@options.directory
@click.argument(
    "names",
    nargs=-1,
    required=True,
    metavar="SOURCE|PAPER...",
    help="Paths of sources; ids or addresses of papers.",
)
@click.option("--model", default="default", help="The extractor that the graph was built with.")
def remove(directory: Path, names: tuple[str, ...], *, model: str) -> None:
    """Take sources or papers out of a graph, with all that came from them, and keep them out of builds to come."""
    sources, papers = remove_from_graph(names, directory, model=model)
    say(f"{directory}: {counted(sources, 'source')} and {counted(papers, 'paper')} fewer")

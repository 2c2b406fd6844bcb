"""``kg remove``: sources and papers out of a graph."""

from pathlib import Path
from typing import Annotated

import typer

from kg.terminal import counted, say
from pipelines.build import remove as remove_from_graph


def remove(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The graph directory.")],
    names: Annotated[
        list[str], typer.Argument(metavar="SOURCE|PAPER...", help="Paths of sources; ids or addresses of papers.")
    ],
    *,
    model: Annotated[str, typer.Option(help="The extractor that the graph was built with.")] = "default",
) -> None:
    """Take sources or papers out of a graph, with all that came from them, and keep them out of builds to come."""
    sources, papers = remove_from_graph(names, directory, model=model)
    say(f"{directory}: {counted(sources, 'source')} and {counted(papers, 'paper')} fewer")

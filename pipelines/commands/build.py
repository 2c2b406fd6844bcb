"""``kg build``: sources to a graph directory."""

from pathlib import Path
from typing import Annotated

import typer

from kg.graph import Graph
from kg.progress import progress
from kg.terminal import counted, print_json, say
from pipelines.build import build as build_graph


def build(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.", metavar="SOURCE...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The graph directory, by habit NAME.kg.")],
    *,
    model: Annotated[str, typer.Option(help="The extractor: default, a path, or an installed package.")] = "default",
    engine: Annotated[str, typer.Option(help="What does the work: local, or ray (beyond one machine).")] = "local",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that extract.", show_default="one a processor")
    ] = None,
    ray_address: Annotated[str | None, typer.Option(help="The cluster that --engine ray joins.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print what `kg info --json` prints.")] = False,
) -> None:
    """Read sources, extract and link: make a graph, or add to the one that is there.

    Ends with status 3 where some input was skipped; `kg info` lists it.
    """
    with progress() as tell:
        report = build_graph(
            sources, output, model=model, engine=engine, workers=workers, address=ray_address, progress=tell
        )
    info = Graph(output).info()
    if json:
        print_json(info)
    say(
        f"{output}: {info['papers']:,} papers from {info['listed']:,} listings in "
        f"{counted(len(info['sources']), 'source')}, {sum(info['entities'].values()):,} entities, "
        f"{info['edges'].get('co_mention', 0):,} co-mentions "
        f"(extracted {report.extracted:,} papers, reused {report.reused:,})"
    )
    found = info["co_mentions"]
    say(
        f"chance alone may explain {counted(found['by_chance'], 'co-mention')} (it takes many papers to rule it out); "
        f"the backbone has {found['backbone']:,}"
    )
    for effect in report.corrections:
        say(f"correction in line {effect.line}{'' if effect.applied else ' without effect'}: {effect.effect}")
    if report.conflicts:
        say(f"ids that stand for different works, kept apart: {report.conflicts:,}; `kg info {output}` lists them")
    if report.skipped:
        say(f"skipped: {report.skipped:,}; `kg info {output}` lists them with file, line and reason")
        raise typer.Exit(3)

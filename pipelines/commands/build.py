"""``kg build``: sources to a graph directory."""

from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.progress import progress
from kg.terminal import counted, print_json, say
from pipelines.build import build as build_graph


@click.command()
@click.argument(
    "sources", nargs=-1, required=True, metavar="SOURCE...", help="Files, folders, or - for standard input."
)
@click.option("--output", "-o", type=options.PATH, required=True, help="The graph directory, by habit NAME.kg.")
@click.option("--model", default="default", help="The extractor: default, a path, or an installed package.")
@click.option("--engine", default="local", help="What does the work: local, or ray (beyond one machine).")
@click.option("--workers", type=click.IntRange(min=1), show_default="one a processor", help="Processes that extract.")
@click.option("--ray-address", help="The cluster that --engine ray joins.")
@click.option("--json", is_flag=True, help="Print what `kg info --json` prints.")
def build(
    sources: tuple[str, ...],
    output: Path,
    *,
    model: str,
    engine: str,
    workers: int | None,
    ray_address: str | None,
    json: bool,
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
        raise SystemExit(3)

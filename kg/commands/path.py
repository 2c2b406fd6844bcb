"""``kg path``: how two entities hang together."""

from dataclasses import asdict
from pathlib import Path

import click

from kg.asking.paths import Step
from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_csv, print_json, print_line, print_sentence


@click.command()
@options.directory
@options.entity("a")
@options.entity("b")
@click.option("--papers", type=click.IntRange(min=0), default=1, help="Papers to show for each step.")
@options.dates
@options.forms
def path(
    directory: Path,
    a: str,
    b: str,
    *,
    papers: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print the chain of co-mentions with the most evidence between two entities, with the sentences of every step."""
    graph = Graph(directory)
    ends = [graph.between(since, until).entity(name) for name in (a, b)]
    steps = graph.path(a, b, since=since, until=until)
    if json:
        print_json({"a": ends[0].name, "b": ends[1].name, "steps": [_document(step, papers) for step in steps]})
        return
    if csv:
        rows = [(n, s.source.name, s.target.name, s.edge.papers, s.edge.fractional) for n, s in enumerate(steps, 1)]
        print_csv(("step", "from", "to", "papers", "fractional"), rows)
        return
    print_line(f"{ends[0].name} to {ends[1].name}: {counted(len(steps), 'step')}{options.window(since, until)}", "bold")
    if not steps:
        print_line("no co-mentions link them")
    for step in steps:
        print_line()
        print_line(f"{step.source.name} and {step.target.name}, in {counted(step.edge.papers, 'paper')}")
        for item in step.evidence[:papers]:
            print_line(f"  {item.paper.title} ({item.paper.date or 'no date'})")
            for sentence in item.sentences:
                print_sentence(sentence, indent=4)


def _document(step: Step, papers: int) -> dict[str, object]:
    return {
        "from": step.source.name,
        "to": step.target.name,
        "papers": step.edge.papers,
        "fractional": step.edge.fractional,
        "evidence": [
            {"id": item.paper.id, "title": item.paper.title, "sentences": [asdict(s) for s in item.sentences]}
            for item in step.evidence[:papers]
        ],
    }

"""``kg why``: what stands behind an edge or a merged name."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kg.commands import options
from kg.evidence import Evidence
from kg.graph import Graph
from kg.terminal import counted, print_csv, print_json, print_line, print_sentence
from kg.types import LedgerEntry


@click.command()
@options.directory
@click.argument("a", metavar="NAME", help="Name of an entity.")
@click.argument("b", metavar="NAME", help="Name of another entity, or another name of the same.")
@options.limit(20, "At most so many papers.")
@options.dates
@options.forms
def why(
    directory: Path,
    a: str,
    b: str,
    *,
    limit: int,
    since: str | None,
    until: str | None,
    json: bool,
    csv: bool,
) -> None:
    """Print the sentences behind the edge of two entities, or why two names are one entity."""
    graph = Graph(directory)
    first, second = graph.entity(a), graph.entity(b)
    if first.id == second.id:
        entries = graph.reasons(first.id, a) + graph.reasons(first.id, b)
        _print_reasons(graph, first.name, entries, json=json, csv=csv)
        return
    evidence = graph.why(first.id, second.id, since=since, until=until)
    if json:
        document = {"a": first.name, "b": second.name, "papers": [_evidence(item) for item in evidence]}
        print_json(document)
        return
    if csv:
        rows = [
            (item.paper.id, item.paper.title, item.paper.date, item.together, sentence.text)
            for item in evidence
            for sentence in item.sentences
        ]
        print_csv(("paper", "title", "date", "together", "sentence"), rows)
        return
    together = sum(item.together for item in evidence)
    print_line(
        f"{first.name} and {second.name}: {counted(len(evidence), 'paper')} mention both, {together:,} in one sentence",
        "bold",
    )
    for item in evidence[:limit]:
        print_line()
        print_line(f"{item.paper.title} ({item.paper.date or 'no date'}) {item.paper.url or item.paper.id}")
        for sentence in item.sentences:
            print_sentence(sentence)
    if len(evidence) > limit:
        print_line()
        print_line(f"{counted(len(evidence) - limit, 'more paper')}; --limit shows them")


def _evidence(item: Evidence) -> dict[str, Any]:
    paper = {"id": item.paper.id, "title": item.paper.title, "date": item.paper.date, "url": item.paper.url}
    return {**paper, "together": item.together, "sentences": [asdict(sentence) for sentence in item.sentences]}


def _print_reasons(graph: Graph, name: str, entries: list[LedgerEntry], *, json: bool, csv: bool) -> None:
    entries = list(dict.fromkeys(entries))
    if csv:
        print_csv(("name", "papers", "rule", "why"), [(e.alias, e.papers, e.rule, e.detail) for e in entries])
        return
    if json:
        print_json(
            {"entity": name, "ledger": [asdict(entry) | {"sentence": _shown(graph, entry)} for entry in entries]}
        )
        return
    for entry in entries:
        detail = f" ({entry.detail})" if entry.detail else ""
        print_line(f"{entry.alias} is {name}: {entry.rule}{detail}, in {counted(entry.papers, 'paper')}", "bold")
        sentence = _shown(graph, entry)
        if sentence is not None and entry.paper is not None:
            print_line(f"  {sentence}")
            print_line(f"  in: {graph.paper(entry.paper).title}")


def _shown(graph: Graph, entry: LedgerEntry) -> str | None:
    """Sentence that a ledger entry points at."""
    if entry.paper is None or entry.field is None:
        return None
    return graph.paper(entry.paper).text(entry.field)[entry.sentence_start : entry.sentence_end]

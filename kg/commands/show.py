"""``kg show``: one entity."""

from dataclasses import asdict
from pathlib import Path

import click

from kg.commands import options
from kg.graph import Graph
from kg.terminal import counted, print_json, print_line, print_sentence, print_table


@click.command()
@options.directory
@options.entity("name")
@options.limit(10, "At most so many papers and neighbours.")
@options.dates
@options.json
def show(directory: Path, name: str, *, limit: int, since: str | None, until: str | None, json: bool) -> None:
    """Print one entity: its aliases and why, its papers, its strongest neighbours."""
    graph = Graph(directory).between(since, until)
    entity = graph.entity(name)
    reasons = graph.reasons(entity.id)
    near = graph.neighbors(entity.id, limit=limit)
    evidence = graph.evidence(entity.id)
    published = graph.publications(entity.id)
    family = [
        item.entity.name for item in graph.neighbors(entity.id, kind="variant_of") if item.edge.source == entity.id
    ]
    variants = [
        item.entity.name for item in graph.neighbors(entity.id, kind="variant_of") if item.edge.target == entity.id
    ]
    types = graph.types(entity.id)
    if json:
        print_json(
            {
                "entity": asdict(entity),
                "types": types,
                "variant_of": family,
                "variants": variants,
                "ledger": [asdict(entry) for entry in reasons],
                "neighbors": [
                    {"name": item.entity.name, "type": item.entity.type, "papers": item.edge.papers} for item in near
                ],
                "papers": [
                    {"id": item.paper.id, "title": item.paper.title, "date": item.paper.date} for item in evidence
                ],
                "published": [{"id": paper.id, "title": paper.title, "date": paper.date} for paper in published],
            }
        )
        return
    seen = f", {entity.first_seen} to {entity.last_seen}" if entity.first_seen else ""
    counts = f"{counted(entity.mentions, 'mention')} in {counted(entity.papers, 'paper')}{seen}"
    print_line(f"{entity.name}  ({entity.type}, {counts})", "bold")
    for heading, names in (("variant of", family), ("variants", variants)):
        if names:
            print_line(f"{heading}: {', '.join(names)}")
    if set(types) - {entity.type}:
        print_line("taken for: " + ", ".join(f"{kind} in {counted(papers, 'paper')}" for kind, papers in types.items()))
    print_line()
    print_table(("name", "papers", "rule", "why"), [(e.alias, e.papers, e.rule, e.detail) for e in reasons])
    if near:
        print_line()
        rows = [(item.entity.name, item.entity.type, item.edge.papers, item.edge.fractional) for item in near]
        print_table(("neighbor", "type", "papers", "fractional"), rows)
    if published:
        print_line()
        print_line(f"listed with {counted(len(published), 'paper')}", "bold")
        for paper in published[:limit]:
            print_line(f"  {paper.title} ({paper.date or 'no date'})")
    if evidence:
        print_line()
        print_line(f"mentioned in {counted(len(evidence), 'paper')}", "bold")
    for item in evidence[:limit]:
        print_line(f"  {item.paper.title} ({item.paper.date or 'no date'})")
        print_sentence(item.sentences[-1], indent=4)

"""``kg evaluate``."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from kg.commands import options
from pipelines.evaluation import Agreement


@click.command()
@click.argument("model", required=False, help="default, a directory that kg train made, or a spaCy package.")
@click.argument("annotated", type=options.PATH, required=False, help="Annotated abstracts, JSON lines.")
@click.option("--pairs", type=options.PATH, help='Pairs of names for linking, JSON lines {"a", "b", "verdict"}.')
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def evaluate(model: str | None, annotated: Path | None, *, pairs: Path | None, as_json: bool) -> None:
    """Score an extractor against annotated abstracts: by type, over all types and for introduced ones.

    With --pairs, score linking on pairs of names instead: by kind and over all pairs.
    """
    if pairs is not None:
        if model is not None:
            raise click.BadParameter("--pairs needs neither a model nor annotated abstracts")
        report_pairs(pairs, as_json=as_json)
        return
    if model is None or annotated is None:
        raise click.BadParameter("a model and annotated abstracts, or --pairs")
    from pipelines import annotations, evaluation, extractor

    papers = annotations.read_texts([annotated])
    found = evaluation.predict(extractor.load(model).nlp, papers)
    report(evaluation.agreement({paper.id: paper.entities for paper in papers}, found), as_json=as_json)


def report(result: Mapping[str, Agreement], *, as_json: bool) -> None:
    """Print scores: a table for people, or one JSON object."""
    if as_json:
        rows = {
            name: {
                "precision": row.precision,
                "recall": row.recall,
                "f1": row.f1,
                "gold": row.gold,
                "predicted": row.predicted,
            }
            for name, row in result.items()
        }
        click.echo(json.dumps(rows))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("")
    for name in ("precision", "recall", "F1", "annotated", "found"):
        table.add_column(name, justify="right")
    for name, row in result.items():
        figures = (f"{each:.3f}" for each in (row.precision, row.recall, row.f1))
        table.add_row(Text(name), *figures, str(row.gold), str(row.predicted))
    Console().print(table)


def report_pairs(path: Path, *, as_json: bool) -> None:
    """Print the scores of linking on pairs of names."""
    from kg.terminal import print_json, print_table
    from pipelines.linking import pairs

    scores = pairs.score(pairs.read(path))
    if as_json:
        figures = ("precision", "recall", "f1", "right", "wrong", "missed", "apart")
        print_json({kind: {figure: getattr(row, figure) for figure in figures} for kind, row in scores.items()})
        return
    print_table(
        ("kind", "precision", "recall", "F1", "right", "wrong", "missed", "apart"),
        [
            (
                kind,
                f"{row.precision:.3f}",
                f"{row.recall:.3f}",
                f"{row.f1:.3f}",
                row.right,
                row.wrong,
                row.missed,
                row.apart,
            )
            for kind, row in scores.items()
        ],
    )

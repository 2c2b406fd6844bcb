"""``kg evaluate``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from pipelines.evaluation import Agreement


def evaluate(
    model: Annotated[str, typer.Argument(help="default, a directory that kg train made, or a spaCy package.")],
    annotated: Annotated[Path, typer.Argument(help="Annotated abstracts, JSON lines.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Score an extractor against annotated abstracts, by type, over all types and for introduced ones."""
    from pipelines import annotations, evaluation, extractor

    papers = annotations.read_texts([annotated])
    found = evaluation.predict(extractor.load(model), papers)
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
        typer.echo(json.dumps(rows))
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

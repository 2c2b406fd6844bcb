"""``kg train``."""

from pathlib import Path
from typing import Annotated

import typer


def train(
    annotated: Annotated[list[Path], typer.Argument(help="Annotated abstracts, JSON lines.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory for the model.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same model.")] = 0,
    dev: Annotated[
        str | None,
        typer.Option(help="Score on these: a file of annotated abstracts, or a share such as 0.2 to set aside."),
    ] = None,
    vectors: Annotated[
        str, typer.Option(help="Word vectors: default, none, a table that floret wrote, or a model's directory.")
    ] = "default",
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the abstracts.")] = None,
) -> None:
    """Train an extractor from annotated abstracts; the types are theirs."""
    from rich.console import Console

    from kg.errors import AnnotationError
    from pipelines import annotations, evaluation, extractor, training
    from pipelines.commands.evaluate import report

    progress = Console(stderr=True)
    papers = annotations.read_texts(annotated)
    held: list[annotations.AnnotatedPaper] = []
    if dev is not None:
        try:
            papers, held = training.split(papers, float(dev), salt="dev")
        except ValueError:
            held = annotations.read_texts([Path(dev)])
        if not held:
            raise AnnotationError(f"--dev {dev}: sets no paper aside")
    sources = {"default": extractor.DEFAULT, "none": None}
    nlp = training.train(
        papers,
        vectors=sources.get(vectors, Path(vectors)),
        seed=seed,
        epochs=epochs or training.EPOCHS,
        log=progress.print,
    )
    nlp.to_disk(output)
    progress.print(f"model written to {output}")
    if held:
        found = evaluation.predict(extractor.load(str(output)), held)
        report(evaluation.agreement({paper.id: paper.entities for paper in held}, found), as_json=False)

"""``kg train``."""

from pathlib import Path
from typing import Annotated

import typer


def train(
    annotated: Annotated[list[Path], typer.Argument(help="Annotated abstracts, JSON lines.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory for the model.")],
    more: Annotated[list[Path] | None, typer.Option(help="Abstracts annotated with less care, learnt first.")] = None,
    texts: Annotated[
        list[str] | None, typer.Option(help="Papers, in any format that is read, for annotations without a text.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same model.")] = 0,
    dev: Annotated[
        str | None,
        typer.Option(help="Score on these: a file of annotated abstracts, or a share such as 0.2 to set aside."),
    ] = None,
    *,
    then_learn: Annotated[
        bool, typer.Option("--then-learn", help="Once scored, learn from the papers of --dev as well.")
    ] = False,
    encoder: Annotated[
        Path | None, typer.Option(help="Directory of a BERT encoder to fine-tune (config.json, model.safetensors).")
    ] = None,
    teachers: Annotated[
        int, typer.Option(min=0, help="Larger encoders that first say of --unlabelled what the model learns.")
    ] = 0,
    unlabelled: Annotated[
        list[str] | None, typer.Option(help="Papers for the teachers to judge, in any format that is read.")
    ] = None,
    vectors: Annotated[
        str, typer.Option(help="Without an encoder, word vectors: default, none, or a table that floret wrote.")
    ] = "default",
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the abstracts.")] = None,
) -> None:
    """Train an extractor from annotated abstracts; the types are theirs."""
    from rich.console import Console
    from spacy.language import Language

    from kg.errors import AnnotationError
    from pipelines import annotations, evaluation, extractor, training
    from pipelines.commands.evaluate import report

    progress = Console(stderr=True)
    sources = texts or []
    papers = annotations.read_texts(annotated, sources)
    held: list[annotations.AnnotatedPaper] = []
    if dev is not None:
        try:
            papers, held = training.split(papers, float(dev), salt="dev")
        except ValueError:
            held = annotations.read_texts([Path(dev)], sources)
        if not held:
            raise AnnotationError(f"--dev {dev}: sets no paper aside")

    def scored(nlp: Language) -> None:
        found = evaluation.predict(extractor.Extractor(nlp, ""), held)
        report(evaluation.agreement({paper.id: paper.entities for paper in held}, found), as_json=False)

    titles = [paper.title for paper in (*papers, *held)]
    judged = training.texts(unlabelled or (), without=titles) if teachers else []
    known = {"default": extractor.VECTORS, "none": None}
    nlp = training.train(
        papers,
        annotations.read_texts(more, sources) if more else (),
        held if then_learn else (),
        unlabelled=judged,
        teachers=teachers,
        encoder=encoder,
        vectors=known.get(vectors, Path(vectors)),
        seed=seed,
        epochs=epochs,
        before_last=scored if held and then_learn else lambda _: None,
        log=progress.print,
    )
    # Of the vocabulary only vectors matter; its strings are the words of the annotated texts.
    nlp.to_disk(output, exclude=() if nlp.vocab.vectors.size else ("vocab",))
    progress.print(f"model written to {output}")
    if held and not then_learn:
        scored(extractor.load(str(output)).nlp)

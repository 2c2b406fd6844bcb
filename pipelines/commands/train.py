"""``kg train``."""

from pathlib import Path

import click

from kg.commands import options


@click.command()
@click.argument("annotated", type=options.PATH, nargs=-1, required=True, help="Annotated abstracts, JSON lines.")
@click.option("--output", "-o", type=options.PATH, required=True, help="Directory for the model.")
@click.option(
    "--more",
    type=options.PATH,
    multiple=True,
    help="Abstracts annotated with less care, learnt first; may be repeated.",
)
@click.option(
    "--texts",
    multiple=True,
    help="Papers, in any format that is read, for annotations without a text; may be repeated.",
)
@click.option("--seed", default=0, help="The same seed gives the same model.")
@click.option("--dev", help="Score on these: a file of annotated abstracts, or a share such as 0.2 to set aside.")
@click.option("--then-learn", is_flag=True, help="Once scored, learn from the papers of --dev as well.")
@click.option(
    "--encoder",
    type=options.PATH,
    help="Directory of a BERT encoder to fine-tune (config.json, model.safetensors).",
)
@click.option(
    "--teachers",
    type=click.IntRange(min=0),
    default=0,
    help="Larger encoders that first say of --unlabelled what the model learns.",
)
@click.option(
    "--unlabelled", multiple=True, help="Papers for the teachers to judge, in any format that is read; may be repeated."
)
@click.option(
    "--vectors",
    default="default",
    help="Without an encoder, word vectors: default, none, or a table that floret wrote.",
)
@click.option("--epochs", type=click.IntRange(min=1), help="Passes over the abstracts.")
def train(
    annotated: tuple[Path, ...],
    *,
    output: Path,
    more: tuple[Path, ...],
    texts: tuple[str, ...],
    seed: int,
    dev: str | None,
    then_learn: bool,
    encoder: Path | None,
    teachers: int,
    unlabelled: tuple[str, ...],
    vectors: str,
    epochs: int | None,
) -> None:
    """Train an extractor from annotated abstracts; the types are theirs."""
    from rich.console import Console
    from spacy.language import Language

    from kg.errors import AnnotationError
    from pipelines import annotations, evaluation, extractor, training
    from pipelines.commands.evaluate import report

    progress = Console(stderr=True)
    papers = annotations.read_texts(annotated, texts)
    held: list[annotations.AnnotatedPaper] = []
    if dev is not None:
        try:
            papers, held = training.split(papers, float(dev), salt="dev")
        except ValueError:
            held = annotations.read_texts([Path(dev)], texts)
        if not held:
            raise AnnotationError(f"--dev {dev}: sets no paper aside")

    def scored(nlp: Language) -> None:
        found = evaluation.predict(nlp, held)
        report(evaluation.agreement({paper.id: paper.entities for paper in held}, found), as_json=False)

    titles = [paper.title for paper in (*papers, *held)]
    judged = training.texts(unlabelled, without=titles) if teachers else []
    known = {"default": extractor.VECTORS, "none": None}
    nlp = training.train(
        papers,
        annotations.read_texts(more, texts) if more else (),
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

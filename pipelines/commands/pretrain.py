"""``kg pretrain``."""

from pathlib import Path

import click

from kg.commands import options


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", help="Papers, in any format that is read.")
@click.option(
    "--encoder",
    type=options.PATH,
    required=True,
    help="Directory of a BERT encoder (config.json, model.safetensors).",
)
@click.option("--output", "-o", type=options.PATH, required=True, help="Directory for the encoder, for `kg train`.")
@click.option("--seed", default=0, help="The same seed gives the same encoder.")
@click.option("--epochs", type=click.IntRange(min=1), default=2, help="Passes over the papers.")
def pretrain(sources: tuple[str, ...], *, encoder: Path, output: Path, seed: int, epochs: int) -> None:
    """Teach an encoder the words of papers, before it is shown any annotation."""
    from rich.console import Console

    from kg.errors import MissingExtraError
    from pipelines.training import texts

    try:
        from pipelines.training.pretraining import pretrained
    except ImportError as error:
        raise MissingExtraError(f"pretraining needs {error.name}: pip install 'papers-kg[encoder]'") from error
    progress = Console(stderr=True)
    pretrained(texts(sources), encoder, output, seed=seed, epochs=epochs, log=progress.print)
    progress.print(f"encoder written to {output}")

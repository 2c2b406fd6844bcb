"""``kg pretrain``."""

from pathlib import Path
from typing import Annotated

import typer


def pretrain(
    sources: Annotated[list[str], typer.Argument(help="Papers, in any format that is read.", metavar="SOURCE...")],
    encoder: Annotated[Path, typer.Option(help="Directory of a BERT encoder (config.json, model.safetensors).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory for the encoder, for `kg train`.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same encoder.")] = 0,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the papers.")] = 2,
) -> None:
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

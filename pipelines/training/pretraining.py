"""Reading of many texts before any annotation is seen: words are hidden, and an encoder learns to guess them."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.errors import ModelError
from pipelines.extraction import pipeline
from pipelines.extraction.word_pieces import SEPARATOR, Window
from pipelines.training import fitting, network
from pipelines.training.marking import Log
from pipelines.training.network import Dropout, Network
from pipelines.training.windows import padded

_DEPTHS = (network.LAYERS, network.TEACHER_LAYERS)
"""Layers that learn to guess, each the last one of an encoder that a recogniser is made of."""
_RATE = 4e-4
_PIECES = 32_000
"""Word pieces in a batch, padding included."""
_HIDDEN = 0.2
"""Share of the words that are to be guessed."""
_MASKED, _CHANGED = 0.8, 0.1
"""Of their pieces, the shares that are hidden behind ``[MASK]`` and that are another one; the rest can be seen."""


class Guesses(nn.Module):
    """An encoder with guesses of hidden words on top of some of its layers.

    Parameters
    ----------
    encoder : Network
        What is taught.
    mask : int
        Number of ``[MASK]``.
    depths : sequence of int
        Layers that guess, counted from 1: each can be the last one of a smaller encoder.
    """

    def __init__(self, encoder: Network, mask: int, depths: Sequence[int]) -> None:
        super().__init__()
        rows, width = encoder.pieces.weight.shape
        self.encoder, self.mask, self.chosen = encoder, mask, sorted(depths)
        self.heads = nn.ModuleList(
            nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width, eps=1e-12)) for _ in self.chosen
        )
        self.bias = nn.Parameter(torch.zeros(rows))

    def loss(self, batch: Sequence[Window], dropout: Dropout) -> Tensor:
        """Cross-entropy a hidden piece, whole words being hidden; the mean over the layers that guess."""
        device = self.bias.device
        pieces, shapes, text, rows, columns = padded(batch, device)
        hidden, seen = self._hide(pieces, shapes, rows, columns, dropout.random)
        found = list(self.encoder.depths(seen, shapes, text, dropout))
        losses = [
            functional.cross_entropy(
                functional.linear(head(found[depth - 1][hidden]), self.encoder.pieces.weight, self.bias),
                pieces[hidden],
            )
            for depth, head in zip(self.chosen, self.heads, strict=True)
        ]
        return torch.stack(losses).mean()

    def _hide(
        self, pieces: Tensor, shapes: Tensor, rows: Tensor, columns: Tensor, random: Any
    ) -> tuple[Tensor, Tensor]:
        """Where there is something to guess, and the pieces with that hidden."""
        begins = torch.zeros_like(pieces)
        begins[rows, columns] = 1
        word = begins.cumsum(1)
        drawn = torch.rand(pieces.shape, generator=random, device=pieces.device).gather(
            1, word.clamp(max=word.shape[1] - 1)
        )
        hidden = (drawn < _HIDDEN) & (shapes != SEPARATOR)
        kind = torch.rand(pieces.shape, generator=random, device=pieces.device)
        other = torch.randint(len(self.bias), pieces.shape, generator=random, device=pieces.device)
        seen = torch.where(hidden & (kind < _MASKED), self.mask, pieces)
        return hidden, torch.where(hidden & (kind >= 1 - _CHANGED), other, seen)


def pretrained(texts: Sequence[str], base: Path, folder: Path, *, seed: int, epochs: int, log: Log) -> None:
    """Write an encoder that was taught the words of texts.

    Parameters
    ----------
    texts : sequence of str
        In any order.
    base, folder : Path
        Directories of the encoder to begin with, and of the one that is made.
    seed, epochs, log
        As :func:`pretrain` takes them.

    Raises
    ------
    ModelError
        When the encoder cannot be read, or its tokenizer has no ``[MASK]``.
    """
    nlp, pieces = pipeline.blank(), network.pieces(base)
    try:
        mask = pieces.mask
    except ValueError as error:
        raise ModelError(f"{base}: {error}, so words cannot be hidden from it; take another encoder") from error
    sentences = nlp.create_pipe("kg_sentences")
    windows = [window for text in texts for window in pieces.windows(sentences(nlp.make_doc(text)))]
    torch.manual_seed(seed)
    read = network.load(base, network.TEACHER_LAYERS, 1)
    log(f"reading {len(texts)} texts, {epochs} times")
    pretrain(
        read,
        windows,
        mask=mask,
        depths=sorted({min(each, len(read.layers)) for each in _DEPTHS}),
        seed=seed,
        epochs=epochs,
        log=log,
    )
    network.save(read, base, folder)


def pretrain(
    encoder: Network, windows: Sequence[Window], *, mask: int, depths: Sequence[int], seed: int, epochs: int, log: Log
) -> None:
    """Teach an encoder the words of texts (masked language modelling, Devlin et al. 2019, doi:10.18653/v1/N19-1423).

    Parameters
    ----------
    encoder : Network
        Its scores stay as they are.
    windows : sequence of Window
        The texts.
    mask : int
        Number of ``[MASK]`` in its vocabulary.
    depths : sequence of int
        Layers that learn to guess (deep supervision, Lee et al. 2015, arXiv:1409.5185).
    seed : int
        The same seed and texts give the same weights on the same machine.
    epochs : int
        Passes over the texts.
    log : callable
        Takes lines of progress.
    """
    torch.manual_seed(seed)
    device, order = fitting.device(), Random(seed)  # noqa: S311 -- shuffling, no secret
    guesses = Guesses(encoder, mask, depths).to(device)
    encoder.scores.requires_grad_(False)
    lengths = [len(window.pieces) for window in windows]
    fitting.fit(
        guesses,
        windows,
        (fitting.batches(lengths, _PIECES, order) for _ in range(epochs)),
        guesses.loss,
        new=[guesses.heads, encoder.shapes],
        rate=_RATE,
        dropouts=fitting.dropouts(seed, device),
        log=log,
    )
    encoder.scores.requires_grad_(True)

"""Words with what a recogniser shall say of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from spacy.tokens import Doc, Span
from torch import Tensor
from torch.nn import functional

from pipelines.extraction.candidates import Floats
from pipelines.extraction.lexicon import OWN
from pipelines.extraction.word_pieces import Window, WordPieces
from pipelines.training import fitting
from pipelines.training.marking import Log
from pipelines.training.network import Dropout, Network
from pipelines.training.windows import padded

RATE = 3e-4
LATER = 1 / 3
"""Share of that rate when a network learns again."""
_PIECES = 2500
_OWN_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A window with the truth, or what teachers say, of its words.

    Attributes
    ----------
    window : Window
        The text.
    tags : ndarray of shape (words, 1 + 2 * types)
        Probabilities of ``O`` and of ``B`` and ``I`` of each type.
    own : ndarray of shape (words,)
        Probability that the paper introduces what the word is of; counts as much as the word is of a name.
    """

    window: Window
    tags: Floats
    own: Floats


def examples(pieces: WordPieces, doc: Doc, ents: Sequence[Span], types: Sequence[str]) -> Iterator[Example]:
    """Make examples of a document with sentences, and of all that it names."""
    tags, own = np.zeros((len(doc), 1 + 2 * len(types)), np.float32), np.zeros(len(doc), np.float32)
    tags[:, 0] = 1
    for ent in ents:
        begin = 1 + 2 * types.index(ent.label_)
        tags[ent.start : ent.end, 0] = 0
        tags[ent.start, begin] = 1
        tags[ent.start + 1 : ent.end, begin + 1] = 1
        own[ent.start : ent.end] = ent.kb_id_ == OWN
    for window in pieces.windows(doc):
        yield Example(window, tags[window.words], own[window.words])


def loss(network: Network, batch: Sequence[Example], dropout: Dropout) -> Tensor:
    """Cross-entropy a word of the tags, with a share of that of what is the paper's own a word of names."""
    device = network.norm.weight.device
    pieces, shapes, text, rows, columns = padded([example.window for example in batch], device)
    scores = network(pieces, shapes, text, dropout)[rows, columns]
    tags = torch.from_numpy(np.concatenate([example.tags for example in batch])).to(device, torch.float32)
    own = torch.from_numpy(np.concatenate([example.own for example in batch])).to(device, torch.float32)
    named = 1 - tags[:, 0]
    mine = functional.binary_cross_entropy_with_logits(scores[:, -1], own, named, reduction="sum")
    return functional.cross_entropy(scores[:, :-1], tags) + _OWN_WEIGHT * mine / named.sum().clamp(min=1)


def learn(
    network: Network,
    examples: Sequence[Example],
    times: int,
    *,
    rate: float = RATE,
    pieces: int = _PIECES,
    seed: int,
    log: Log,
) -> None:
    """Go over examples; the network moves to the device that trains, and stays there.

    Parameters
    ----------
    network : Network
        Its word pieces and places stay as they are: they know thousands of words that the annotated papers have not.
    examples : sequence of Example
        In any order.
    times : int
        Passes over them.
    rate : float
        Learning rate at its height.
    pieces : int
        Word pieces in a batch, padding included.
    seed : int
        Of the order and of dropout.
    log : callable
        Takes lines of progress.
    """
    order, device = Random(seed), fitting.device()  # noqa: S311 -- shuffling, no secret
    network.pieces.requires_grad_(False)
    network.places.requires_grad_(False)
    sizes = [len(example.window.pieces) for example in examples]
    fitting.fit(
        network.to(device),
        examples,
        (fitting.batches(sizes, pieces, order) for _ in range(times)),
        lambda batch, dropout: loss(network, batch, dropout),
        new=[network.shapes, network.scores],
        rate=rate,
        dropouts=fitting.dropouts(seed, device),
        log=log,
    )

"""Fine-tuning of an encoder into a recogniser."""

import random
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from kg.errors import ModelError
from pipelines.extraction.lexicon import OWN
from pipelines.extraction.word_pieces import SHAPES, Window, WordPieces
from pipelines.training import network
from pipelines.training.marking import Log

LAYERS = 4
"""Of the encoder's layers, from below: the more, the slower."""
_RATE = 3e-4
_LATER = 1 / 3
"""Share of that rate when it learns again."""
_NEW_RATE = 5
"""How much faster learns what is not of the encoder."""
_WARM = 0.1
_DECAY = 0.01
_PIECES = 2500
"""Word pieces in a batch, padding included."""
_AVERAGE = 0.998
_OWN_WEIGHT = 0.3
_SHARES = 2
"""Parts of a batch that are worked on side by side; the result does not depend on the number of processors."""

Example = tuple[Window, npt.NDArray[np.int64], npt.NDArray[np.float32]]
"""A window with the tag of each of its words and, for words of names, 1 where the paper introduces it (else -1)."""


class EncoderLearner:
    """Teaches an encoder to be a pipeline's ``ner``.

    Parameters
    ----------
    nlp : Language
        A pipeline without ``ner``; it gets one.
    base : Path
        A trained encoder: ``config.json``, ``model.safetensors`` and ``tokenizer.json``.
    types : list of str
        Entity types.
    seed : int
        The same seed and papers give the same weights on the same machine.
    log : callable
        Takes lines of progress.

    Raises
    ------
    ModelError
        When the encoder cannot be read.
    """

    epochs, last_epochs = 3, 1

    def __init__(self, nlp: Language, base: Path, types: list[str], *, seed: int, log: Log) -> None:
        torch.manual_seed(seed)
        self.nlp, self.types, self.log = nlp, types, log
        try:
            self.pieces = WordPieces(Tokenizer.from_file(str(base / "tokenizer.json")))
        except Exception as error:  # tokenizers raises nothing narrower
            raise ModelError(f"{base}: holds no tokenizer.json that can be read: {error}") from error
        self.network = network.load(base, LAYERS, len(types))
        self.component: Any = nlp.add_pipe("kg_encoder", name="ner")
        self.rate = _RATE
        self.order = random.Random(seed)  # noqa: S311 -- shuffling, no secret
        self.dropouts = [network.Dropout(seed * _SHARES + share) for share in range(_SHARES)]

    def learn(self, docs: Sequence[Doc], times: int) -> None:
        """Go over marked documents, the second time and later with less to change."""
        examples = [example for doc in docs for example in self._examples(doc)]
        weights = [each for each in self.network.parameters() if each.requires_grad]
        new = {id(each) for part in (self.network.shapes, self.network.scores) for each in part.parameters()}
        optimizer = torch.optim.AdamW(
            [
                {"params": [each for each in weights if id(each) not in new], "lr": self.rate},
                {"params": [each for each in weights if id(each) in new], "lr": self.rate * _NEW_RATE},
            ],
            weight_decay=_DECAY,
        )
        passes = [list(self._batches(examples)) for _ in range(times)]
        total = sum(map(len, passes))
        warm = max(1.0, total * _WARM)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / warm, max(0.0, (total - step) / max(1.0, total - warm)))
        )
        averages, step, threads = [each.detach().clone() for each in weights], 0, torch.get_num_threads()
        torch.set_num_threads(1)
        with ThreadPoolExecutor(_SHARES) as pool:
            for number, batches in enumerate(passes, 1):
                losses = 0.0
                for batch in batches:
                    losses += self._gradients(pool, [examples[index] for index in batch], weights)
                    torch.nn.utils.clip_grad_norm_(weights, 1.0)
                    optimizer.step()
                    schedule.step()
                    step += 1
                    keep = min(_AVERAGE, (1 + step) / (10 + step))
                    with torch.no_grad():
                        for average, weight in zip(averages, weights, strict=True):
                            average.lerp_(weight, 1 - keep)
                self.log(f"pass {number} of {times}: loss {losses / max(1, len(batches)):.4f}")
        torch.set_num_threads(threads)
        self.rate = _RATE * _LATER
        with torch.no_grad():
            for average, weight in zip(averages, weights, strict=True):
                weight.copy_(average)

    def install(self) -> None:
        """Put what was learnt into the pipeline's component."""
        self.component.set_network(export(self.network), self.pieces, self.types)

    def _examples(self, source: Doc) -> Iterator[Example]:
        doc = self.nlp.make_doc(source.text)
        self.nlp.get_pipe("kg_sentences")(doc)
        tags, own = np.zeros(len(doc), np.int64), np.full(len(doc), -1, np.float32)
        for ent in source.ents:
            begin = 1 + 2 * self.types.index(ent.label_)
            tags[ent.start : ent.end] = begin + 1
            tags[ent.start] = begin
            own[ent.start : ent.end] = ent.kb_id_ == OWN
        for window in self.pieces.windows(doc):
            yield window, tags[window.words], own[window.words]

    def _batches(self, examples: Sequence[Example]) -> Iterator[list[int]]:
        """Positions of examples of like length, in chance order."""
        lengths = [len(window.pieces) for window, _, _ in examples]
        order = sorted(range(len(examples)), key=lambda index: lengths[index] + self.order.random() * 30)
        batches: list[list[int]] = [[]]
        for index in order:
            if batches[-1] and (len(batches[-1]) + 1) * lengths[index] > _PIECES:
                batches.append([])
            batches[-1].append(index)
        self.order.shuffle(batches)
        yield from filter(None, batches)

    def _gradients(self, pool: ThreadPoolExecutor, batch: Sequence[Example], weights: Sequence[Tensor]) -> float:
        """Set the gradients of the batch's mean loss, and give it."""
        words = sum(len(tags) for _, tags, _ in batch)
        named = max(1, sum(int((own >= 0).sum()) for _, _, own in batch))

        def work(share: int) -> tuple[float, Sequence[Tensor]]:
            examples = batch[share::_SHARES]
            if not examples:
                return 0.0, []
            windows = _padded([window for window, _, _ in examples])
            scores = self.network(*windows[:3], self.dropouts[share])[windows[3], windows[4]]
            tags = torch.from_numpy(np.concatenate([tags for _, tags, _ in examples]))
            own = torch.from_numpy(np.concatenate([own for _, _, own in examples]))
            loss = functional.cross_entropy(scores[:, :-1], tags, reduction="sum") / words
            told = own >= 0
            mine = functional.binary_cross_entropy_with_logits(scores[told, -1], own[told], reduction="sum")
            loss = loss + _OWN_WEIGHT * mine / named
            return loss.item(), torch.autograd.grad(loss, weights)

        shares = list(pool.map(work, range(_SHARES)))
        for place, weight in enumerate(weights):
            weight.grad = sum((gradients[place] for _, gradients in shares if gradients), torch.zeros(()))
        return sum(loss for loss, _ in shares)


def _padded(windows: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pieces, shapes, where there is text, and row and column of the first piece of every word."""
    longest = max(len(window.pieces) for window in windows)
    pieces = torch.zeros((len(windows), longest), dtype=torch.int64)
    shapes = torch.full((len(windows), longest), SHAPES - 1)
    text = torch.zeros((len(windows), longest), dtype=torch.bool)
    for row, window in enumerate(windows):
        length = len(window.pieces)
        pieces[row, :length] = torch.from_numpy(window.pieces)
        shapes[row, :length] = torch.from_numpy(window.shapes)
        text[row, :length] = True
    rows = np.repeat(np.arange(len(windows)), [len(window.first) for window in windows])
    columns = np.concatenate([window.first for window in windows])
    return pieces, shapes, text, torch.from_numpy(rows), torch.from_numpy(columns)


def export(trained: network.Network) -> bytes:
    """Write a network as ONNX with weights of 8 bits (dynamic quantisation)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    sample = torch.zeros((1, 3), dtype=torch.int64)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter that needs no further package is deprecated
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            network.Probabilities(trained).eval(),
            (sample, sample, sample[0]),
            str(whole),
            input_names=["pieces", "shapes", "first"],
            output_names=["tags"],
            dynamic_axes={"pieces": {1: "length"}, "shapes": {1: "length"}, "first": {0: "words"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8)
        return small.read_bytes()

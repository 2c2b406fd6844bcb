"""Fine-tuning of an encoder into a recogniser."""

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from spacy.language import Language
from spacy.tokens import Doc

from pipelines.training import distillation, network, tagging
from pipelines.training.marking import Log
from pipelines.training.network import Network
from pipelines.training.tagging import Example


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
        self.nlp, self.base, self.types, self.log = nlp, base, types, log
        self.pieces = network.pieces(base)
        self.network = network.load(base, network.LAYERS, len(types))
        self.component: Any = nlp.add_pipe("kg_encoder", name="ner")
        self.rate, self.seed = tagging.RATE, seed

    def imitate(self, rounds: Sequence[tuple[Sequence[Doc], int]], texts: Sequence[str], teachers: int) -> None:
        """Learn from what teachers say of texts.

        Parameters
        ----------
        rounds : sequence of (sequence of Doc, int)
            Marked documents that the teachers learn from, one after the other, and how many passes over them.
        texts : sequence of str
            What they then judge.
        teachers : int
            How many they are.
        """
        shown = [(self._examples(docs), times) for docs, times in rounds]
        trained = distillation.train_teachers(
            self.base, len(self.types), shown, teachers, seed=self.seed + 1, log=self.log
        )
        windows = [window for each in texts for window in self.pieces.windows(self._read(each))]
        judged = distillation.judge(list(trained), windows)
        self.log(f"learning from what they say of {len(texts)} texts")
        distillation.imitate(self.network, judged, seed=self.seed, log=self.log)
        self.rate = tagging.RATE * tagging.LATER

    def learn(self, docs: Sequence[Doc], times: int) -> None:
        """Go over marked documents, the second time and later with less to change."""
        tagging.learn(self.network, self._examples(docs), times, rate=self.rate, seed=self.seed, log=self.log)
        self.rate = tagging.RATE * tagging.LATER
        self.seed += 1

    def install(self) -> None:
        """Put what was learnt into the pipeline's component."""
        self.component.set_network(export(self.network.cpu()), self.pieces, self.types)

    def _examples(self, docs: Sequence[Doc]) -> list[Example]:
        return [
            each for doc in docs for each in tagging.examples(self.pieces, self._read(doc.text), doc.ents, self.types)
        ]

    def _read(self, text: str) -> Doc:
        doc: Doc = self.nlp.get_pipe("kg_sentences")(self.nlp.make_doc(text))
        return doc


def export(trained: Network) -> bytes:
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

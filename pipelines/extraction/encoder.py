"""The recogniser as a small transformer encoder, run by ONNX Runtime."""

from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer

from pipelines.extraction.candidates import Floats, mark_candidates
from pipelines.extraction.word_pieces import WordPieces


@Language.factory("kg_encoder", assigns=["doc.ents"], default_config={"reach": 0.1})
def make_encoder(nlp: Language, name: str, reach: float) -> "Encoder":  # noqa: ARG001
    """Make the component from a spaCy config; it has to be loaded or given a network before use."""
    return Encoder(reach)


class Encoder:
    """Finds spans that may name something, says how probable each type is and whether the paper introduces it.

    It reads a document at a time on one thread, so that a result depends on nothing but the document.

    Parameters
    ----------
    reach : float
        Least probability, over all types, of a candidate.

    Attributes
    ----------
    types : list of str
        Types it tells apart, sorted.
    pieces : WordPieces or None
        How it reads words.
    network : bytes
        ONNX, from ``pieces`` and ``shapes`` of shape (1, length) and ``first`` of shape (words,) to ``tags`` of
        shape (words, 2 + 2 * types): probabilities of ``O`` and of ``B`` and ``I`` of each type, and that of a name
        that the paper introduces.
    """

    def __init__(self, reach: float) -> None:
        self.reach = reach
        self.types: list[str] = []
        self.pieces: WordPieces | None = None
        self.network = b""
        self._session: Any = None

    def set_network(self, network: bytes, pieces: WordPieces, types: list[str]) -> None:
        """Give it a network, its way to read words, and the types of its columns."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.network, self.pieces, self.types = network, pieces, types
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])

    def predict(self, doc: Doc) -> Floats:
        """Probabilities of the words of a document, of shape (words, 2 + 2 * types)."""
        if self.pieces is None:
            raise ValueError("the encoder has no network: load a trained pipeline")
        result = np.zeros((len(doc), 2 + 2 * len(self.types)), np.float32)
        for window in self.pieces.windows(doc):
            inputs = {"pieces": window.pieces[None], "shapes": window.shapes[None], "first": window.first}
            [result[window.words]] = self._session.run(None, inputs)
        return result

    def __call__(self, doc: Doc) -> Doc:
        """Write candidates and ``doc.ents``."""
        scores = self.predict(doc)
        mark_candidates(doc, scores[:, :-1], self.types, reach=self.reach, own=scores[:, -1])
        return doc

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write network, tokenizer and settings into a directory."""
        if self.pieces is None:
            raise ValueError("the encoder has no network: train it first")
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "encoder.onnx").write_bytes(self.network)
        self.pieces.tokenizer.save(str(folder / "tokenizer.json"))
        srsly.write_json(folder / "settings.json", {"types": self.types, "reach": self.reach})

    def from_disk(self, path: Path | str, **_: Any) -> Self:
        """Read what :meth:`to_disk` wrote."""
        folder = Path(path)
        settings = srsly.read_json(folder / "settings.json")
        self.reach = settings["reach"]
        pieces = WordPieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
        self.set_network((folder / "encoder.onnx").read_bytes(), pieces, settings["types"])
        return self

"""The recogniser: a probability for every word to begin or continue a name of each type."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Config, Model

from pipelines.extraction.candidates import Floats, mark_candidates

DEFAULT_MODEL = Config().from_str("""
[model]
@architectures = "spacy.Tagger.v2"
normalize = true

[model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"

[model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
rows = [5000, 1000, 2000, 1500]
include_static_vectors = false

[model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
""")["model"]


@Language.factory(
    "kg_recogniser",
    assigns=["doc.ents"],
    default_config={"model": DEFAULT_MODEL, "reach": 0.1},
)
def make_recogniser(nlp: Language, name: str, model: Model[list[Doc], list[Any]], reach: float) -> "Recogniser":
    """Make the component from a spaCy config."""
    return Recogniser(nlp.vocab, model, name, reach=reach)


class Recogniser(TrainablePipe):  # type: ignore[misc]  # compiled, without types
    """Finds spans that may name something and says how probable each type is.

    Every word gets a probability distribution over ``O`` and, for each type, ``B`` (a name begins here) and ``I``
    (it goes on); `pipelines.extraction.candidates.mark_candidates` makes spans of them.

    Parameters
    ----------
    vocab : Vocab
        The pipeline's vocabulary.
    model : thinc.Model
        From a list of Docs to a list of (words, 1 + 2 * types) probabilities.
    name : str
        Name in the pipeline.
    reach : float
        Least probability, over all types, of a candidate.
    """

    def __init__(self, vocab: Vocab, model: Model[list[Doc], list[Any]], name: str, *, reach: float) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"types": [], "reach": reach}
        self.scorer = None

    @property
    def types(self) -> list[str]:
        """Types it tells apart, sorted."""
        return list(self.cfg["types"])

    @property
    def labels(self) -> tuple[str, ...]:
        """The same, as spaCy asks for it."""
        return tuple(self.cfg["types"])

    def predict(self, docs: Iterable[Doc]) -> list[Floats]:
        """Give the tag probabilities of the words of each document, each of shape (words, 1 + 2 * types)."""
        docs = list(docs)
        filled = [doc for doc in docs if len(doc)]
        scores: Iterator[Floats] = iter(self.model.predict(filled)) if filled else iter(())
        width = 1 + 2 * len(self.types)
        return [next(scores) if len(doc) else np.zeros((0, width), np.float32) for doc in docs]

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[Floats]) -> None:
        """Write candidates and ``doc.ents``."""
        for doc, tags in zip(docs, scores, strict=True):
            mark_candidates(doc, tags, self.types, reach=self.cfg["reach"])

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Floats]) -> tuple[float, list[Floats]]:
        """Give the cross-entropy's value and gradient with respect to what goes into the softmax."""
        gradients, loss = [], 0.0
        examples = list(examples)
        words = sum(len(example.predicted) for example in examples) or 1
        for example, predicted in zip(examples, scores, strict=True):
            wanted = self._tags(example)
            rows = np.flatnonzero(wanted >= 0)
            gradient = np.zeros_like(predicted)
            gradient[rows] = predicted[rows]
            gradient[rows, wanted[rows]] -= 1
            loss -= float(np.log(predicted[rows, wanted[rows]] + 1e-9).sum())
            gradients.append(gradient)
        return loss / words, gradients

    def _tags(self, example: Example) -> npt.NDArray[np.int64]:
        """Tag of every word; -1 where the two tokenisations do not meet."""
        columns = {label: 1 + 2 * index for index, label in enumerate(self.types)}
        tags = np.zeros(len(example.predicted), np.int64)
        for index, biluo in enumerate(example.get_aligned_ner()):
            prefix, _, label = (biluo or "").partition("-")
            if not prefix:
                tags[index] = -1
            elif label:
                tags[index] = columns[label] + (prefix in "IL")
        return tags

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,  # noqa: ARG002
        labels: Sequence[str] | None = None,
    ) -> None:
        """Take the types from `labels` or the examples and give the model its shape."""
        found = (ent.label_ for example in get_examples() for ent in example.reference.ents)
        self.cfg["types"] = sorted(set(found if labels is None else labels))
        sample = list(islice((example.predicted for example in get_examples() if len(example.predicted)), 10))
        width = 1 + 2 * len(self.types)
        self.model.initialize(X=sample, Y=[np.zeros((len(doc), width), np.float32) for doc in sample])

    def add_label(self, label: str) -> int:
        """Types are fixed by training.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError(f"cannot add {label!r}: the recogniser's types come from its training data")

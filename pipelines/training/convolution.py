"""Training of spaCy's convolutional network as a recogniser."""

import random
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.initialize import convert_vectors
from thinc.api import Adam, fix_random_seed

from kg.errors import ModelError
from pipelines.extraction import recogniser
from pipelines.training.marking import Log

_BATCH = 8
_DROPOUT = 0.2
_RATE = 0.001


class ConvolutionLearner:
    """Teaches a small network over words' forms, and vectors if there are any, to be a pipeline's ``ner``.

    Parameters
    ----------
    nlp : Language
        A pipeline without ``ner``; it gets one.
    vectors : Path or None
        Word vectors: a text table that floret wrote, or the ``vocab`` directory of a trained pipeline.
    docs : sequence of Doc
        Marked documents, from which types and sizes are taken.
    seed : int
        The same seed and papers give the same weights.
    log : callable
        Takes lines of progress.

    Raises
    ------
    ModelError
        When the vectors cannot be read.
    """

    epochs, last_epochs = 9, 3

    def __init__(self, nlp: Language, vectors: Path | None, docs: Sequence[Doc], *, seed: int, log: Log) -> None:
        fix_random_seed(seed)
        self.nlp, self.log = nlp, log
        if vectors is not None:
            _add_vectors(nlp, vectors)
        config = deepcopy(recogniser.DEFAULT_MODEL)
        config["tok2vec"]["embed"]["include_static_vectors"] = vectors is not None
        self.component: Any = nlp.add_pipe("kg_recogniser", name="ner", config={"model": config})
        self.optimizer = nlp.initialize(
            lambda: [Example(nlp.make_doc(doc.text), doc) for doc in docs],
            sgd=Adam(_RATE, L2=0.01, use_averages=True),
        )
        self.order = random.Random(seed)  # noqa: S311 -- shuffling, no secret

    def imitate(
        self,
        rounds: Sequence[tuple[Sequence[Doc], int]],  # noqa: ARG002
        texts: Sequence[str],  # noqa: ARG002
        teachers: int,  # noqa: ARG002
    ) -> None:
        """Refuse, as the teachers are encoders.

        Raises
        ------
        ModelError
            Always.
        """
        raise ModelError("only an encoder learns from teachers: name one with --encoder")

    def learn(self, docs: Sequence[Doc], times: int) -> None:
        """Go over marked documents."""
        examples = [Example(self.nlp.make_doc(doc.text), doc) for doc in docs]
        for number in range(1, times + 1):
            self.order.shuffle(examples)
            losses: dict[str, float] = {}
            with self.nlp.select_pipes(enable="ner"):
                for start in range(0, len(examples), _BATCH):
                    batch = examples[start : start + _BATCH]
                    self.nlp.update(batch, sgd=self.optimizer, losses=losses, drop=_DROPOUT)
            self.log(f"pass {number} of {times}: loss {losses['ner']:.2f}")

    def install(self) -> None:
        """Put the averages of the weights that there were into the component."""
        model = self.component.model
        with model.use_params(self.optimizer.averages):
            averaged = model.to_bytes()
        model.from_bytes(averaged)


def _add_vectors(nlp: Language, source: Path) -> None:
    try:
        if source.is_dir():
            nlp.vocab.vectors.from_disk(source, exclude=["strings"])
        else:
            with source.open(encoding="utf-8") as lines:
                # Its first line has eight settings; of another file this unpacking fails before spaCy reads it.
                _buckets, _width, _least, _most, _hashes, _seed, _begin, _end = lines.readline().split()
            convert_vectors(nlp, source, truncate=-1, prune=-1, mode="floret")
    except (OSError, ValueError) as error:
        raise ModelError(f"{source}: no word vectors that floret wrote: {error}") from error
    if not nlp.vocab.vectors.size:
        raise ModelError(f"{source}: holds no word vectors")

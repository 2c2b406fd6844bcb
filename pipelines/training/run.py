"""Training of an extractor from annotated abstracts."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import AnnotationError, MissingExtraError, ModelError
from kg.text import digest
from pipelines.annotations import AnnotatedPaper
from pipelines.extraction import pipeline
from pipelines.training import decision
from pipelines.training.convolution import ConvolutionLearner
from pipelines.training.marking import Log, mark

HELD_OUT = 0.2
"""Share of the papers that the recogniser does not see, so that the scorers learn how far to trust it."""


class Learner(Protocol):
    """A recogniser in training."""

    epochs: int
    """Times to go over the papers that the scorers do not need."""
    last_epochs: int
    """Times to go over all papers in the end."""

    def imitate(self, rounds: Sequence[tuple[Sequence[Doc], int]], texts: Sequence[str], teachers: int) -> None:
        """Learn from what so many larger recognisers say of texts, once they have gone over marked documents."""

    def learn(self, docs: Sequence[Doc], times: int) -> None:
        """Go over marked documents so many times."""

    def install(self) -> None:
        """Put what was learnt into the pipeline's component ``ner``."""


def split(
    papers: Sequence[AnnotatedPaper], share: float, salt: str = ""
) -> tuple[list[AnnotatedPaper], list[AnnotatedPaper]]:
    """Divide papers by a hash of their ids: a paper stays on its side when others come or go.

    Parameters
    ----------
    papers : sequence of AnnotatedPaper
        In any order.
    share : float
        Expected share of the second part, which holds one paper at least.
    salt : str
        Another salt, another division.

    Returns
    -------
    tuple of two lists of AnnotatedPaper
        Both in the given order.

    Examples
    --------
    >>> papers = [AnnotatedPaper(id=str(n), title="", abstract="", entities=()) for n in range(10)]
    >>> [len(part) for part in split(papers, 0.1)]
    [9, 1]
    """
    places = [int(digest(salt + paper.id, 8), 16) for paper in papers]
    limit = max(share * 2**32, min(places, default=0))
    first = [paper for paper, place in zip(papers, places, strict=True) if place > limit]
    second = [paper for paper, place in zip(papers, places, strict=True) if place <= limit]
    return first, second


def train(  # noqa: PLR0913
    papers: Sequence[AnnotatedPaper],
    more: Sequence[AnnotatedPaper] = (),
    late: Sequence[AnnotatedPaper] = (),
    *,
    unlabelled: Sequence[str] = (),
    teachers: int = 0,
    encoder: Path | None = None,
    vectors: Path | None = None,
    seed: int = 0,
    epochs: int | None = None,
    before_last: Callable[[Language], None] = lambda _: None,
    log: Log = lambda _: None,
) -> Language:
    """Train a pipeline.

    The recogniser and the lexicon learn from most papers; from the others, which they have not seen, the scorers
    learn how far to trust them. In the end both learn from all. With teachers the recogniser learns from nothing but
    what they say; where there are papers annotated with less care, the scorers then learn from all others.

    Parameters
    ----------
    papers : sequence of AnnotatedPaper
        With their texts; the types are those of their entities.
    more : sequence of AnnotatedPaper
        Papers annotated with less care: the recogniser learns from them, and from `papers` last.
    late : sequence of AnnotatedPaper
        Papers that only the recogniser's last passes and the lexicon learn from.
    unlabelled : sequence of str
        Texts that teachers judge for an encoder.
    teachers : int
        How many teachers; without any, `unlabelled` is not used.
    encoder : Path or None
        Directory of a BERT encoder to fine-tune; without one, a convolutional network is trained from scratch.
    vectors : Path or None
        Word vectors for that network: a text table that floret wrote, or the ``vocab`` directory of a pipeline.
    seed : int
        The same seed and papers give the same model.
    epochs : int or None
        Times the recogniser goes over its papers before it goes over all.
    before_last : callable
        Called with the pipeline as it is before the last passes, which has not seen `late`.
    log : callable
        Takes lines of progress.

    Returns
    -------
    Language
        The pipeline, to be written with ``to_disk``.

    Raises
    ------
    AnnotationError
        When there are too few papers or entities to learn from.
    ModelError
        When the encoder or the vectors cannot be read, or teachers have nothing to judge or no encoder.
    MissingExtraError
        When what training needs is not installed.
    """
    if teachers and not unlabelled:
        raise ModelError("teachers need texts to judge: name papers with --unlabelled")
    shown, unread = split(papers, HELD_OUT, salt="held out")
    nlp = pipeline.blank()
    nlp.add_pipe("kg_sentences")
    marked, extra = ([mark(nlp, paper) for paper in each] for each in (shown, more))
    if not any(doc.ents for doc in marked):
        raise AnnotationError(
            f"{len(papers)} annotated abstracts give nothing to learn from: at least two are needed, with entities "
            "whose surfaces stand in their texts"
        )
    every = [mark(nlp, paper) for paper in (*papers, *late)]
    learner = _learner(nlp, encoder, vectors, [*every, *extra], seed=seed, log=log)
    rounds = [([*marked, *extra], epochs or learner.epochs), *([(marked, learner.last_epochs)] if extra else [])]
    known = [*marked, *extra]
    if teachers:
        learner.imitate(rounds, unlabelled, teachers)
        if extra:
            unread, known = [*papers], extra
    else:
        for docs, times in rounds:
            log(f"learning from {len(docs)} papers, {times} times")
            learner.learn(docs, times)
    learner.install()
    pipeline.complete(nlp)
    lexicon: Any = nlp.get_pipe("kg_lexicon")
    lexicon.learn(known)
    log(f"learning how far to trust it from {len(unread)} other papers")
    decision.fit(nlp, unread)
    before_last(nlp)
    if not teachers:
        log(f"learning from all {len(every)} papers, {learner.last_epochs} times")
        learner.learn(every, learner.last_epochs)
        learner.install()
    lexicon.learn([*every, *extra])
    return nlp


def _learner(
    nlp: Language, encoder: Path | None, vectors: Path | None, docs: Sequence[Doc], *, seed: int, log: Log
) -> Learner:
    if encoder is None:
        return ConvolutionLearner(nlp, vectors, docs, seed=seed, log=log)
    try:
        from pipelines.training.encoder import EncoderLearner
    except ImportError as error:
        raise MissingExtraError(f"training an encoder needs {error.name}: pip install 'papers-kg[encoder]'") from error
    types = sorted({ent.label_ for doc in docs for ent in doc.ents})
    return EncoderLearner(nlp, encoder, types, seed=seed, log=log)

"""Training of an extractor from annotated abstracts."""

import hashlib
import random
import re
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.training.initialize import convert_vectors
from spacy.util import filter_spans
from thinc.api import fix_random_seed

from kg.errors import AnnotationError, ModelError
from pipelines.annotations import AnnotatedEntity, AnnotatedPaper
from pipelines.evaluation import comparable
from pipelines.extraction import documents, introduced, pipeline, recogniser, scorer, text
from pipelines.extraction.lexicon import Lexicon

EPOCHS = 14
HELD_OUT = 0.15
"""Share of the papers that the recogniser does not see, so that the scorers learn how far to trust it."""
_FOLDS = 5
_BATCH = 8
_DROPOUT = 0.2

Log = Callable[[str], None]


def split(
    papers: Iterable[AnnotatedPaper], share: float, salt: str = ""
) -> tuple[list[AnnotatedPaper], list[AnnotatedPaper]]:
    """Divide papers by a hash of their ids, within each origin, so that a paper's side depends on no other paper.

    Parameters
    ----------
    papers : iterable of AnnotatedPaper
        Any order.
    share : float
        Expected share of the second part.
    salt : str
        Another salt, another division.

    Returns
    -------
    tuple of two lists of AnnotatedPaper
        Both in the given order.
    """
    first: list[AnnotatedPaper] = []
    second: list[AnnotatedPaper] = []
    for paper in papers:
        digest = hashlib.sha256(f"{salt}{paper.id}".encode()).hexdigest()
        (second if int(digest[:8], 16) < share * 2**32 else first).append(paper)
    return first, second


def train(
    papers: Sequence[AnnotatedPaper],
    *,
    vectors: Path | None = None,
    seed: int = 0,
    epochs: int = EPOCHS,
    log: Log = lambda _: None,
) -> Language:
    """Train a pipeline.

    The recogniser and the lexicon learn from most papers; from the others, which they have not seen, the scorer
    of entities learns how far to trust them. In the end the lexicon learns from all.

    Parameters
    ----------
    papers : sequence of AnnotatedPaper
        With their texts; the types are those of their entities.
    vectors : Path or None
        Word vectors: a text table that floret wrote, or a trained pipeline's directory.
    seed : int
        The same seed and papers give the same model.
    epochs : int
        Times the recogniser goes over its papers.
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
        When the vectors cannot be read.
    MissingExtraError
        When scikit-learn is not installed.
    """
    fix_random_seed(seed)
    shown, held_out = split(papers, HELD_OUT, salt="held out")
    nlp = pipeline.blank()
    _add_vectors(nlp, vectors)
    model = deepcopy(recogniser.DEFAULT_MODEL)
    model["tok2vec"]["embed"]["include_static_vectors"] = vectors is not None
    nlp.add_pipe("kg_recogniser", name="ner", config={"model": model})
    marked = [mark(nlp, paper) for paper in shown]
    if len(held_out) < 1 or not any(len(doc.ents) for doc in marked):
        raise AnnotationError(
            f"{len(papers)} annotated abstracts are too few to learn from: about ten with entities are the least"
        )
    _train_recogniser(nlp, marked, seed=seed, epochs=epochs, log=log)
    pipeline.complete(nlp)
    lexicon: Any = nlp.get_pipe("kg_lexicon")
    lexicon.learn(marked)
    decision: Any = nlp.get_pipe("kg_documents")
    decision.own_scorer = _fit_own(nlp, shown, marked)
    log(f"learning from {len(held_out)} papers held out")
    decision.scorer = _fit_entities(nlp, held_out)
    lexicon.learn([mark(nlp, paper) for paper in papers])
    return nlp


def mark(nlp: Language, paper: AnnotatedPaper) -> Doc:
    """Give a document whose ``ents`` are all occurrences of a paper's surfaces, longest first, none nested."""
    doc = nlp.make_doc(text.join(paper.title, paper.abstract))
    doc.ents = filter_spans([span for entity in paper.entities for span in _occurrences(doc, entity)])
    return doc


def _occurrences(doc: Doc, entity: AnnotatedEntity) -> list[Span]:
    pattern = "|".join(re.escape(surface) for surface in sorted(entity.surfaces, key=len, reverse=True))
    found = re.finditer(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", doc.text)
    spans = (doc.char_span(match.start(), match.end(), label=entity.type) for match in found)
    return [span for span in spans if span is not None]


def _add_vectors(nlp: Language, source: Path | None) -> None:
    if source is None:
        return
    try:
        if source.is_dir():
            nlp.vocab.vectors.from_disk(source / "vocab", exclude=["strings"])
        else:
            convert_vectors(nlp, source, truncate=-1, prune=-1, mode="floret")
    except (OSError, ValueError) as error:
        raise ModelError(f"{source}: no word vectors that floret wrote: {error}") from error
    if not nlp.vocab.vectors.size:
        raise ModelError(f"{source}: holds no word vectors")


def _train_recogniser(nlp: Language, marked: Sequence[Doc], *, seed: int, epochs: int, log: Log) -> None:
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in marked]
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(seed)  # noqa: S311 -- shuffling, no secret
    for epoch in range(1, epochs + 1):
        order.shuffle(examples)
        losses: dict[str, float] = {}
        for start in range(0, len(examples), _BATCH):
            nlp.update(examples[start : start + _BATCH], sgd=optimizer, losses=losses, drop=_DROPOUT)
        log(f"epoch {epoch} of {epochs}: loss {losses['ner']:.2f}")
    recognise: Any = nlp.get_pipe("ner")
    model = recognise.model
    with model.use_params(optimizer.averages):
        averaged = model.to_bytes()
    model.from_bytes(averaged)


def _fit_entities(nlp: Language, papers: Iterable[AnnotatedPaper]) -> scorer.Scorer:
    rows: list[dict[str, float]] = []
    right: list[bool] = []
    decision: Any = nlp.get_pipe("kg_documents")
    with nlp.select_pipes(disable=[*pipeline.AFTER]):
        for paper in papers:
            doc = nlp(text.join(paper.title, paper.abstract))
            groups, types = documents.propose(doc)
            rows += documents.features(doc, groups, types, decision.own(doc, groups, types))
            wanted = {(entity.type, comparable(s)) for entity in paper.entities for s in entity.surfaces}
            for group in groups:
                label, _ = documents.type_of(group, types)
                forms = {doc[start:end].text for start, end in group.spans}
                right.append(any((label, comparable(form)) in wanted for form in forms))
    return scorer.fit(rows, right)


def _fit_own(nlp: Language, papers: Sequence[AnnotatedPaper], marked: Sequence[Doc]) -> scorer.Scorer | None:
    """Learn from the annotators' entities, each paper with a lexicon that was learnt from other papers."""
    rows: list[dict[str, float]] = []
    own: list[bool] = []
    for fold in range(_FOLDS):
        lexicon = Lexicon()
        lexicon.learn(doc for index, doc in enumerate(marked) if index % _FOLDS != fold)
        for paper, source in list(zip(papers, marked, strict=True))[fold::_FOLDS]:
            doc = source.copy()
            nlp.get_pipe("kg_sentences")(doc)
            nlp.get_pipe("kg_abbreviations")(doc)
            lexicon(doc)
            numbers = {comparable(s): number for number, e in enumerate(paper.entities) for s in e.surfaces}
            spans: dict[int, list[Span]] = {}
            for ent in doc.ents:
                spans.setdefault(numbers[comparable(ent.text)], []).append(ent)
            rows += introduced.features(doc, [(paper.entities[n].type, found) for n, found in spans.items()])
            own += [paper.entities[number].introduced for number in spans]
    return scorer.fit(rows, own) if any(own) else None

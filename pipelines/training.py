"""Training of an extractor from annotated abstracts."""

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
from thinc.api import Adam, Optimizer, fix_random_seed

from kg.errors import AnnotationError, ModelError
from kg.text import digest
from pipelines.annotations import AnnotatedEntity, AnnotatedPaper
from pipelines.evaluation import comparable
from pipelines.extraction import documents, groups, introduced, pipeline, recogniser, scorer, text
from pipelines.extraction.lexicon import Lexicon

EPOCHS = 9
HELD_OUT = 0.15
"""Share of the papers that the recogniser does not see, so that the scorers learn how far to trust it."""
_LAST_EPOCHS = 3
_FOLDS = 5
_BATCH = 8
_DROPOUT = 0.2
_RATE = 0.001
_TYPE_STRENGTH = 0.05

Log = Callable[[str], None]


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
    of entities learns how far to trust them. In the end both learn from all.

    Parameters
    ----------
    papers : sequence of AnnotatedPaper
        With their texts; the types are those of their entities.
    vectors : Path or None
        Word vectors: a text table that floret wrote, or a trained pipeline's directory.
    seed : int
        The same seed and papers give the same model.
    epochs : int
        Times the recogniser goes over its papers before it goes over all.
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
    config = deepcopy(recogniser.DEFAULT_MODEL)
    config["tok2vec"]["embed"]["include_static_vectors"] = vectors is not None
    recognise: Any = nlp.add_pipe("kg_recogniser", name="ner", config={"model": config})
    marked = [mark(nlp, paper) for paper in shown]
    if not any(doc.ents for doc in marked):
        raise AnnotationError(
            f"{len(papers)} annotated abstracts give nothing to learn from: at least two are needed, with entities "
            "whose surfaces stand in their texts"
        )
    every = [mark(nlp, paper) for paper in papers]
    optimizer = nlp.initialize(
        lambda: [Example(nlp.make_doc(doc.text), doc) for doc in every], sgd=Adam(_RATE, L2=0.01, use_averages=True)
    )
    order = random.Random(seed)  # noqa: S311 -- shuffling, no secret
    model = recognise.model
    log(f"learning from {len(shown)} papers, {epochs} times")
    _pass(nlp, marked, optimizer, order, epochs, log)
    pipeline.complete(nlp)
    lexicon: Any = nlp.get_pipe("kg_lexicon")
    lexicon.learn(marked)
    decision: Any = nlp.get_pipe("kg_documents")
    decision.own_scorer = _fit_own(nlp, shown, marked)
    log(f"learning how far to trust it from {len(held_out)} other papers")
    with model.use_params(optimizer.averages):
        _fit_decision(nlp, held_out)
    log(f"learning from all {len(papers)} papers, {_LAST_EPOCHS} times")
    with nlp.select_pipes(enable="ner"):
        _pass(nlp, every, optimizer, order, _LAST_EPOCHS, log)
    with model.use_params(optimizer.averages):
        averaged = model.to_bytes()
    model.from_bytes(averaged)
    lexicon.learn(every)
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
            with source.open(encoding="utf-8") as lines:
                # Its first line has eight settings; of another file this unpacking fails before spaCy reads it.
                _buckets, _width, _least, _most, _hashes, _seed, _begin, _end = lines.readline().split()
            convert_vectors(nlp, source, truncate=-1, prune=-1, mode="floret")
    except (OSError, ValueError) as error:
        raise ModelError(f"{source}: no word vectors that floret wrote: {error}") from error
    if not nlp.vocab.vectors.size:
        raise ModelError(f"{source}: holds no word vectors")


def _pass(
    nlp: Language, marked: Sequence[Doc], optimizer: Optimizer, order: random.Random, times: int, log: Log
) -> None:
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in marked]
    for number in range(1, times + 1):
        order.shuffle(examples)
        losses: dict[str, float] = {}
        for start in range(0, len(examples), _BATCH):
            nlp.update(examples[start : start + _BATCH], sgd=optimizer, losses=losses, drop=_DROPOUT)
        log(f"pass {number} of {times}: loss {losses['ner']:.2f}")


def _fit_decision(nlp: Language, papers: Iterable[AnnotatedPaper]) -> None:
    """Fit the scorers of types and of entities on papers that the recogniser has not seen."""
    decision: Any = nlp.get_pipe("kg_documents")
    proposed = []
    type_rows: list[dict[str, float]] = []
    wanted_types: list[str] = []
    with nlp.select_pipes(disable=[*pipeline.AFTER]):
        for paper in papers:
            doc = nlp(text.join(paper.title, paper.abstract))
            found, types = groups.propose(doc)
            own = decision.own(doc, found, types)
            right = {comparable(s): entity.type for entity in paper.entities for s in entity.surfaces}
            forms = [{comparable(doc[start:end].text) for start, end in group.spans} for group in found]
            truth = [next((right[form] for form in sorted(each) if form in right), None) for each in forms]
            proposed.append((doc, found, types, own, truth))
            for row, label in zip(documents.type_features(doc, found, types, own), truth, strict=True):
                if label is not None:
                    type_rows.append(row)
                    wanted_types.append(label)
    decision.type_scorers = {
        label: scorer.fit(type_rows, [each == label for each in wanted_types], _TYPE_STRENGTH)
        for label in sorted(set(wanted_types))
        if len(set(wanted_types)) > 1
    }
    rows: list[dict[str, float]] = []
    holds: list[bool] = []
    for doc, found, types, own, truth in proposed:
        labels = decision.types_of(doc, found, types, own)
        rows += documents.features(doc, found, labels, own)
        holds += [label == each for (label, _), each in zip(labels, truth, strict=True)]
    if len(set(holds)) == 2:
        decision.scorer = scorer.fit(rows, holds)


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
    return scorer.fit(rows, own) if len(set(own)) == 2 else None

"""What the decision over a document learns from papers that its recogniser has not seen."""

from collections.abc import Iterable, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipelines.annotations import AnnotatedEntity, AnnotatedPaper
from pipelines.evaluation import comparable
from pipelines.extraction import documents, groups, pipeline, scorer, text
from pipelines.extraction.groups import Group

_TYPE_STRENGTH = 0.05


def fit(nlp: Language, papers: Iterable[AnnotatedPaper]) -> None:
    """Fit the scorers of types, of entities and of what a paper introduces.

    Parameters
    ----------
    nlp : Language
        A complete pipeline; its component ``kg_documents`` gets the scorers.
    papers : iterable of AnnotatedPaper
        Papers that neither recogniser nor lexicon have learnt from.
    """
    decision: Any = nlp.get_pipe("kg_documents")
    proposed = []
    with nlp.select_pipes(disable=[*pipeline.AFTER]):
        for paper in papers:
            doc = nlp(text.join(paper.title, paper.abstract))
            found, types = groups.propose(doc)
            forms = [{comparable(doc[start:end].text) for start, end in group.spans} for group in found]
            right = {comparable(s): entity for entity in paper.entities for s in entity.surfaces}
            truth: list[AnnotatedEntity | None] = [
                next((right[form] for form in sorted(each) if form in right), None) for each in forms
            ]
            proposed.append((doc, found, types, truth))

    rows = [row for doc, found, types, _ in proposed for row in documents.own_features(doc, found, types)]
    claims = [each is not None and each.introduced for *_, truth in proposed for each in truth]
    if len(set(claims)) == 2:
        decision.own_scorer = scorer.fit(rows, claims)
    own = [decision.own(doc, found, types) for doc, found, types, _ in proposed]

    rows, labels = [], []
    for (doc, found, types, truth), owned in zip(proposed, own, strict=True):
        for row, entity in zip(documents.type_features(doc, found, types, owned), truth, strict=True):
            if entity is not None:
                rows.append(row)
                labels.append(entity.type)
    if len(set(labels)) > 1:
        decision.type_scorers = {
            label: scorer.fit(rows, [each == label for each in labels], _TYPE_STRENGTH) for label in sorted(set(labels))
        }

    rows, holds, judged = [], [], []
    for (doc, found, types, truth), owned in zip(proposed, own, strict=True):
        typed = decision.types_of(doc, found, types, owned)
        judged.append(([label for label, _ in typed], documents.features(doc, found, typed, owned)))
        rows += judged[-1][1]
        holds += [entity is not None and label == entity.type for (label, _), entity in zip(typed, truth, strict=True)]
    if len(set(holds)) != 2:
        return
    decision.scorer = scorer.fit(rows, holds)
    _fit_claims(decision, proposed, judged)


def _fit_claims(
    decision: Any,
    proposed: Sequence[tuple[Doc, Sequence[Group], Sequence[str], Sequence[AnnotatedEntity | None]]],
    judged: Sequence[tuple[Sequence[str], Sequence[dict[str, float]]]],
) -> None:
    rows, claims = [], []
    for (doc, found, _, truth), (labels, features) in zip(proposed, judged, strict=True):
        scores = [decision.scorer(row) for row in features]
        kept = sorted({index for *_, index in documents.disjoint(doc, found, scores, documents.CLAIMED_FROM)})
        rows += documents.claim_features(doc, kept, found, labels, scores)
        claims += [(entity := truth[index]) is not None and entity.introduced for index in kept]
    if len(set(claims)) == 2:
        decision.claim_scorer = scorer.fit(rows, claims)

"""From groups to the entities of a document: what it names, of which type, and what is its own."""

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipelines.extraction import introduced, kinds
from pipelines.extraction.groups import Group, first_type, propose
from pipelines.extraction.lexicon import key
from pipelines.extraction.scorer import Scorer, log_odds

MENTIONS = "mentions"
"""Key of the result: disjoint spans with their type as label, in the order of the text, with
``attrs["groups"]``, ``attrs["scores"]`` and ``attrs["introduced"]``, one value for each span."""

CLAIMED_FROM = 0.2
"""Least probability of an entity that can be the paper's own; others need more."""


def own_features(doc: Doc, groups: Sequence[Group], types: Sequence[str]) -> list[dict[str, float]]:
    """Features of each group for the scorer of what a paper may introduce, before it is decided what it names."""
    named = [
        (first_type(group, types)[0], [doc[start:end] for start, end in group.spans], group.own) for group in groups
    ]
    return introduced.features(doc, named)


def type_features(
    doc: Doc, groups: Sequence[Group], types: Sequence[str], own: Sequence[float]
) -> list[dict[str, float]]:
    """Features of each group for the scorers of types; `own` is the probability that the paper introduces it."""
    rows, text = [], doc.text  # put together from its words each time it is asked for
    for group, owned in zip(groups, own, strict=True):
        probabilities = dict(zip(types, zip(*group.candidates.values(), strict=True), strict=True))
        spans = [doc[start:end] for start, end in group.spans]
        rows.append(kinds.features(text, spans, probabilities, group.marked, owned))
    return rows


def features(
    doc: Doc, groups: Sequence[Group], labels: Sequence[tuple[str, float]], own: Sequence[float]
) -> list[dict[str, float]]:
    """Features of each group for the scorer of entities.

    `labels` are the types, each with its share of the weight; `own` is the probability that the paper introduces
    the group.
    """
    totals = {span: min(sum(each), 1.0) for group in groups for span, each in group.candidates.items()}
    covering: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in totals:
        for word in range(*span):
            covering[word].append(span)
    title_end = next((token.i for token in doc if token.is_space), len(doc))
    rows = []
    for group, (label, certainty), owned in zip(groups, labels, own, strict=True):
        found = [totals.get(span, 0.0) for span in group.spans]
        best = max(found)
        rivals = [
            (other, totals[other])
            for span in group.spans
            for word in range(*span)
            for other in covering[word]
            if other not in group.candidates
        ]
        within = sum(
            any(o[0] <= s[0] and s[1] <= o[1] and totals[o] > 0.4 for w in range(*s) for o in covering[w] if o != s)
            for s in group.spans
        )
        texts = [doc[start:end].text for start, end in group.spans]
        longest = max(texts, key=len)
        marked = sum(group.marked.values())
        lexicon = log_odds((marked + 0.3) / (group.seen + 1)) if marked else 0.0
        row = {
            "best": log_odds(best),
            "mean": log_odds(sum(found) / len(found)),
            "certainty": log_odds(certainty),
            "rival": max((score for _, score in rivals), default=0.0),
            "rival longer": max((s for o, s in rivals if o[1] - o[0] > len(longest.split())), default=0.0),
            "within": within / len(group.spans),
            "count": math.log(len(group.spans)),
            "words": float(min(len(doc[group.spans[0][0] : group.spans[0][1]]), 8)),
            "title": float(any(end <= title_end for _, end in group.spans)),
            "defined": float(group.defined),
            "unknown": float(not marked),
            "lexicon": lexicon,
            "seen": math.log1p(group.seen),
            "lexicon x seen": lexicon * math.log1p(group.seen),
            "capital": float(longest[:1].isupper()),
            "inner capital": float(any(char.isupper() for text in texts for char in text[1:])),
            "digit": float(any(char.isdigit() for char in longest)),
            "hyphen": float("-" in longest),
            "own": log_odds(owned),
            "own x best": log_odds(owned) * log_odds(best),
            "own and unknown": owned * (not marked),
            f"type {label}": 1.0,
        }
        rows.append(row)
    return rows


def claim_features(
    doc: Doc, kept: Sequence[int], groups: Sequence[Group], labels: Sequence[str], scores: Sequence[float]
) -> list[dict[str, float]]:
    """Features of what may be kept for the scorer of what the paper introduces: they compete.

    `kept` are places in `groups`, in their types and in their probabilities as entities.
    """
    spans = {index: [doc[start:end] for start, end in groups[index].spans] for index in kept}
    told = {index: log_odds(max(groups[index].own, default=0.0)) for index in kept}
    rows = introduced.features(doc, [(labels[index], spans[index], groups[index].own) for index in kept])
    for index, row in zip(kept, rows, strict=True):
        others = max((told[other] for other in kept if other != index), default=log_odds(0.0))
        row |= {
            "others": others,
            "lead": told[index] - others,
            "leads": float(told[index] >= others),
            "entity": log_odds(scores[index]),
        }
    return rows


@Language.factory("kg_documents", default_config={"threshold": 0.35, "own_threshold": 0.4})
def make_documents(nlp: Language, name: str, threshold: float, own_threshold: float) -> "Documents":  # noqa: ARG001
    """Make the component from a spaCy config."""
    return Documents(threshold, own_threshold)


class Documents:
    """Decides what a document names and what of it is the paper's own.

    Parameters
    ----------
    threshold : float
        Least probability of an entity that is kept.
    own_threshold : float
        Least probability of an entity that counts as introduced.

    Attributes
    ----------
    scorer : Scorer or None
        From :func:`features` to the probability of an entity; without it the recogniser's counts.
    own_scorer : Scorer or None
        From :func:`own_features` to a first probability that the paper introduces something, which helps to decide
        what it names.
    claim_scorer : Scorer or None
        From :func:`claim_features` to the probability that it introduces what it names; without it nothing is.
    type_scorers : dict from str to Scorer
        For each type, from :func:`type_features` to its probability; without any, recogniser and lexicon decide.
    """

    def __init__(self, threshold: float = 0.35, own_threshold: float = 0.4) -> None:
        self.threshold = threshold
        self.own_threshold = own_threshold
        self.scorer: Scorer | None = None
        self.own_scorer: Scorer | None = None
        self.claim_scorer: Scorer | None = None
        self.type_scorers: dict[str, Scorer] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the spans under `MENTIONS`."""
        groups, types = propose(doc)
        own = self.own(doc, groups, types)
        typed = self.types_of(doc, groups, types, own)
        labels = [label for label, _ in typed]
        if self.scorer:
            scores = [self.scorer(row) for row in features(doc, groups, typed, own)]
        else:
            scores = [max(min(sum(each), 1.0) for each in group.candidates.values()) for group in groups]
        claimed = self.claimed(doc, groups, labels, scores)
        kept = [max(score, self.threshold) if index in claimed else score for index, score in enumerate(scores)]
        write(doc, disjoint(doc, groups, kept, self.threshold), scores, labels, claimed)
        return doc

    def own(self, doc: Doc, groups: Sequence[Group], types: Sequence[str]) -> list[float]:
        """First probability of each group that the paper introduces it."""
        if self.own_scorer is None:
            return [0.0] * len(groups)
        return [self.own_scorer(row) for row in own_features(doc, groups, types)]

    def claimed(self, doc: Doc, groups: Sequence[Group], labels: Sequence[str], scores: Sequence[float]) -> set[int]:
        """Places of the groups that the paper introduces; as its own has to be named, they need little more."""
        if self.claim_scorer is None:
            return set()
        possible = sorted({index for *_, index in disjoint(doc, groups, scores, CLAIMED_FROM)})
        rows = claim_features(doc, possible, groups, labels, scores)
        return {
            index for index, row in zip(possible, rows, strict=True) if self.claim_scorer(row) >= self.own_threshold
        }

    def types_of(
        self, doc: Doc, groups: Sequence[Group], types: Sequence[str], own: Sequence[float]
    ) -> list[tuple[str, float]]:
        """Type of each group and its share of the weight of all types."""
        if not self.type_scorers:
            return [first_type(group, types) for group in groups]
        found = []
        for row in type_features(doc, groups, types, own):
            weights = {label: scorer(row) for label, scorer in self.type_scorers.items()}
            best = max(weights, key=weights.__getitem__)
            found.append((best, weights[best] / sum(weights.values())))
        return found

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write the scorers there are to ``scorers.json`` in a directory."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        scorers = {"entity": self.scorer, "own": self.own_scorer, "claim": self.claim_scorer, **self.type_scorers}
        raw = {name: each.to_dict() for name, each in scorers.items() if each}
        srsly.write_json(folder / "scorers.json", raw)

    def from_disk(self, path: Path | str, **_: Any) -> Self:
        """Read what :meth:`to_disk` wrote."""
        raw = srsly.read_json(Path(path) / "scorers.json")
        scorers = {name: Scorer.from_dict(each) for name, each in raw.items()}
        self.scorer, self.own_scorer, self.claim_scorer = (
            scorers.pop(name, None) for name in ("entity", "own", "claim")
        )
        self.type_scorers = scorers
        return self


def disjoint(
    doc: Doc, groups: Sequence[Group], scores: Sequence[float], threshold: float
) -> list[tuple[int, int, int]]:
    """Spans of the groups that reach a threshold, without overlap, longer ones first; each with its group's place.

    They come in the order of the text.
    """
    spans = [
        (start, end, index)
        for index, group in enumerate(groups)
        if scores[index] >= threshold
        for start, end in group.spans
        if not _is_plain_word(doc, group, (start, end))
    ]
    chosen: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    for start, end, index in sorted(spans, key=lambda each: (-(each[1] - each[0]), -scores[each[2]], each[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            chosen.append((start, end, index))
    return sorted(chosen)


def write(
    doc: Doc,
    spans: Sequence[tuple[int, int, int]],
    scores: Sequence[float],
    labels: Sequence[str],
    claimed: Container[int],
) -> None:
    """Set `MENTIONS` to spans, each with its group's place in `scores` and `labels`.

    `claimed` are the places of the groups that the paper introduces.
    """
    numbers: dict[int, int] = {}
    for *_, index in spans:
        numbers.setdefault(index, len(numbers))
    doc.spans[MENTIONS] = [Span(doc, start, end, label=labels[index]) for start, end, index in spans]
    attrs = doc.spans[MENTIONS].attrs
    attrs["groups"] = [numbers[index] for *_, index in spans]
    attrs["scores"] = [round(scores[index], 4) for *_, index in spans]
    attrs["introduced"] = [index in claimed for *_, index in spans]


def _is_plain_word(doc: Doc, group: Group, span: tuple[int, int]) -> bool:
    """Whether a word is only spelt like a name in capitals, as "it" beside IT: the recogniser saw nothing in it."""
    text = doc[slice(*span)].text
    if span in group.candidates or not text.islower() or not text.isalpha():
        return False
    alike = {form for form in (doc[slice(*each)].text for each in group.candidates) if key(form) == key(text)}
    return bool(alike) and all(sum(map(str.isupper, form)) > 1 for form in alike)


def groups_of(doc: Doc) -> list[list[int]]:
    """Positions in `MENTIONS` of the mentions of each entity, in order of first mention."""
    found: dict[int, list[int]] = {}
    for position, number in enumerate(doc.spans[MENTIONS].attrs["groups"]):
        found.setdefault(number, []).append(position)
    return list(found.values())


def surfaces(doc: Doc, positions: Iterable[int]) -> tuple[str, ...]:
    """Distinct texts of some mentions, in order of first mention."""
    spans = doc.spans[MENTIONS]
    return tuple(dict.fromkeys(spans[position].text for position in positions))

"""From spans to the entities of a document: one group for one thing, every occurrence, one type, one score."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipelines.extraction import introduced
from pipelines.extraction.lexicon import KNOWN, key, key_starts, occurrences
from pipelines.extraction.recogniser import CANDIDATES
from pipelines.extraction.scorer import Scorer

ABBREVIATIONS = "abbreviations"
"""Key of the spans of defined short and long forms: short, long, short, long and so on."""
MENTIONS = "mentions"
"""Key of the result: disjoint spans with their type as label, in the order of the text, with
``attrs["groups"]``, ``attrs["scores"]`` and ``attrs["introduced"]``, one value for each span."""


@dataclass
class Group:
    """What a document may name, before it is decided.

    Attributes
    ----------
    keys : set of str
        Of all its surfaces.
    spans : list of (int, int)
        Every occurrence, first word and word behind the last, in the order of the text.
    candidates : dict from (int, int) to list of float
        Those of them that the recogniser scored: its probability for each type.
    seen, marked : int, dict from type to int
        What the lexicon says of its best known surface.
    defined : bool
        Whether the text defines a short form for it.
    """

    keys: set[str]
    spans: list[tuple[int, int]] = field(default_factory=list)
    candidates: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    seen: int = 0
    marked: dict[str, int] = field(default_factory=dict)
    defined: bool = False


def propose(doc: Doc) -> tuple[list[Group], list[str]]:
    """Put what the earlier components found into groups of one thing each.

    Candidates whose surfaces have the same key are one thing, and so are a short form and its long form; each key
    is looked up over the whole document.

    Parameters
    ----------
    doc : Doc
        A document after the recogniser; of a recogniser that gives no candidates, ``doc.ents`` are taken, each
        with probability 1.

    Returns
    -------
    tuple of (list of Group, list of str)
        The groups in order of first occurrence, and the types that candidates' probabilities are of.
    """
    if CANDIDATES in doc.spans:
        scored = doc.spans[CANDIDATES]
        types = list(scored.attrs["types"])
        rated = list(zip(scored, scored.attrs["probabilities"], strict=True))
    else:
        types = sorted({ent.label_ for ent in doc.ents})
        rated = [(ent, [float(ent.label_ == each) for each in types]) for ent in doc.ents]
    root, defined = _joined(doc, [key(span.text) for span, _ in rated])
    groups: dict[str, Group] = {}
    for name, first in root.items():
        groups.setdefault(first, Group(set())).keys.add(name)
    probabilities = {(span.start, span.end): each for span, each in rated}
    for start, end, name in occurrences(doc, root, key_starts(root)):
        group = groups[root[name]]
        group.spans.append((start, end))
        if (start, end) in probabilities:
            group.candidates[start, end] = probabilities[start, end]
    # A name of symbols alone has no key, and one that is longer than look-up goes is found by the recogniser only.
    for span, each in rated:
        name = key(span.text)
        group = groups[root[name]] if name else groups.setdefault(span.text, Group({span.text}))
        if (span.start, span.end) not in group.candidates:
            group.spans.append((span.start, span.end))
            group.candidates[span.start, span.end] = each
    _consult(doc, groups, root)
    for group in groups.values():
        group.spans.sort()
        group.defined = not defined.isdisjoint(group.keys)
    found = [group for group in groups.values() if group.candidates]
    return sorted(found, key=lambda group: (group.spans[0], group.spans[-1])), types


def _joined(doc: Doc, names: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """Map every key to the one that stands for its group, and say which the text defines."""
    root = {name: name for name in names}
    pairs = list(doc.spans.get(ABBREVIATIONS, ()))
    defined: set[str] = set()
    for short, long in zip(pairs[::2], pairs[1::2], strict=True):
        both = key(short.text), key(long.text)
        defined.update(both)
        kept, given_up = sorted(root.setdefault(each, each) for each in both)
        root.update((name, kept) for name, first in root.items() if first == given_up)
    root.pop("", None)
    return root, defined


def _consult(doc: Doc, groups: dict[str, Group], root: Mapping[str, str]) -> None:
    known = doc.spans.get(KNOWN)
    if known is None:
        return
    for span, seen, marked in zip(known, known.attrs["seen"], known.attrs["marked"], strict=True):
        group = groups.get(root.get(key(span.text), ""))
        if group is not None and seen > group.seen:
            group.seen, group.marked = seen, dict(marked)


def type_of(group: Group, types: Sequence[str]) -> tuple[str, float]:
    """Type of a group by the recogniser and the lexicon together, and the share of the weight that it has."""
    weights = np.sum(list(group.candidates.values()), axis=0) + 1e-6
    weights = weights / weights.sum()
    counts = np.array([group.marked.get(each, 0) for each in types], dtype=float)
    weights = weights * (counts + 0.5) / (counts.sum() + 0.5 * len(types))
    weights = weights / weights.sum()
    best = int(weights.argmax())
    return types[best], float(weights[best])


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(clipped / (1 - clipped))


def features(doc: Doc, groups: Sequence[Group], types: Sequence[str], own: Sequence[float]) -> list[dict[str, float]]:
    """Features of each group for the scorer of entities; `own` is the probability that the paper introduces it."""
    totals = {span: min(sum(each), 1.0) for group in groups for span, each in group.candidates.items()}
    covering: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in totals:
        for word in range(*span):
            covering[word].append(span)
    title_end = next((token.i for token in doc if token.is_space), len(doc))
    rows = []
    for group, owned in zip(groups, own, strict=True):
        label, certainty = type_of(group, types)
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
        row = {
            "best": _log_odds(best),
            "mean": _log_odds(sum(found) / len(found)),
            "certainty": _log_odds(certainty),
            "rival": max((score for _, score in rivals), default=0.0),
            "rival longer": max((s for o, s in rivals if o[1] - o[0] > len(longest.split())), default=0.0),
            "within": within / len(group.spans),
            "count": math.log(len(group.spans)),
            "words": float(min(len(doc[group.spans[0][0] : group.spans[0][1]]), 8)),
            "title": float(any(end <= title_end for _, end in group.spans)),
            "defined": float(group.defined),
            "unknown": float(not marked),
            "lexicon": _log_odds((marked + 0.3) / (group.seen + 1)) if marked else 0.0,
            "seen": math.log1p(group.seen),
            "lexicon x seen": (_log_odds((marked + 0.3) / (group.seen + 1)) * math.log1p(group.seen))
            if marked
            else 0.0,
            "capital": float(longest[:1].isupper()),
            "inner capital": float(any(char.isupper() for text in texts for char in text[1:])),
            "digit": float(any(char.isdigit() for char in longest)),
            "hyphen": float("-" in longest),
            "own": _log_odds(owned),
            "own x best": _log_odds(owned) * _log_odds(best),
            "own and unknown": owned * (not marked),
            f"type {label}": 1.0,
        }
        rows.append(row)
    return rows


@Language.factory("kg_documents", default_config={"threshold": 0.35, "own_threshold": 0.5})
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
    scorer, own_scorer : Scorer or None
        From :func:`features` to the probability of an entity and from :func:`own_features` to that of an
        introduced one. Without the first the recogniser's probability counts, without the second nothing is
        introduced.
    """

    def __init__(self, threshold: float = 0.35, own_threshold: float = 0.5) -> None:
        self.threshold = threshold
        self.own_threshold = own_threshold
        self.scorer: Scorer | None = None
        self.own_scorer: Scorer | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set the spans under `MENTIONS`."""
        groups, types = propose(doc)
        own = self.own(doc, groups, types)
        if self.scorer:
            scores = [self.scorer(row) for row in features(doc, groups, types, own)]
        else:
            scores = [max(min(sum(each), 1.0) for each in group.candidates.values()) for group in groups]
        write(doc, groups, scores, types, self.threshold, [each >= self.own_threshold for each in own])
        return doc

    def own(self, doc: Doc, groups: Sequence[Group], types: Sequence[str]) -> list[float]:
        """Probability of each group that the paper introduces it."""
        if self.own_scorer is None:
            return [0.0] * len(groups)
        return [self.own_scorer(row) for row in own_features(doc, groups, types)]

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write the scorers there are to ``scorers.json`` in a directory."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        scorers = {"entity": self.scorer, "own": self.own_scorer}
        srsly.write_json(folder / "scorers.json", {name: each and each.to_dict() for name, each in scorers.items()})

    def from_disk(self, path: Path | str, **_: Any) -> Self:
        """Read what :meth:`to_disk` wrote."""
        raw = srsly.read_json(Path(path) / "scorers.json")
        self.scorer, self.own_scorer = (
            Scorer.from_dict(raw[name]) if raw[name] else None for name in ("entity", "own")
        )
        return self


def own_features(doc: Doc, groups: Sequence[Group], types: Sequence[str]) -> list[dict[str, float]]:
    """Features of each group for the scorer of what a paper introduces."""
    named = [(type_of(group, types)[0], [doc[start:end] for start, end in group.spans]) for group in groups]
    return introduced.features(doc, named)


def write(
    doc: Doc,
    groups: Sequence[Group],
    scores: Sequence[float],
    types: Sequence[str],
    threshold: float,
    own: Sequence[bool],
) -> None:
    """Set `MENTIONS` to the groups that reach the threshold, without overlap: longer spans first."""
    chosen: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    spans = [
        (start, end, index)
        for index, group in enumerate(groups)
        if scores[index] >= threshold
        for start, end in group.spans
    ]
    for start, end, index in sorted(spans, key=lambda each: (-(each[1] - each[0]), -scores[each[2]], each[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            chosen.append((start, end, index))
    chosen.sort()
    numbers: dict[int, int] = {}
    for *_, index in chosen:
        numbers.setdefault(index, len(numbers))
    labels = {index: type_of(groups[index], types)[0] for index in numbers}
    doc.spans[MENTIONS] = [Span(doc, start, end, label=labels[index]) for start, end, index in chosen]
    attrs = doc.spans[MENTIONS].attrs
    attrs["groups"] = [numbers[index] for *_, index in chosen]
    attrs["scores"] = [round(scores[index], 4) for *_, index in chosen]
    attrs["introduced"] = [own[index] for *_, index in chosen]


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

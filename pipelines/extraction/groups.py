"""What a document may name: groups of spans that are one thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from spacy.tokens import Doc

from pipelines.extraction.candidates import CANDIDATES
from pipelines.extraction.lexicon import KNOWN, key, key_starts, occurrences

ABBREVIATIONS = "abbreviations"
"""Key of the spans of defined short and long forms: short, long, short, long and so on."""


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
    own : list of float
        The recogniser's probabilities that the paper introduces it, one a candidate, or none where it does not tell.
    seen, marked : int, dict from type to int
        What the lexicon says of its best known surface.
    defined : bool
        Whether the text defines a short form for it.
    """

    keys: set[str]
    spans: list[tuple[int, int]] = field(default_factory=list)
    candidates: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    own: list[float] = field(default_factory=list)
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
        own = {(span.start, span.end): each for span, each in zip(scored, scored.attrs.get("own", ()), strict=False)}
    else:
        own = {}
        types = sorted({ent.label_ for ent in doc.ents})
        rated = [(ent, [float(ent.label_ == each) for each in types]) for ent in doc.ents]
    rated = [(span, each) for span, each in rated if not any(token.is_sent_start for token in span[1:])]
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
        group.own = [own[span] for span in sorted(group.candidates) if span in own]
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


def first_type(group: Group, types: Sequence[str]) -> tuple[str, float]:
    """Type of a group by the recogniser and the lexicon together, and the share of the weight that it has."""
    weights = np.sum(list(group.candidates.values()), axis=0) + 1e-6
    weights = weights / weights.sum()
    counts = np.array([group.marked.get(each, 0) for each in types], dtype=float)
    weights = weights * (counts + 0.5) / (counts.sum() + 0.5 * len(types))
    weights = weights / weights.sum()
    best = int(weights.argmax())
    return types[best], float(weights[best])

"""Candidates: the spans that a recogniser's probabilities of words make likely."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Span

from pipelines.extraction.text import is_genitive

Floats = npt.NDArray[np.float32]

PROPOSED = ("known", "abbreviations")
"""Keys of the spans that earlier components put forward; they get probabilities as well."""
CANDIDATES = "candidates"
"""Key of the spans that the recogniser found or was asked about, with ``attrs["probabilities"]``: a list of
probabilities for each, one a type in the order of ``attrs["types"]``; and ``attrs["own"]``: for each the probability
that the paper introduces it, or nothing where the recogniser does not tell."""


def mark_candidates(doc: Doc, tags: Floats, types: Sequence[str], *, reach: float, own: Floats | None = None) -> None:
    """Set the spans under `CANDIDATES`, and ``doc.ents`` to the best of those above one half.

    Under the assumption that words are independent, a span's probability is that of its first word to begin, of the
    others to continue and of the word behind it not to continue.

    Parameters
    ----------
    doc : Doc
        A document with sentences.
    tags : ndarray of shape (words, 1 + 2 * types)
        Probabilities of ``O`` and, for each type, of ``B`` (a name begins here) and ``I`` (it goes on).
    types : sequence of str
        In the order of the columns.
    reach : float
        Least probability, over all types, of a candidate; what `PROPOSED` holds is one in any case.
    own : ndarray of shape (words,), optional
        Probability of each word to be part of a name that the paper introduces.
    """
    lattice = Lattice(
        _without_genitives(doc, tags), [token.is_space for token in doc], [token.is_sent_start is True for token in doc]
    )
    bounds = lattice.spans(reach)
    bounds |= {(span.start, span.end) for name in PROPOSED for span in doc.spans.get(name, ())}
    found = sorted(bounds)
    probabilities = [lattice.probabilities(start, end) for start, end in found]
    best = [int(np.argmax(each)) for each in probabilities]
    spans = [Span(doc, start, end, label=types[index]) for (start, end), index in zip(found, best, strict=True)]
    doc.spans[CANDIDATES] = spans
    attrs = doc.spans[CANDIDATES].attrs
    attrs["types"] = list(types)
    attrs["probabilities"] = [each.tolist() for each in probabilities]
    attrs["own"] = [] if own is None else [float(own[start:end].mean()) for start, end in found]
    doc.ents = _disjoint(spans, [float(each.sum()) for each in probabilities])


def _without_genitives(doc: Doc, tags: Floats) -> Floats:
    """Probabilities under which no name ends in the ``'s`` of a genitive; within a name it stays (Moore's law)."""
    inside = tags[:, 2::2].sum(axis=1)
    ends = [end for end in range(3, len(doc) + 1) if is_genitive(doc, end) and (end == len(doc) or inside[end] < 0.5)]
    if ends:
        tags = tags.copy()
        tags[[end - back for end in ends for back in (1, 2)]] = 0
    return tags


class Lattice:
    """Probabilities of spans from those of words.

    Parameters
    ----------
    tags : ndarray of shape (words, 1 + 2 * types)
        Probabilities of ``O`` and of ``B`` and ``I`` of each type.
    barriers : sequence of bool
        Words that are part of no name, such as line breaks.
    starts : sequence of bool
        Words that continue no name, such as the first of a sentence.
    """

    longest = 12

    def __init__(self, tags: Floats, barriers: Sequence[bool], starts: Sequence[bool]) -> None:
        self.begin = tags[:, 1::2].astype(np.float64)
        self.inside = tags[:, 2::2].astype(np.float64)
        closed = np.asarray(barriers, dtype=bool)
        self.begin[closed] = 0
        self.inside[closed | np.asarray(starts, dtype=bool)] = 0

    def probabilities(self, start: int, end: int) -> npt.NDArray[np.float64]:
        """Probability of the span ``[start, end)`` for each type."""
        result = self.begin[start] * self.inside[start + 1 : end].prod(axis=0)
        if end < len(self.inside):
            result = result * (1 - self.inside[end])
        return np.asarray(result)

    def spans(self, least: float) -> set[tuple[int, int]]:
        """Spans whose probabilities sum to `least` or more."""
        found = set()
        for start in np.flatnonzero(self.begin.sum(axis=1) >= least).tolist():
            going = self.begin[start]
            for end in range(start + 1, min(start + self.longest, len(self.begin)) + 1):
                closing = 1 - self.inside[end] if end < len(self.begin) else 1.0
                if (going * closing).sum() >= least:
                    found.add((start, end))
                if end == len(self.begin):
                    break
                going = going * self.inside[end]
                if going.sum() < least:
                    break
        return found


def _disjoint(spans: Sequence[Span], scores: Sequence[float]) -> list[Span]:
    """Spans above one half, the most probable first, that do not overlap."""
    # Spans come sorted by their place and the sort is stable, so equals keep the order of the text.
    order = sorted(range(len(spans)), key=scores.__getitem__, reverse=True)
    taken: set[int] = set()
    chosen = []
    for index in order:
        words = range(spans[index].start, spans[index].end)
        if scores[index] > 0.5 and taken.isdisjoint(words):
            taken.update(words)
            chosen.append(spans[index])
    return sorted(chosen, key=lambda span: span.start)

"""Signs of an entity's type: what the recogniser and the lexicon say of it, and the nouns around it."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Span

_NOUNS = {
    "data": "dataset data benchmark corpus corpora leaderboard challenge environment simulator suite testbed",
    "model": "model llm vlm family checkpoint foundation chatbot assistant",
    "method": "method framework algorithm approach technique system pipeline paradigm strategy module loss "
    "architecture optimizer scheme mechanism tool toolkit training learning",
    "measure": "score metric measure rate point",
    "body": "university institute team lab laboratory inc research",
    "problem": "problem setting task application",
}
_KIND = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_WORD = re.compile(r"\w+")
_APPOSITION = re.compile(r"^\W{0,4}(?:\([^()]*\))?\W{0,4}(?:,|:|is|are)\W*(?:an?|the|our|which is an?)\b")
_CALLED = re.compile(r"\W*\b(?:called|named|namely|dubbed|termed)\W*$")
_PREPOSITIONS = re.compile(r"on|by|from|at|with|using|via|for|of|in|to|than|like|and|as|over")


def _kinds(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        kind = _KIND.get(word) or _KIND.get(word.removesuffix("s"))
        if kind:
            yield kind


def _around(text: str, span: Span) -> Iterator[str]:
    after = text[span.end_char : span.end_char + 90].partition("\n")[0].casefold()
    before = text[max(0, span.start_char - 60) : span.start_char].rpartition("\n")[2].casefold()
    following = _WORD.findall(after)
    yield from (f"then {kind}" for kind in _kinds(following[:2]))
    apposition = _APPOSITION.match(after)
    if apposition:
        words = _WORD.findall(after[apposition.end() :])
        yield from (f"is {kind}" for kind in _kinds(words[:7]))
    if span.start == 0 and after.lstrip().startswith(":"):
        yield from (f"title {kind}" for kind in _kinds(following[:9]))
    preceding = _WORD.findall(_CALLED.sub("", before))[-1:]
    yield from (f"after {kind}" for kind in _kinds(preceding))
    yield from (f"after {word}" for word in preceding if _PREPOSITIONS.fullmatch(word))


def features(
    text: str,
    spans: Sequence[Span],
    probabilities: Mapping[str, Sequence[float]],
    marked: Mapping[str, int],
    own: float,
) -> dict[str, float]:
    """Features of one entity for the scorers of its types.

    Parameters
    ----------
    text : str
        The document's.
    spans : sequence of Span
        The entity's mentions.
    probabilities : mapping from str to sequence of float
        For each type the recogniser's probability at each mention that it rated.
    marked : mapping from str to int
        Training papers that have it marked, by type.
    own : float
        Probability that the paper introduces it.

    Returns
    -------
    dict from str to float
        The features that are not 0.
    """
    total = sum(map(sum, probabilities.values())) + 1e-4 * len(probabilities)
    papers = sum(marked.values())
    shortest, longest = (pick((span.text for span in spans), key=len) for pick in (min, max))
    row = {
        "papers": math.log1p(papers),
        "own": own,
        "inner capital": float(any(char.isupper() for char in shortest[1:])),
        "digit": float(any(char.isdigit() for char in shortest)),
        "hyphen": float("-" in shortest),
        "lower": float(longest.islower()),
        "words": float(len(longest.split())),
    }
    for label, each in probabilities.items():
        row[f"share {label}"] = math.log((sum(each) + 1e-4) / total)
        row[f"best {label}"] = max(each)
        row[f"marked {label}"] = math.log((marked.get(label, 0) + 0.3) / (papers + 0.3 * len(probabilities)))
    row.update((f"ends {kind}", 1.0) for kind in _kinds(_WORD.findall(longest.casefold())[-1:]))
    for span in spans:
        row.update((cue, 1.0) for cue in _around(text, span))
    return row

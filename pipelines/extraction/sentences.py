"""Sentences by rule, the same everywhere and without a model."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

_QUOTES = "\"'\u201d\u2019"
_END = re.compile(rf"(?<![.!?…])[.!?…]++[)\]}}{_QUOTES}]*+(?=\s+\S)")
_OPEN_ENDED = re.compile(
    r"""(?:\b(?:e\.g|i\.e|et\ al|cf|vs|resp|approx|etc|Figs?|Eqs?|Secs?|Tabs?|Refs?|Nos?|Vol|Dr|Prof|Mr|Mrs|Ms|
    St|viz|w\.r\.t|a\.k\.a|aka|ca|incl|Inc|Ltd|Corp|Jr|Sr|U\.S|U\.K)|(?<![\w.])[A-Z]|^)$""",
    re.VERBOSE,
)
_LOWER = re.compile(r"\s+[a-z]")
# Names that begin with a small letter, such as mT5 or iBOT, may begin a sentence.
_SMALL_NAME = re.compile(r"\s+[a-z]\w*[A-Z0-9]")
_CAPITAL = re.compile(r"\s+[A-Z]")
_BOUNDS = "kg_bounds"
_MAY_CLOSE = frozenset({"etc", "et al"})


def ends(text: str) -> Iterator[int]:
    """Offsets where a sentence of `text` ends, the end of the text left out.

    Examples
    --------
    >>> text = "We beat GPT-3.5 (e.g. on MMLU) vs. Fig. 2 of Lee et al. in speed. Code is public."
    >>> [text[end:].strip() for end in ends(text)]
    ['Code is public.']
    """
    for end in _END.finditer(text):
        stem = text[max(0, end.start() - 12) : end.start()]
        mark = end[0].rstrip(")]}" + _QUOTES)
        known = _OPEN_ENDED.search(stem) if mark == "." else None
        small = _LOWER.match(text, end.end()) and not _SMALL_NAME.match(text, end.end())
        if small or (known and not (known[0] in _MAY_CLOSE and _CAPITAL.match(text, end.end()))):
            continue
        yield end.end()


@Language.component("kg_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Set where sentences begin; a line break, such as the one after the title, always ends one."""
    text = doc.text
    starts, line_start = [0], 0
    for line in text.split("\n"):
        starts.extend(line_start + end for end in ends(line))
        line_start += len(line) + 1
        starts.append(line_start)
    upcoming = iter(starts)
    start = next(upcoming)
    marks: Any = np.full((len(doc), 1), -1, dtype=np.int64)
    for token in doc:
        while start <= token.idx and not token.is_space:
            marks[token.i] = 1
            start = next(upcoming, len(text) + 1)
    doc.user_data.pop(_BOUNDS, None)
    # All at once: setting them word by word looks over the whole document each time.
    return doc.from_array(["SENT_START"], marks.astype(np.uint64)) if len(doc) else doc


def bounds(doc: Doc) -> list[tuple[int, int]]:
    """Half-open character offsets of the sentence around each word, white space at its end left out.

    Worked out once a document, when its sentences are there: ``Span.sent`` goes over all of it every time.
    """
    if _BOUNDS not in doc.user_data:
        starts = [token.i for token in doc if token.is_sent_start or token.i == 0]
        found: list[tuple[int, int]] = []
        for start, end in pairwise([*starts, len(doc)]):
            sentence = doc[start:end]
            first = sentence.start_char
            found += [(first, first + len(sentence.text.rstrip()))] * (end - start)
        doc.user_data[_BOUNDS] = found
    kept: list[tuple[int, int]] = doc.user_data[_BOUNDS]
    return kept

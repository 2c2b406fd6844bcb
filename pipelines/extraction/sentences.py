"""Sentences by rule, the same everywhere and without a model."""

import re
from collections.abc import Iterator

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
    start = next(upcoming, len(text))
    for token in doc:
        reached = False
        while start <= token.idx and not token.is_space:
            reached = True
            start = next(upcoming, len(text) + 1)
        token.is_sent_start = reached
    return doc

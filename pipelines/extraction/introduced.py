"""Signs that an entity is the paper's own."""

import math
from collections.abc import Sequence

from spacy.tokens import Doc, Span

from pipelines.extraction.cues import cues
from pipelines.extraction.lexicon import KNOWN, key
from pipelines.extraction.sentences import bounds

_WITH_UNSEEN = ("we propose", "called", "our", "title", "inner capital", "acts", "colon", "title colon", "novel")


def features(doc: Doc, entities: Sequence[tuple[str, Sequence[Span]]]) -> list[dict[str, float]]:
    """Features of entities for the scorer of what a paper introduces.

    Parameters
    ----------
    doc : Doc
        A document with sentences and, where there is a lexicon, what it knows.
    entities : sequence of (str, sequence of Span)
        Type and mentions, in the order of the text, of each.

    Returns
    -------
    list of dict from str to float
        One for each entity.
    """
    seen, sentences, text = _seen(doc), bounds(doc), doc.text
    title_end = next((token.idx for token in doc if token.is_space), len(text))
    rows = []
    for label, spans in entities:
        longest = max((span.text for span in spans), key=len)
        shortest = min((span.text for span in spans), key=len)
        known = max(seen.get(key(span.text), 0) for span in spans)
        row = {
            "title": float(any(span.end_char <= title_end for span in spans)),
            "title start": float(spans[0].start == 0),
            "count": math.log(len(spans)),
            "forms": float(len({key(span.text) for span in spans}) > 1),
            "first": spans[0].start_char / len(text),
            "capital": float(shortest[:1].isupper()),
            "inner capital": float(any(char.isupper() for char in shortest[1:])),
            "lower": float(longest.islower()),
            "words": math.log(len(longest.split())),
            "digit": float(any(char.isdigit() for char in shortest)),
            "seen": math.log1p(known),
            "unseen": float(known == 0),
            f"type {label}": 1.0,
        }
        for span in spans:
            place = "title " if span.end_char <= title_end else ""
            around = cues(text, (span.start_char, span.end_char), sentences[span.start])
            row.update((place + cue, 1.0) for cue in around)
        if not known:
            row.update((f"unseen and {cue}", 1.0) for cue in _WITH_UNSEEN if row.get(cue))
        rows.append(row)
    return rows


def _seen(doc: Doc) -> dict[str, int]:
    known = doc.spans.get(KNOWN)
    if known is None:
        return {}
    return {key(span.text): seen for span, seen in zip(known, known.attrs["seen"], strict=True)}

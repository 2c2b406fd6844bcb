"""Signs that an entity is the paper's own."""

import math
from collections.abc import Sequence

from spacy.tokens import Doc, Span

from pipelines.extraction.cues import cues
from pipelines.extraction.lexicon import key
from pipelines.extraction.scorer import log_odds
from pipelines.extraction.sentences import bounds


def features(doc: Doc, entities: Sequence[tuple[str, Sequence[Span], Sequence[float]]]) -> list[dict[str, float]]:
    """Features of entities for the scorer of what a paper introduces.

    Parameters
    ----------
    doc : Doc
        A document with sentences.
    entities : sequence of (str, sequence of Span, sequence of float)
        Of each the type, the mentions in the order of the text, and the recogniser's probabilities that it is the
        paper's own, if it gives any.

    Returns
    -------
    list of dict from str to float
        One for each entity.
    """
    sentences, text = bounds(doc), doc.text
    title_end = next((token.idx for token in doc if token.is_space), len(text))
    rows = []
    for label, spans, told in entities:
        longest = max((span.text for span in spans), key=len)
        shortest = min((span.text for span in spans), key=len)
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
            f"type {label}": 1.0,
        }
        if told:
            row["told, most"], row["told, mean"] = log_odds(max(told)), log_odds(sum(told) / len(told))
        for span in spans:
            place = "title " if span.end_char <= title_end else ""
            around = cues(text, (span.start_char, span.end_char), sentences[span.start])
            row.update((place + cue, 1.0) for cue in around)
        rows.append(row)
    return rows

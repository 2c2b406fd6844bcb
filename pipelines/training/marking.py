"""Annotations put on their texts."""

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipelines.annotations import AnnotatedEntity, AnnotatedPaper
from pipelines.extraction import text
from pipelines.extraction.lexicon import OWN

Log = Callable[[str], None]


def mark(nlp: Language, paper: AnnotatedPaper) -> Doc:
    """Give a document whose ``ents`` are all occurrences of a paper's surfaces, longest first, none nested."""
    whole = text.join(paper.title, paper.abstract)
    doc = nlp.make_doc(whole)
    doc.ents = filter_spans([span for entity in paper.entities for span in _occurrences(doc, whole, entity)])
    return doc


def _occurrences(doc: Doc, whole: str, entity: AnnotatedEntity) -> list[Span]:
    pattern = "|".join(re.escape(surface) for surface in sorted(entity.surfaces, key=len, reverse=True))
    found = re.finditer(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", whole)
    own = OWN if entity.introduced else ""
    spans = (doc.char_span(match.start(), match.end(), label=entity.type, kb_id=own) for match in found)
    return [span for span in spans if span is not None]

"""The pipeline put together: sentences, abbreviations, lexicon, recogniser, documents."""

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipelines.extraction import abbreviations, documents, encoder, lexicon, recogniser, sentences, text
from pipelines.extraction.groups import ABBREVIATIONS

__all__ = ["abbreviations", "documents", "encoder", "lexicon", "recogniser", "sentences", "text"]

BEFORE = ("kg_sentences", "kg_abbreviations", "kg_lexicon")
"""Components before the recogniser, which has the name ``ner``."""
AFTER = ("kg_documents",)
"""Components behind it."""


@Language.component("kg_abbreviations")
def mark_abbreviations(doc: Doc) -> Doc:
    """Set the spans under `ABBREVIATIONS`; a definition whose ends are not those of words is left out."""
    spans: list[Span] = []
    for found in abbreviations.find(doc.text):
        short, long = doc.char_span(*found.short), doc.char_span(*found.long)
        if short is not None and long is not None:
            spans += [short, long]
    doc.spans[ABBREVIATIONS] = spans
    return doc


def blank() -> Language:
    """Empty English pipeline with this package's words."""
    # spaCy would ask for the very patch version that trained, and warn of any other.
    meta = {"name": "papers_kg", "spacy_version": ">=3.8.7,<3.9"}
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "kg.Words.v1"}}}, meta=meta)


def complete(nlp: Language) -> Language:
    """Add what a pipeline lacks around its recogniser.

    Parameters
    ----------
    nlp : Language
        Any pipeline with a component ``ner``.

    Returns
    -------
    Language
        The same pipeline, changed in place.
    """
    for name in BEFORE:
        if name not in nlp.pipe_names:
            nlp.add_pipe(name, before="ner")
    for name in AFTER:
        if name not in nlp.pipe_names:
            nlp.add_pipe(name)
    return nlp

"""Decisions on documents made by hand: no model is loaded."""

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span

from pipelines.extraction.candidates import CANDIDATES
from pipelines.extraction.documents import MENTIONS, Documents, groups_of, surfaces
from pipelines.extraction.lexicon import Lexicon, key
from pipelines.extraction.pipeline import mark_abbreviations
from pipelines.extraction.sentences import mark_sentences
from pipelines.extraction.text import Words

WORDS = Words(spacy.blank("en").vocab)
TYPES = ["Method", "Model"]


def document(text: str, candidates: list[tuple[str, int, tuple[float, float]]]) -> Doc:
    """Document with candidates given as (surface, which occurrence, probability for each type)."""
    doc = mark_abbreviations(mark_sentences(WORDS(text)))
    spans = []
    for surface, occurrence, _ in candidates:
        start = -1
        for _ in range(occurrence + 1):
            start = text.index(surface, start + 1)
        spans.append(doc.char_span(start, start + len(surface)))
    doc.spans[CANDIDATES] = spans
    doc.spans[CANDIDATES].attrs["types"] = TYPES
    doc.spans[CANDIDATES].attrs["probabilities"] = [list(each) for *_, each in candidates]
    return doc


def found(doc: Doc, **settings: float) -> list[tuple[str, tuple[str, ...], int]]:
    doc = Documents(**settings)(doc)
    spans = doc.spans[MENTIONS]
    return [(spans[own[0]].label_, surfaces(doc, own), len(own)) for own in groups_of(doc)]


def test_a_name_is_marked_wherever_it_stands() -> None:
    doc = document("Adam wins\nWe tune Adam and ADAM.", [("Adam", 1, (0.9, 0.0))])
    assert found(doc) == [("Method", ("Adam", "ADAM"), 3)]


def test_a_word_is_not_what_a_name_in_capitals_is_spelt_like() -> None:
    doc = document("x\nInstruction tuning (IT) is cheap: it pays.", [("IT", 0, (0.9, 0.0))])
    assert found(doc) == [("Method", ("Instruction tuning", "IT"), 2)]


def test_a_genitive_is_not_of_the_name() -> None:
    doc = document("x\nAmazon's shop is of Amazon.", [("Amazon", 0, (0.9, 0.0))])
    assert found(doc) == [("Method", ("Amazon",), 2)]


def test_acronym_and_long_form_are_one_entity() -> None:
    text = "x\nA Mixture-of-Experts (MoE) is used; the MoE is large."
    doc = document(text, [("Mixture-of-Experts", 0, (0.8, 0.1)), ("MoE", 0, (0.3, 0.0))])
    assert found(doc) == [("Method", ("Mixture-of-Experts", "MoE"), 3)]


def test_one_type_for_one_entity() -> None:
    doc = document("x\nCLIP here, CLIP there.", [("CLIP", 0, (0.5, 0.4)), ("CLIP", 1, (0.1, 0.8))])
    assert found(doc) == [("Model", ("CLIP",), 2)]


def test_the_longer_name_takes_the_words_they_share() -> None:
    text = "x\nOnline policy distillation and distillation."
    candidates = [("policy distillation", 0, (0.8, 0)), ("distillation", 0, (0.9, 0)), ("distillation", 1, (0.9, 0))]
    assert found(document(text, candidates)) == [
        ("Method", ("policy distillation",), 1),
        ("Method", ("distillation",), 1),
    ]


def test_what_is_unlikely_is_left_out() -> None:
    doc = document("x\nOne thing.", [("thing", 0, (0.2, 0.1))])
    assert found(doc, threshold=0.5) == []


def test_versions_are_different_things() -> None:
    doc = document("x\nQwen2 and Qwen2.5.", [("Qwen2", 0, (0, 0.9)), ("Qwen2.5", 0, (0, 0.9))])
    assert found(doc) == [("Model", ("Qwen2",), 1), ("Model", ("Qwen2.5",), 1)]


def test_entities_of_another_recogniser_are_taken_as_they_are() -> None:
    doc = mark_abbreviations(mark_sentences(WORDS("x\nBERT beats GPT-2, says BERT.")))
    doc.ents = [Span(doc, 2, 3, label="Model")]
    assert found(doc) == [("Model", ("BERT",), 2)]
    assert doc.spans[MENTIONS].attrs["scores"] == [1.0, 1.0]


def test_a_name_of_symbols_alone_is_kept() -> None:
    doc = document("x\nThe ★ method.", [("★", 0, (0.9, 0))])
    assert found(doc) == [("Method", ("★",), 1)]


def test_a_lexicon_counts_papers_not_places(tmp_path: Path) -> None:
    docs = []
    for text, marked in (("LoRA, LoRA and LoRA", True), ("LoRA again", True), ("no lora", False), ("nothing", False)):
        doc = WORDS(text)
        doc.ents = [Span(doc, 0, 1, label="Method")] if marked else []
        docs.append(doc)
    lexicon = Lexicon()
    lexicon.learn(docs)
    assert lexicon.entries == {key("LoRA"): (3, {"Method": 2})}
    lexicon.to_disk(tmp_path)
    assert Lexicon().from_disk(tmp_path).entries == lexicon.entries


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_a_lexicon_leaves_out_what_is_seldom_marked(share: float) -> None:
    marked, unmarked = WORDS("a search"), WORDS("search on")
    marked.ents = [Span(marked, 1, 2, label="Method")]
    lexicon = Lexicon(share)
    lexicon.learn([marked, unmarked])
    assert bool(lexicon.entries) == (share <= 0.5)

from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.sentences import bounds, ends, mark_sentences
from pipelines.extraction.text import Words

WORDS = Words(spacy.blank("en").vocab)


def sentences(text: str) -> list[str]:
    doc = mark_sentences(WORDS(text))
    return [text[start:end] for start, end in dict.fromkeys(bounds(doc))]


@pytest.mark.parametrize(
    "whole",
    [
        "We follow Lee et al. (2020) here.",
        "It gains 3.5 points, e.g. GPT-3.5 beats GPT-3, i.e. more.",
        "See Fig. 2 and Eq. (3) of Sec. 4 vs. Tab. 1 for it.",
        "J. Smith and A. B. Jones agree.",
        "Is it v1.2.3? no, it is not.",
        "It is called Go!Go.",
        "Tokens ... go on.",
    ],
)
def test_one_sentence_stays_one(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["We win.", "They lose."],
        ["Is it so?", "It is!", "(We checked.)", "Good."],
        ["We use BERT, T5, etc.", "All are old."],
        ["It gains 3.5%.", "mT5 loses.", "iBOT wins."],
        ["We say \u201cno.\u201d", "You say yes."],
        ["Accuracy is 92.", "Code is public."],
    ],
)
def test_sentences_are_cut(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_title_is_a_sentence_of_its_own() -> None:
    assert sentences("A study of it\nwe study it.") == ["A study of it", "we study it."]


@given(st.text(alphabet='aB. \n?!)"1é🎉', max_size=200))
def test_sentences_cover_the_text(text: str) -> None:
    doc = mark_sentences(WORDS(text))
    found = bounds(doc)
    assert len(found) == len(doc)
    for token, (start, end) in zip(doc, found, strict=True):
        assert token.is_space or start <= token.idx < token.idx + len(token) <= end
    distinct = list(dict.fromkeys(found))
    assert all(before[1] <= after[0] for before, after in pairwise(distinct))


def test_a_run_of_marks_takes_no_quadratic_time() -> None:
    assert list(ends("." * 200_000)) == []

import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.text import Words, without_loose_ends

WORDS = Words(spacy.blank("en").vocab)


@given(st.text(max_size=200))
def test_words_lose_nothing(text: str) -> None:
    assert WORDS(text).text == text


@given(st.text(max_size=100))
def test_a_word_is_letters_and_digits_or_one_character(text: str) -> None:
    for token in WORDS(text):
        assert len(token.text) == 1 or token.is_space or token.text.replace(".", "").isalnum()


@given(st.text(alphabet="ab1-/([{)]},.+*$^ \u2013\u201d", min_size=1, max_size=12))
def test_loose_ends_are_cut_once_and_nothing_else(name: str) -> None:
    start, end = without_loose_ends(name)
    kept = name[start:end]
    assert kept
    assert not any(char.isalnum() for char in name[:start] + name[end:])
    assert without_loose_ends(kept) == (0, len(kept))

import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.text import Words

WORDS = Words(spacy.blank("en").vocab)


@given(st.text(max_size=200))
def test_words_lose_nothing(text: str) -> None:
    assert WORDS(text).text == text


@given(st.text(max_size=100))
def test_a_word_is_letters_and_digits_or_one_character(text: str) -> None:
    for token in WORDS(text):
        assert len(token.text) == 1 or token.is_space or token.text.replace(".", "").isalnum()

from itertools import chain

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece

from pipelines.extraction.sentences import mark_sentences
from pipelines.extraction.text import Words
from pipelines.extraction.word_pieces import LONGEST, SHAPES, WordPieces, shape

WORDS = Words(spacy.blank("en").vocab)
LETTERS = "abcdefghijklmnopqrstuvwxyz."
VOCABULARY = ["[UNK]", "[CLS]", "[SEP]", *LETTERS, *(f"##{letter}" for letter in LETTERS)]


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    numbers = {piece: number for number, piece in enumerate(VOCABULARY)}
    return WordPieces(Tokenizer(WordPiece(numbers, unk_token="[UNK]", max_input_chars_per_word=100)))


parts = st.sampled_from(["bert", "a", "LoRA", ".", "\n", "unbelievably", "7B", "🎉"])
texts = st.lists(parts, max_size=900).map(" ".join)


@given(texts)
def test_every_word_stands_in_one_window_that_the_encoder_can_take(pieces: WordPieces, text: str) -> None:
    doc = mark_sentences(WORDS(text))
    windows = list(pieces.windows(doc))
    assert list(chain.from_iterable(window.words for window in windows)) == list(range(len(doc)))
    for window in windows:
        assert len(window.pieces) == len(window.shapes) <= LONGEST
        assert len(window.first) == len(window.words)
        assert (window.first[1:] > window.first[:-1]).all()
        assert 0 <= window.shapes.min() <= window.shapes.max() < SHAPES


def test_a_long_text_is_cut_between_sentences(pieces: WordPieces) -> None:
    doc = mark_sentences(WORDS("abcde abcde abcde abcde. Zz " * 40))
    windows = list(pieces.windows(doc))
    assert len(windows) > 1
    assert all(doc[int(window.words[0])].is_sent_start for window in windows)


def test_pieces_are_those_of_the_words(pieces: WordPieces) -> None:
    [window] = pieces.windows(mark_sentences(WORDS("ab\nc")))
    read = [VOCABULARY[number] for number in window.pieces]
    assert read == ["[CLS]", "a", "##b", "[SEP]", "c", "[SEP]"]
    assert [read[place] for place in window.first] == ["a", "[SEP]", "c"]


def test_shapes_tell_names_from_words() -> None:
    assert len({shape(word) for word in ("model", "Model", "BERT", "LoRA", "GPT4", "7", "-", "A", "mT5")}) == 9


def test_a_tokenizer_without_separators_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[CLS\]"):
        WordPieces(Tokenizer(WordPiece({"[UNK]": 0}, unk_token="[UNK]")))

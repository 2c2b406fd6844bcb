"""Words as an encoder reads them: numbers of word pieces, in windows that it can take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

LONGEST = 512
"""Pieces that an encoder takes at once."""
_MOST = 16
"""Pieces of one word that are read."""

SHAPES = 23
"""Kinds of words by their letters, each standing alone or right behind another word; the last is for separators."""
SEPARATOR = SHAPES - 1
"""What stands between texts."""


def shape(word: str) -> int:
    """Kind of a word by its letters: encoders that fold case see a name's capitals by it.

    Examples
    --------
    >>> [shape(word) for word in ("-", "2.5", "model", "mT5", "Llama", "BERT")]
    [0, 1, 2, 10, 7, 5]
    """
    if not any(char.isalpha() for char in word):
        return int(any(char.isdigit() for char in word))
    digits = any(char.isdigit() for char in word)
    if word.islower():
        return 2 + digits
    if len(word) == 1:
        return 4
    if word.isupper():
        return 5 + digits
    if word[0].isupper() and word[1:].islower():
        return 7 + digits
    return 9 + digits


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a document that an encoder reads at once.

    Attributes
    ----------
    pieces, shapes : ndarray of shape (length,)
        What stands where, between ``[CLS]`` and ``[SEP]``.
    first : ndarray of shape (words,)
        Where the first piece of each word stands.
    words : ndarray of shape (words,)
        Which word of the document that is.
    """

    pieces: Ints
    shapes: Ints
    first: Ints
    words: Ints


class WordPieces:
    """Makes windows of documents.

    Parameters
    ----------
    tokenizer : Tokenizer
        The encoder's.

    Raises
    ------
    ValueError
        When it has no ``[CLS]``, ``[SEP]`` or ``[UNK]``.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.tokenizer = tokenizer
        self._open, self._close, self._unknown = (_number(tokenizer, each) for each in ("[CLS]", "[SEP]", "[UNK]"))
        self._known: dict[str, list[int]] = {}

    @property
    def mask(self) -> int:
        """Number of the piece that hides another.

        Raises
        ------
        ValueError
            When the tokenizer has none.
        """
        return _number(self.tokenizer, "[MASK]")

    def windows(self, doc: Doc) -> Iterator[Window]:
        """Cut a document with sentences into windows, between sentences where it can be.

        A line break, such as the one after the title, is read as ``[SEP]``.

        Examples
        --------
        >>> import spacy
        >>> from tokenizers.models import WordLevel
        >>> tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "bert": 3}, unk_token="[UNK]"))
        >>> [window] = WordPieces(tokenizer).windows(spacy.blank("en")("bert or bert"))
        >>> window.pieces.tolist(), window.first.tolist()
        ([1, 3, 0, 3, 2], [1, 2, 3])
        """
        words: list[tuple[int, list[int], int, bool]] = []
        glued = False
        for token in doc:
            if token.is_space:
                words.append((token.i, [self._close], SEPARATOR, True))
            else:
                text = token.text
                words.append((token.i, self._pieces(text), 2 * shape(text) + glued, token.is_sent_start is True))
            glued = not token.is_space and not token.whitespace_
        room = LONGEST - 2
        while words:
            size = end = 0
            while end < len(words) and size + len(words[end][1]) <= room:
                size += len(words[end][1])
                end += 1
            if end < len(words):
                end = next((place for place in range(end, 0, -1) if words[place][3]), end)
            yield self._window(words[:end])
            words = words[end:]

    def _pieces(self, word: str) -> list[int]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 100_000:
                self._known.clear()
            known = self.tokenizer.encode(word, add_special_tokens=False).ids[:_MOST] or [self._unknown]
            self._known[word] = known
        return known

    def _window(self, words: Sequence[tuple[int, list[int], int, bool]]) -> Window:
        pieces, shapes, first = [self._open], [SEPARATOR], []
        for _, each, kind, _ in words:
            first.append(len(pieces))
            pieces += each
            shapes += [kind] * len(each)
        columns = ([*pieces, self._close], [*shapes, SEPARATOR], first, [word[0] for word in words])
        return Window(*(np.array(column, dtype=np.int64) for column in columns))


def _number(tokenizer: Tokenizer, piece: str) -> int:
    number = tokenizer.token_to_id(piece)
    if number is None:
        raise ValueError(f"the tokenizer has no {piece}")
    return number

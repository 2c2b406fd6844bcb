"""One text of title and abstract, and its words."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_words_and_spaces, registry
from spacy.vocab import Vocab

SEPARATOR = "\n"
"""Stands between title and abstract; no sentence or mention goes across it."""

_APOSTROPHES = frozenset("'\u2019")
_OPENED = {"(": ")", "[": "]", "{": "}"}
_CLOSED = {closing: opening for opening, closing in _OPENED.items()}
_LOOSE = frozenset(" -\u2010\u2011\u2012\u2013\u2014/,;:&=\"'\u2018\u2019\u201c\u201d")
_WORDS = re.compile(r"[^\W_]+(?:\.\d+)*|\S")


def join(title: str, abstract: str) -> str:
    """Text of a document: title, separator, abstract."""
    return f"{title}{SEPARATOR}{abstract}"


def is_genitive(doc: Doc, end: int) -> bool:
    """Whether the words before `end` close with the ``'s`` of a genitive.

    Examples
    --------
    >>> doc = Doc(Vocab(), words=["Moore", "'", "s", "law"], spaces=[False, False, True, False])
    >>> is_genitive(doc, 3), is_genitive(doc, 4)
    (True, False)
    """
    return end >= 3 and doc[end - 1].text == "s" and doc[end - 2].text in _APOSTROPHES and not doc[end - 2].whitespace_


def without_loose_ends(text: str) -> tuple[int, int]:
    """Offsets of a name without marks at its ends that only lead on or close what it does not open.

    A text of nothing else is left whole.

    Examples
    --------
    >>> [text[slice(*without_loose_ends(text))] for text in ("LLM-", "MoE)", "cache (", "S^{3}", "A*", "f(x)")]
    ['LLM', 'MoE', 'cache', 'S^{3}', 'A*', 'f(x)']
    """
    start, end = 0, len(text)
    while start < end and _is_loose(text[start:end], text[start], _CLOSED):
        start += 1
    while start < end and _is_loose(text[start:end], text[end - 1], _OPENED):
        end -= 1
    return (start, end) if start < end else (0, len(text))


def _is_loose(text: str, mark: str, wrong: Mapping[str, str]) -> bool:
    """Whether a mark at an end only leads on, is a bracket that is `wrong` there, or has no other one."""
    other = _OPENED.get(mark) or _CLOSED.get(mark)
    return mark in _LOOSE or mark in wrong or (other is not None and text.count(mark) > text.count(other))


class Words:
    """Tokeniser: a run of letters and digits is a word, every other character stands alone.

    Names then begin and end where words do, whatever hyphens, slashes, brackets or TeX stand around them; version
    numbers stay whole (``Qwen2.5``).

    Parameters
    ----------
    vocab : Vocab
        The pipeline's vocabulary.

    Examples
    --------
    >>> [word.text for word in Words(Vocab())("LoRA-tuned Qwen2.5-7B (S^{3})")]
    ['LoRA', '-', 'tuned', 'Qwen2.5', '-', '7B', '(', 'S', '^', '{', '3', '}', ')']
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Cut a text into words; nothing of it is lost."""
        words, spaces = get_words_and_spaces(_WORDS.findall(text), text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, _path: Path | str, **_: Any) -> None:
        """Nothing to store: the rule is code."""

    def from_disk(self, _path: Path | str, **_: Any) -> Self:
        """Nothing to load."""
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to store: the rule is code."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> Self:
        """Nothing to load."""
        return self


@registry.tokenizers("kg.Words.v1")  # type: ignore[untyped-decorator]  # spaCy has no types here
def make_words() -> Callable[[Language], Words]:
    """Tokeniser for a spaCy config: ``@tokenizers = "kg.Words.v1"``."""
    return lambda nlp: Words(nlp.vocab)

"""Text of LaTeX: accents and commands decoded, groups opened, mathematics kept."""

import logging
import re
from collections.abc import Iterator

from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Entry, Field

from kg.text import normalise
from pipelines.readers.fields import ABSTRACT_LIMIT

LATEX_LIMIT, LATEX_EVERY = 20_000, 50
"""Characters of distinct pieces of LaTeX that are decoded in a file, and characters for which there is one more."""
DEPTH_LIMIT, OPTIONS_LIMIT = 4, 2
"""Braces around one another and options in brackets in a piece that is decoded: what does not close doubles by each."""

_LATEX = re.compile(r"[\\{}~]")
_SPECIAL = re.compile(r"[\\{}~]|--|``|''|[!?]`")
_OPEN_COMMAND = re.compile(r"\\(?:[a-zA-Z]*|[`'^\"~=.])$")
_ESCAPED = re.compile(r"\\[\\{}$%]")
_OPENS, _CLOSES = re.compile(r"\{|\\[(\[]|\\begin\b"), re.compile(r"\}|\\[)\]]|\\end\b")
_MATHS = re.compile(r"[^\\{}~$]*\$[^$]*\$[^\\{}~$]*")
_BRACE = re.compile(r"(?<!\\)[{}]")
_OPTION = re.compile(r"\\[a-zA-Z]+\*?\s*\[")
_BARE_PERCENT = re.compile(r"(?<!\\)%")

# What it cannot decode it leaves as it is, and says so on standard error.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)

_NOTHING = Library()
_DECODER = LatexDecodingMiddleware()


class Decoder:
    """Decodes the values of one file, a piece between spaces at a time and each distinct one once.

    The decoder takes milliseconds for an abstract; most of it is no LaTeX.

    Parameters
    ----------
    size : int
        Characters of the file, which bound how much is decoded.

    Attributes
    ----------
    left_out : int
        Pieces that were left as they are because others had used up what is decoded.
    """

    def __init__(self, size: int) -> None:
        self.left_out = 0
        self._left = LATEX_LIMIT + size // LATEX_EVERY
        self._known: dict[str, str] = {}

    def text(self, value: str) -> str:
        r"""Normalised text of a value; one without LaTeX in it stays as it is.

        Examples
        --------
        >>> Decoder(0).text(r"{BERT} for K{\"o}ln \& {\o}st: $O(n \log n)$")
        'BERT for Köln & øst: $O(n \\log n)$'
        """
        if len(value) > ABSTRACT_LIMIT or not _LATEX.search(value):
            return normalise(value)
        return normalise(" ".join(map(self._decoded, _pieces(value))))

    def _decoded(self, piece: str) -> str:
        if not _SPECIAL.search(piece) or _MATHS.fullmatch(piece):
            return piece
        if piece not in self._known:
            cost = _cost(piece)
            if self._left < cost:
                self.left_out += 1
                return piece
            self._left -= cost
            self._known[piece] = _decoded(piece) if cost else piece
        return self._known[piece]


def _cost(piece: str) -> int:
    """Characters, doubled by each level beyond the second and each option; 0 for what is not decoded."""
    depth = deepest = 0
    for brace in _BRACE.finditer(piece):
        depth += 1 if brace[0] == "{" else -1
        deepest = max(deepest, depth)
    options = len(_OPTION.findall(piece))
    if depth or deepest > DEPTH_LIMIT or options > OPTIONS_LIMIT:
        return 0
    return len(piece) << options + max(0, deepest - 2)


def _decoded(piece: str) -> str:
    # A bare per cent sign would begin a comment that eats the rest of its line.
    field = Field(key="value", value=_BARE_PERCENT.sub(r"\\%", piece))
    _DECODER.transform_entry(Entry(entry_type="misc", key="", fields=[field]), _NOTHING)
    return str(field.value)


def _pieces(value: str) -> Iterator[str]:
    """A value split at spaces that stand in no group, in no mathematics and behind no command."""
    held: list[str] = []
    depth = dollars = 0
    for word in _peeled(value).split():
        held.append(word)
        plain = _ESCAPED.sub("", word) if "\\" in word else word
        depth = max(0, depth + len(_OPENS.findall(plain)) - len(_CLOSES.findall(plain)))
        dollars += plain.count("$")
        if not depth and not dollars % 2 and not ("\\" in word and _OPEN_COMMAND.search(word)):
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)


def _peeled(value: str) -> str:
    """A value without the braces around all of it, of which some programs write two pairs."""
    for _ in range(2):
        value = value.strip()
        if not (value[:1] == "{" and value[-1:] == "}"):
            break
        depth = end = 0
        for brace in _BRACE.finditer(value):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                end = brace.end()
                break
        if end != len(value):
            break
        value = value[1:-1]
    return value

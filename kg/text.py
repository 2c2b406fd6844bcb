"""Normal form of outside text, which every offset in a graph refers to."""

import hashlib
import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]")
_FOREIGN = re.compile(r"[^\x00-\x7f]{31,}")
_MARKS = 30
"""Combining marks that follow one another, as in Unicode's Stream-Safe Text Format; no language has more than a few."""
_WORDS = re.compile(r"[\W_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


def normalise(text: str) -> str:
    r"""Text as the graph keeps it.

    Unicode NFC, runs of white space (line ends too) as one space, no control characters, no lone surrogates;
    nothing else changes, TeX remains included. Of combining marks 30 in a row are kept: to put more in order takes the
    square of their number.

    Parameters
    ----------
    text : str
        Text as a source has it.

    Returns
    -------
    str
        The same words; ``normalise(normalise(t)) == normalise(t)``.

    Examples
    --------
    >>> normalise("  Sparse\n phase\tretrieval of x^{natural} ")
    'Sparse phase retrieval of x^{natural}'
    """
    if not text.isprintable():
        text = _CONTROLS.sub("", text)
    if not text.isascii():
        few = _FOREIGN.sub(_with_few_marks, text)
        text = unicodedata.normalize("NFC", few)
        if text != few:  # some marks become two
            text = _FOREIGN.sub(_with_few_marks, text)
    return " ".join(text.split())


def _with_few_marks(part: re.Match[str]) -> str:
    if not any(map(unicodedata.combining, part[0])):
        return part[0]
    kept, marks = [], 0
    for char in part[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MARKS:
            kept.append(char)
    return "".join(kept)


def title_key(title: str) -> str:
    """Key under which two titles are the same work: letters and digits only, case folded.

    Examples
    --------
    >>> title_key("DiffRate : Compression Rate") == title_key("diffrate: compression-rate")
    True
    """
    if title.isascii() and (key := title.lower().encode().translate(None, _NO_LETTERS)):
        return key.decode()  # as below, in a quarter of the time
    folded = unicodedata.normalize("NFKC", title).casefold()
    return _WORDS.sub("", folded) or folded.strip()


def digest(text: str, length: int = 64) -> str:
    """First `length` hexadecimal digits of the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def printable(text: str) -> str:
    r"""Text that is safe on a terminal: control and bidirectional formatting characters become escapes.

    Examples
    --------
    >>> printable("red \x1b[31m")
    'red \\x1b[31m'
    """
    return "".join(
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else ascii(char)[1:-1] for char in text
    )

"""Finding source files and opening them: folders walked, gzip opened, encodings found out, sizes bounded."""

import codecs
import gzip
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO

from kg.errors import SourceError
from kg.text import normalise
from kg.types import Skip

STANDARD_INPUT = "-"
HEAD = 256 * 1024
"""Bytes from which a format is recognised."""
LINE_LIMIT = 32 * 1024 * 1024
"""Longest line that is read, in bytes."""
DOCUMENT_LIMIT = 256 * 1024 * 1024
"""Largest document that is held whole, in bytes after decompression."""
RATIO_LIMIT = 100
"""Growth by decompression that is believed beyond `DOCUMENT_LIMIT`; text reaches about 20."""

_CHUNK = 64 * 1024
_FOREIGN = bytes(range(0x80, 0x100))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMATS = (
    (b"%PDF", "a PDF file; save the page or its metadata as text"),
    (b"PK\x03\x04", "a ZIP archive or Office document; unpack it or save it as text"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard; unpack it first"),
    (b"PAR1", "a Parquet file; write it as JSON lines or CSV"),
)


def find(paths: Sequence[str]) -> list[str]:
    """Source files behind what a user names.

    Folders are walked; hidden files and graph directories (``*.kg``) in them are left out, links to folders are
    listed and not followed, so a loop of links ends.

    Parameters
    ----------
    paths : sequence of str
        Files, folders, or ``-`` for standard input.

    Returns
    -------
    list of str
        Locations with forward slashes, sorted, each once.

    Raises
    ------
    SourceError
        A path does not exist, or is a graph directory.
    """
    found: set[str] = set()
    for given in paths:
        path = Path(given)
        if given == STANDARD_INPUT:
            found.add(given)
        elif path.is_dir():
            if path.suffix == ".kg":
                raise SourceError(f"{given!r} is a graph directory, not a source; name the files it is made from")
            found.update(_walk(path))
        elif os.path.lexists(path):
            found.add(path.as_posix())
        else:
            raise SourceError(f"no file or folder {given!r}; check the path")
    return sorted(found)


def _walk(folder: Path) -> Iterator[str]:
    unreadable: list[str] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(str(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(".kg"))
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        yield from (PurePath(root, name).as_posix() for name in [*files, *links] if not name.startswith("."))
    yield from (PurePath(path).as_posix() for path in unreadable)


def decode(data: bytes) -> str:
    r"""Text of bytes that should be UTF-8.

    Bytes that are mostly not are read as Windows-1252, which holds Latin-1; a few bad ones among good UTF-8 become
    U+FFFD.

    Examples
    --------
    >>> decode("Bäcker".encode("latin-1")), decode(b"B\xc3\xa4cker \xff \xc3\xb6")
    ('Bäcker', 'Bäcker � ö')
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        replaced = data.decode("utf-8", "replace")
    bad = replaced.count("\ufffd")
    foreign = len(replaced) - len(replaced.encode("ascii", "ignore"))
    if foreign > 2 * bad:
        return replaced
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _encoding(head: bytes) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    sample = head[: 4096 - 4096 % 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * len(sample) / 2 and even * 10 < odd:
        return "utf-16-le"
    if even > 0.4 * len(sample) / 2 and odd * 10 < even:
        return "utf-16-be"
    for magic, meaning in _FORMATS:
        if head.startswith(magic):
            raise SourceError(meaning)
    if b"\0" in head:
        raise SourceError("binary, not text")
    return "utf-8"


class Document:
    """An opened source as readers see it; read it once, by `lines`, `text` or `read`.

    Attributes
    ----------
    name : str
        Last part of its path, a hint and no more.
    head : str
        The text of its first `HEAD` bytes.
    skipped : list of Skip
        What the opening itself could not read: lines too long, compressed data that ends early.
    """

    def __init__(self, file: IO[bytes], name: str = "") -> None:
        self.name = name
        self.skipped: list[Skip] = []
        self._limit: float = float("inf")
        self._line = self._given = 0
        magic = file.read(2)
        file.seek(0)
        if magic == b"\x1f\x8b":
            self._limit = max(DOCUMENT_LIMIT, RATIO_LIMIT * file.seek(0, os.SEEK_END))
            file.seek(0)
            file = gzip.GzipFile(fileobj=file)  # type: ignore[assignment]
        self._bytes = self._opened(file)
        start: list[bytes] = []
        while sum(map(len, start)) < HEAD and (chunk := next(self._bytes, b"")):
            start.append(chunk)
        self._start = b"".join(start)
        self._encoding = _encoding(self._start)
        head = b"".join(self._utf8([self._start]))[:HEAD]
        self.head = decode(head.rstrip(_FOREIGN) if len(head) == HEAD else head)

    def _opened(self, file: IO[bytes]) -> Iterator[bytes]:
        size = 0
        while True:
            try:
                chunk = file.read1(_CHUNK)  # type: ignore[attr-defined]
            except (EOFError, OSError, zlib.error) as error:
                self.skipped.append(Skip(line=self._line, reason=f"the file cannot be read from here on: {error}"))
                return
            if not chunk:
                return
            size += len(chunk)
            if size > self._limit:
                reason = f"decompresses to more than {RATIO_LIMIT} times its size; the rest is not read"
                self.skipped.append(Skip(line=self._line, reason=reason))
                return
            yield chunk

    def _utf8(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        if self._encoding == "utf-8":
            yield from chunks
        else:
            decoder = codecs.getincrementaldecoder(self._encoding)("replace")
            yield from (decoder.decode(chunk).encode("utf-8", "replace") for chunk in chunks)

    def _chunks(self) -> Iterator[bytes]:
        yield self._start
        yield from self._bytes

    def read(self, _size: int = -1) -> bytes:
        """Next bytes after decompression, in the file's own encoding, as parsers ask for them; ``b""`` at the end.

        Raises
        ------
        SourceError
            It is larger than `DOCUMENT_LIMIT`.
        """
        chunk, self._start = self._start or next(self._bytes, b""), b""
        self._given += len(chunk)
        if self._given > DOCUMENT_LIMIT:
            raise SourceError(_TOO_LARGE)
        return chunk

    def lines(self) -> Iterator[tuple[int, str]]:
        """Lines with their numbers from 1, without line ends; one longer than `LINE_LIMIT` goes to `skipped`."""
        pending: list[bytes] = []
        size = 0
        for chunk in self._utf8(self._chunks()):
            ended, end, rest = chunk.rpartition(b"\n")
            if end:
                first, more, others = ended.partition(b"\n")
                self._line += 1
                if size + len(first) <= LINE_LIMIT:
                    yield self._line, decode(b"".join((*pending, first))).removesuffix("\r")
                else:
                    self._too_long(pending)
                pending, size = [], 0
                for text in _decoded_lines(others) if more else ():
                    self._line += 1
                    yield self._line, text.removesuffix("\r")
            size += len(rest)
            if size <= LINE_LIMIT or not pending:
                pending.append(rest)
        self._line += 1
        if size > LINE_LIMIT:
            self._too_long(pending)
        elif size:
            yield self._line, decode(b"".join(pending)).removesuffix("\r")

    def _too_long(self, pending: list[bytes]) -> None:
        reason = f"a line longer than {LINE_LIMIT // 1024**2} MiB"
        self.skipped.append(Skip(line=self._line, reason=reason, excerpt=excerpt(decode(pending[0][:400]))))

    def text(self) -> str:
        """The whole text.

        Raises
        ------
        SourceError
            It is larger than `DOCUMENT_LIMIT`.
        """
        parts: list[bytes] = []
        size = 0
        for chunk in self._utf8(self._chunks()):
            size += len(chunk)
            if size > DOCUMENT_LIMIT:
                raise SourceError(_TOO_LARGE)
            parts.append(chunk)
        return decode(b"".join(parts))


def _decoded_lines(block: bytes) -> Iterable[str]:
    """Lines as `decode` reads each; a block of good UTF-8, as nearly all are, at once."""
    try:
        return block.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        lines = block.split(b"\n")
        decoded = {line: decode(line) for line in set(lines)}
        return [decoded[line] for line in lines]


_TOO_LARGE = (
    f"larger than {DOCUMENT_LIMIT // 1024**2} MiB, which is too much for a format that is read whole;"
    " split it, or write it as JSON lines"
)


@contextmanager
def opened(location: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Digest and open file of a location.

    Parameters
    ----------
    location : str
        As `find` gives it.

    Yields
    ------
    digest : str
        SHA-256 of the bytes, in hexadecimal.
    file : binary file
        At its beginning, seekable.

    Raises
    ------
    SourceError
        It cannot be opened, or is not a regular file.
    """
    try:
        if location == STANDARD_INPUT:
            file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
            shutil.copyfileobj(sys.stdin.buffer, file)
            file.seek(0)
        elif stat.S_ISREG(os.stat(location).st_mode):  # noqa: PTH116
            file = Path(location).open("rb")  # noqa: SIM115
        else:
            raise SourceError("not a regular file; pipe its content in and name it -")
        with file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
            file.seek(0)
            yield digest, file
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}") from error


def excerpt(text: str) -> str:
    """Up to 80 characters of a text, to find it again."""
    return normalise(text[:400])[:80]

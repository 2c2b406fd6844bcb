"""Reading a source: the reader is chosen by content, and what it cannot take is listed."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

from kg.errors import SourceError
from kg.registry import READERS, load, plugins
from kg.types import Record, Skip, Source
from pipelines.sources import Document, excerpt, opened

LISTED_LIMIT = 5_000_000
"""Papers that one source may list; they are held in memory."""
SKIPPED_LIMIT = 10_000
"""By how many a source may hold more of what is no paper than of papers."""

BRIEF_LIMIT, BRIEF = 5_000, 32
"""Papers that a source may list whatever they say; of more, title and abstract have so many bytes on average."""


class Reader(Protocol):
    """What a module in `kg.registry.READERS`, or an entry point in the group ``kg.readers``, offers."""

    def recognises(self, head: str, name: str) -> bool:
        """Whether text that begins like this, in a file of this name, is of the format; never raises."""

    def read(self, document: Document) -> Iterator[Record | Skip]:
        """Records in the order of the document, and what is no record; raises `SourceError` and nothing else."""


@cache
def readers() -> Mapping[str, Reader]:
    """All readers by format, in the order they are asked: entry points first, as they know their own format best."""
    added = {name: target for name, target in plugins("readers").items() if name not in READERS}
    return {name: cast("Reader", load(target)) for name, target in (added | dict(READERS)).items()}


class Reading:
    """A source being read: iterate over it for its records, then ask for `source`.

    Nothing in a source's content raises: what cannot be read becomes a `Skip`, and so does what goes beyond
    `LISTED_LIMIT`, `SKIPPED_LIMIT` or `BRIEF_LIMIT`.

    Parameters
    ----------
    location : str
        As :func:`pipelines.sources.find` gives it.
    """

    def __init__(self, location: str) -> None:
        self._location = location
        self._format = self._digest = ""
        self._listed = self._said = 0
        self._skipped: list[Skip] = []

    @property
    def source(self) -> Source:
        """The source, with the counts so far."""
        return Source(
            path=self._location.encode("utf-8", "backslashreplace").decode(),
            format=self._format,
            digest=self._digest,
            listed=self._listed,
            skipped=tuple(sorted(self._skipped, key=lambda skip: (skip.line, skip.reason, skip.excerpt))),
        )

    def __iter__(self) -> Iterator[Record]:
        try:
            with opened(self._location) as (self._digest, file):
                document = Document(file, self._location.rpartition("/")[2])
                for item in self._read(document):
                    if reason := self._full():
                        self._skipped.append(Skip(line=item.line, reason=reason))
                        break
                    if isinstance(item, Skip):
                        self._skipped.append(item)
                    else:
                        self._listed += 1
                        self._said += len(item.title.encode()) + len(item.abstract.encode())
                        yield item
                self._skipped += document.skipped
                if self._format and not self._listed and not self._skipped:
                    self._skipped.append(Skip(line=0, reason=f"it lists no paper, read as {self._format}"))
        except SourceError as error:
            self._skipped.append(Skip(line=0, reason=str(error)))

    def _full(self) -> str:
        """Why no more is read; empty where there is room."""
        if self._listed >= LISTED_LIMIT:
            return f"{LISTED_LIMIT:,} papers stand before this, and the rest is not read; split the file"
        if self._said < BRIEF * (self._listed - BRIEF_LIMIT):
            return f"titles and abstracts up to here have fewer than {BRIEF} bytes on average; the rest is not read"
        if len(self._skipped) > SKIPPED_LIMIT + self._listed:
            return f"{SKIPPED_LIMIT:,} more things than papers are skipped up to here; the rest is not read"
        return ""

    def _read(self, document: Document) -> Iterator[Record | Skip]:
        if not document.head.strip():
            if not document.skipped:
                yield Skip(line=0, reason="empty")
            return
        for self._format, reader in readers().items():
            if reader.recognises(document.head, document.name):
                break
        else:
            self._format = ""
            yield Skip(line=0, reason=_UNKNOWN, excerpt=excerpt(document.head))
            return
        try:
            yield from reader.read(document)
        except SourceError:
            raise
        except Exception as error:  # noqa: BLE001  one bad source never stops a run
            reason = f"the {self._format} reader failed here: {type(error).__name__}: {error}"
            yield Skip(line=0, reason=reason)


_UNKNOWN = "not a paper page and of no format known; docs/formats.md lists what is read"


def read_source(location: str) -> tuple[Source, list[Record]]:
    """Read a source whole.

    Parameters
    ----------
    location : str
        As :func:`pipelines.sources.find` gives it.

    Returns
    -------
    source : Source
        What was read and what was not.
    records : list of Record
        In the order of the source.
    """
    reading = Reading(location)
    records = list(reading)
    return reading.source, records

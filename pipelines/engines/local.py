"""The local engine: everything in this process, or extraction in several on this machine."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Self

from kg.edges.counting import count
from kg.errors import KgError
from kg.types import Paper, Record, Source
from pipelines.extractor import Extraction, Extractor
from pipelines.readers import read_source

_extractor: Extractor


class Engine:
    """See `pipelines.engines.Engine`."""

    count = staticmethod(count)

    def __init__(self, address: str | None = None) -> None:
        if address is not None:
            raise KgError(f"the local engine does not work on a cluster; to use that at {address}, add --engine ray")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, locations: Sequence[str]) -> Iterator[tuple[Source, list[Record]]]:
        """Read sources."""
        return map(read_source, locations)

    def extract(
        self, batches: Iterable[Sequence[Paper]], extractor: Extractor, *, workers: int = 1
    ) -> Iterator[list[Extraction]]:
        """Extract batches of papers."""
        return run(batches, extractor, workers=workers)


def run(batches: Iterable[Sequence[Paper]], extractor: Extractor, *, workers: int = 1) -> Iterator[list[Extraction]]:
    """Extract batches of papers.

    Parameters
    ----------
    batches : iterable of sequence of Paper
        What to extract.
    extractor : Extractor
        The loaded model; other processes load it anew.
    workers : int
        Processes; 1 works in this one.

    Yields
    ------
    list of Extraction
        One list a batch, in order, whatever the number of workers.
    """
    if workers == 1:
        for batch in batches:
            yield list(extractor.extract(batch))
        return
    # spawned, not forked: spaCy and Arrow run threads of their own
    with ProcessPoolExecutor(workers, get_context("spawn"), _take, (extractor,)) as pool:
        yield from pool.map(_extract, batches)


def _take(extractor: Extractor) -> None:
    global _extractor  # noqa: PLW0603  (one model a process)
    _extractor = extractor


def _extract(batch: Sequence[Paper]) -> list[Extraction]:
    return list(_extractor.extract(batch))

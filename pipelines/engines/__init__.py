"""Engines: where the work of a build is done."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Protocol, Self

import pyarrow as pa

from kg.types import Paper, Record, Source
from pipelines.extractor import Extraction, Extractor


class Engine(Protocol):
    """What a class in `kg.registry.ENGINES`, or an entry point in the group ``kg.engines``, offers.

    Results are the same, and in the same order, on every engine and with any number of workers.

    Parameters
    ----------
    address : str, optional
        The cluster to work on; this machine when left out.
    """

    def __init__(self, address: str | None) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def read(self, locations: Sequence[str]) -> Iterator[tuple[Source, list[Record]]]:
        """Each source as `pipelines.readers.read_source` reads it."""

    def prepare(self, extractor: Extractor, *, workers: int) -> None:
        """Begin to start what will extract, if starting it takes long: sources are read and merged meanwhile.

        Called again it does nothing more; nor does it matter if nothing is extracted then.
        """

    def extract(
        self, batches: Iterable[Sequence[Paper]], extractor: Extractor, *, workers: int
    ) -> Generator[list[Extraction], None, None]:
        """What each batch of papers gives, by so many processes: one list a batch, one extraction a paper.

        Closing it ends the work.
        """

    def count(self, papers: pa.Table, mentions: pa.Table, publishers: pa.Table) -> dict[str, pa.Table]:
        """The edges as `kg.edges.counting.count` counts them."""

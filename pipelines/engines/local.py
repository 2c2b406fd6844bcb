"""The local engine: everything in this process, or extraction in several on this machine."""

import pickle
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Self

from kg.edges.counting import count
from kg.errors import EngineError, KgError
from kg.types import Paper, Record, Source
from pipelines.engines import worker
from pipelines.extractor import Extraction, Extractor
from pipelines.readers import read_source

_AHEAD = 2
"""Batches that wait or are worked on, a process: memory depends on the processes and not on the papers."""

_COMPONENTS = "pipelines.extraction.pipeline"
"""Loads spaCy, once for all processes."""


class Engine:
    """See `pipelines.engines.Engine`."""

    count = staticmethod(count)

    def __init__(self, address: str | None = None) -> None:
        if address is not None:
            raise KgError(f"the local engine does not work on a cluster; to use that at {address}, add --engine ray")
        self._pool: _Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, locations: Sequence[str]) -> Iterator[tuple[Source, list[Record]]]:
        """Read sources, one at a time."""
        return map(read_source, locations)

    def prepare(self, extractor: Extractor, *, workers: int) -> None:
        """Start the processes that will extract, where there are to be several."""
        if workers > 1 and self._pool is None:
            self._pool = _Pool(extractor, workers)

    def extract(
        self, batches: Iterable[Sequence[Paper]], extractor: Extractor, *, workers: int = 1
    ) -> Generator[list[Extraction], None, None]:
        """Extract in this process, or in others where there are several workers."""
        self.prepare(extractor, workers=workers)
        try:
            if self._pool is None:
                for batch in batches:
                    yield list(extractor.extract(batch))
            else:
                yield from self._pool.extract(batches)
        finally:
            self._end()

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.end()
        self._pool = None


def _context() -> BaseContext:
    """How processes are made: not forked from this one, as Arrow runs threads in it, but on Linux from one without."""
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([worker.__name__, _COMPONENTS])
    return context


class _Pool:
    """Processes that extract."""

    def __init__(self, extractor: Extractor, workers: int) -> None:
        self._ahead = _AHEAD * workers
        self._pool = ProcessPoolExecutor(workers, _context(), worker.start, (pickle.dumps(extractor),))
        starting = ThreadPoolExecutor(1)
        self._processes = starting.submit(self._started, workers)  # meanwhile other work goes on
        starting.shutdown(wait=False)

    def _started(self, workers: int) -> set[BaseProcess]:
        others = {*active_children()}
        for _ in range(workers):
            self._pool.submit(worker.extract, [])  # a process starts with its first work
        return {*active_children()} - others

    def extract(self, batches: Iterable[Sequence[Paper]]) -> Iterator[list[Extraction]]:
        waiting: deque[Future[list[Extraction]]] = deque()
        try:
            self._processes.result()
            for batch in batches:
                waiting.append(self._pool.submit(worker.extract, batch))
                if len(waiting) >= self._ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise EngineError(
                "a process that extracts died, perhaps for want of memory; what was finished is kept: "
                "run the command again, with fewer --workers"
            ) from error

    def end(self) -> None:
        """End the processes, whatever they are doing: nobody waits for it any more."""
        if self._processes.exception() is None:
            for process in self._processes.result():
                process.terminate()
        self._pool.shutdown(cancel_futures=True)

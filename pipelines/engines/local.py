"""The local engine: everything in this process, or extraction in several on this machine."""

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Self

from kg.edges.counting import count
from kg.errors import EngineError, KgError
from kg.types import Paper, Record, Source
from pipelines.extractor import Extraction, Extractor
from pipelines.readers import read_source

_AHEAD = 2
"""Batches that wait or are worked on, a process: memory depends on the processes and not on the papers."""

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
        """Read sources, one at a time."""
        return map(read_source, locations)

    def extract(
        self, batches: Iterable[Sequence[Paper]], extractor: Extractor, *, workers: int = 1
    ) -> Generator[list[Extraction], None, None]:
        """Extract in this process, or where there are several workers in so many others."""
        if workers == 1:
            return (list(extractor.extract(batch)) for batch in batches)
        return _spread(batches, extractor, workers)


def _spread(
    batches: Iterable[Sequence[Paper]], extractor: Extractor, workers: int
) -> Generator[list[Extraction], None, None]:
    others = set(active_children())
    # spawned, not forked: spaCy and Arrow run threads of their own
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (pickle.dumps(extractor),))
    waiting: deque[Future[list[Extraction]]] = deque()
    finished = False
    try:
        for batch in batches:
            waiting.append(pool.submit(_extract, batch))
            if len(waiting) >= _AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        finished = True
    except BrokenProcessPool as error:
        raise EngineError(
            "a process that extracts died, perhaps for want of memory; what was finished is kept: "
            "run the command again, with fewer --workers"
        ) from error
    finally:
        for process in () if finished else set(active_children()) - others:
            process.terminate()  # interrupted: nobody wants the rest
        pool.shutdown(cancel_futures=True)


def _start(extractor: bytes) -> None:
    global _extractor  # noqa: PLW0603  (one model a process)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _extractor = pickle.loads(extractor)  # noqa: S301  (made by this engine; loads the model)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _extract(batch: Sequence[Paper]) -> list[Extraction]:
    return list(_extractor.extract(batch))

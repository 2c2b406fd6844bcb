"""The local engine: extraction in this process, or in several on this machine."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait

from kg.errors import KgError
from kg.types import Paper
from pipelines.extractor import Extraction, Extractor, load

_AHEAD = 2
"""Batches that wait or are worked on, a process: memory depends on the processes and not on the papers."""

_extractor: Extractor


def run(
    batches: Iterable[Sequence[Paper]], extractor: Extractor, *, model: str = "default", workers: int = 1
) -> Iterator[list[Extraction]]:
    """Extract batches of papers.

    Parameters
    ----------
    batches : iterable of sequence of Paper
        What to extract.
    extractor : Extractor
        The loaded model.
    model : str
        Where other processes load it from, as `pipelines.extractor.load` takes it.
    workers : int
        Processes; 1 works in this one.

    Yields
    ------
    list of Extraction
        One list a batch, in order, whatever the number of workers.

    Raises
    ------
    KgError
        When one of the processes dies.
    """
    if workers == 1:
        for batch in batches:
            yield list(extractor.extract(batch))
        return
    others = set(active_children())
    # spawned, not forked: spaCy and Arrow run threads of their own
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (model,))
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
        raise KgError(
            "a process that extracts died, perhaps for want of memory; what was finished is kept: "
            "run the command again, with fewer --workers"
        ) from error
    finally:
        for process in () if finished else set(active_children()) - others:
            process.terminate()  # interrupted: nobody wants the rest
        pool.shutdown(cancel_futures=True)


def _start(model: str) -> None:
    global _extractor  # noqa: PLW0603  (one model a process)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _extractor = load(model)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _extract(batch: Sequence[Paper]) -> list[Extraction]:
    return list(_extractor.extract(batch))

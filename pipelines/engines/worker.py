"""A process that extracts, on this machine: it imports no more than that takes."""

import gc
import os
import pickle
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import wait

from kg import memory
from kg.errors import ModelError
from kg.types import Paper
from pipelines.extractor import Extraction, Extractor

_extractor: Extractor


def start(extractor: bytes) -> None:
    """Load an extractor, and end with the process that started this one."""
    global _extractor  # noqa: PLW0603  (one model a process)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _extractor = pickle.loads(extractor)  # noqa: S301  (made by the engine)
    with suppress(ModelError), memory.without_search_for_cycles():  # the first batch says what is wrong
        extract([])
    gc.freeze()  # what is loaded stays


def extract(batch: Sequence[Paper]) -> list[Extraction]:
    """What some papers give."""
    return list(_extractor.extract(batch))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)

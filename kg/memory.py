"""How this process manages memory: to take it anew from the system costs a tenth of a build's time."""

import ctypes
import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
"""Options of ``mallopt``, as ``malloc.h`` of the GNU C library numbers them."""

_KEEPING = {_MMAP_THRESHOLD: 1 << 30, _TRIM_THRESHOLD: (1 << 31) - 1}
_USUAL = {_MMAP_THRESHOLD: 1 << 25, _TRIM_THRESHOLD: 1 << 26}
"""Thresholds in bytes: those under which nothing is given back, and those that they grow to by themselves."""

_SHARING = {_ARENA_MAX: 1}


def in_one_heap() -> None:
    """Let all threads of this process, and Arrow, share a heap: what one has freed in its own no other could use.

    Of effect for threads that begin after it, and where Arrow is not loaded yet.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    _tell_allocator(_SHARING)


@contextmanager
def kept() -> Iterator[None]:
    """Keep what is freed for what comes next, Arrow's memory and large arrays included, and give nothing back."""
    import pyarrow as pa

    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    _tell_allocator(_SHARING | _KEEPING)
    try:
        yield
    finally:
        pa.set_memory_pool(before)
        _tell_allocator(_USUAL)


@contextmanager
def without_search_for_cycles() -> Iterator[None]:
    """Not to look for garbage among millions of things, none of which is in a cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _tell_allocator(options: Mapping[int, int]) -> None:
    if sys.platform == "linux" and (tell := getattr(ctypes.CDLL(None), "mallopt", None)):  # other C libraries have none
        for option, value in options.items():
            tell(option, value)

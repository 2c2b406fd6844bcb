"""How memory is managed."""

import gc
import os
import subprocess
import sys

import pyarrow as pa

from kg import memory

_CHOICE = "ARROW_DEFAULT_MEMORY_POOL"


def test_arrow_has_its_own_allocator_back_afterwards() -> None:
    before = pa.default_memory_pool().backend_name
    with memory.kept():
        assert pa.default_memory_pool().backend_name == "system"
    assert pa.default_memory_pool().backend_name == before


def test_cycles_are_looked_for_again_afterwards_where_they_were_before() -> None:
    assert gc.isenabled()
    with memory.without_search_for_cycles():
        assert not gc.isenabled()
        with memory.without_search_for_cycles():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_heap_shared_from_the_start_is_arrows_too() -> None:
    told = (
        "from kg import memory; memory.in_one_heap(); import pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    )
    own = {name: value for name, value in os.environ.items() if name != _CHOICE}
    for chosen, backend in (({}, "system"), ({_CHOICE: "mimalloc"}, "mimalloc")):
        done = subprocess.check_output([sys.executable, "-c", told], env={**own, **chosen}, text=True)
        assert done.strip() == backend

"""Processor time and memory of reading a megabyte of what costs each reader the most.

Usage: python -m benchmarks.dense [FORMAT...]
"""

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.readers import read_source
from tests.readers.dense import DENSE, dense
from tests.readers.samples import SAMPLES

_SIZE = 1_000_000


def measure(name: str) -> tuple[float, int, int, str]:
    """Seconds, MB beyond what Python holds, papers listed, and the last that is said of what is not."""
    sample = SAMPLES[name.partition(":")[0]]
    with TemporaryDirectory() as folder:
        path = Path(folder) / sample.name
        path.write_bytes(sample.data)
        read_source(path.as_posix())  # what is loaded at the first use takes its time
        path.write_bytes(dense(name, _SIZE))
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = time.process_time()
        source, _ = read_source(path.as_posix())
        seconds = time.process_time() - begin
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held
    return seconds, memory // 1024, source.listed, source.skipped[-1].reason if source.skipped else ""


def main(formats: list[str]) -> None:
    """Print a row for each, the dearest first."""
    names = [name for name in DENSE if not formats or name.partition(":")[0] in formats]
    context = get_context("forkserver")
    context.set_forkserver_preload(["pipelines.readers", "tests.readers.dense"])
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        rows = sorted(zip(pool.map(measure, names), names, strict=True), reverse=True)
    print("| file of 1 MB | seconds | MB | listed | what is said |\n| --- | ---: | ---: | ---: | --- |")
    for (seconds, memory, listed, said), name in rows:
        print(f"| {name} | {seconds:.2f} | {memory} | {listed:,} | {said[:80]} |")


if __name__ == "__main__":
    main(sys.argv[1:])

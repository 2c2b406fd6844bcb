"""Kill builds at random moments (SIGKILL), run them again, and hold the graph against that of an undisturbed build.

Usage: kills.py SOURCE... [--kills N] [--seed N]

Half of the builds make a graph, half add to one. Extraction is a stand-in and its pieces are small, so that moments
between two writes are met often. Needs a system that forks. The exit status is the number of graphs that differ.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from stand_in import StandIn

from pipelines import build as building
from pipelines.sources import find

_PAPERS_A_PIECE = 4


def start(sources: list[str], graph: Path) -> int:
    """Build in a process of its own."""
    child = os.fork()
    if not child:
        status = 1
        try:
            building.build(sources, graph, workers=1)
            status = 0
        finally:
            os._exit(status)
    return child


def finish(sources: list[str], graph: Path) -> None:
    _, status = os.waitpid(start(sources, graph), 0)
    if status:
        sys.exit(f"a build of {sources} ended with {status}")


def state(graph: Path) -> dict[str, bytes]:
    """What a reader sees, and whether anything half written was left."""
    seen = [graph / "manifest.json", *graph.glob("tables/*/*"), *graph.rglob("*.new")]
    return {str(path.relative_to(graph)): path.read_bytes() for path in seen if path.is_file()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sources, chance = find(options.sources), random.Random(options.seed)  # noqa: S311
    extractor = StandIn()
    building.load_extractor = lambda _: extractor
    building._BATCH = _PAPERS_A_PIECE  # noqa: SLF001
    wrong = early = 0
    with tempfile.TemporaryDirectory() as folder:
        whole, half = Path(folder, "whole.kg"), Path(folder, "half.kg")
        finish(sources[: len(sources) // 2] or sources, half)
        begin = time.perf_counter()
        finish(sources, whole)
        seconds = time.perf_counter() - begin
        wanted = state(whole)
        for number in range(options.kills):
            graph = Path(folder, "killed.kg")
            if number % 2:
                shutil.copytree(half, graph)
            child = start(sources, graph)
            time.sleep(chance.uniform(0, seconds))
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            early += status == 0
            finish(sources, graph)
            wrong += state(graph) != wanted
            shutil.rmtree(graph)
    print(f"{options.kills} kills within {seconds:.2f} s ({early} came too late), {wrong} graphs differ")
    sys.exit(min(wrong, 100))


if __name__ == "__main__":
    main()

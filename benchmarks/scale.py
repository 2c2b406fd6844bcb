"""Papers a second and memory by stage, as the literature grows: a table on standard output and a plot.

Usage: scale.py SOURCE... -o PLOT.svg [--papers N...] [--workers N...] [--engine NAME...] [--model MODEL]

Each size is built in a process of its own, from N records of the sources; then a page of 100 more is added, the first
of the sources. The model ``stand-in`` (one worker) takes extraction out of the picture. ``--processor`` measures the
processor time of this process, where other work keeps the machine busy. The plot needs `pip install matplotlib`.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice, product
from pathlib import Path
from typing import Any

from stages import stock_recogniser
from stand_in import StandIn

from kg.types import Paper
from pipelines import build as building
from pipelines.extraction_cache import ExtractionCache
from pipelines.readers import read_source
from pipelines.sources import find

_PAGE = 100
_SAMPLE = 1000
"""Papers that the stock parts are timed on."""

Row = dict[str, Any]


def measure(papers: Path, page: Path, folder: Path, options: argparse.Namespace) -> list[Row]:
    """Stages of one build, and the page added to it as one more."""
    clock = time.process_time if options.processor else time.perf_counter
    rows: dict[str, Row] = {}
    part = ""

    def note(stage: str, seconds: float) -> None:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * options.workers[0]
        row = rows.setdefault(part + stage, {"stage": part + stage, "seconds": 0})
        row["seconds"] += seconds
        row["peak_mib"] = (own + others) // 1024

    def timed(owner: Any, name: str, stage: str) -> None:
        work = getattr(owner, name)

        def run(*args: Any, **kwargs: Any) -> Any:
            begin = clock()
            result = work(*args, **kwargs)
            note(stage, clock() - begin)
            return result

        setattr(owner, name, run)

    begun: list[float] = []

    def tell(stage: str, done: int, total: int) -> None:
        if stage == "extracting" and done == 0:
            begun[:] = [clock()]
        if stage == "extracting" and done == total:
            note("extracting", clock() - begun[0])

    timed(building.reading, "gather", "reading")
    timed(building.works, "merge", "one paper per work")
    timed(building.linking, "link", "linking")
    timed(building.edges, "build", "edges")
    timed(building.store.Writing, "put", "waiting for what is written")
    timed(building, "index", "index of names")
    timed(ExtractionCache, "__init__", "finding what was extracted")
    timed(ExtractionCache, "mentions", "mentions of what was extracted")
    if options.model == "stand-in":
        building.load_extractor = lambda _: StandIn()
    chosen = {"model": options.model, "engine": options.engine[0], "workers": options.workers[0], "progress": tell}
    for source, what in ((papers, "the whole build"), (page, f"a page of {_PAGE} more")):
        part = "page: " if source is page else ""
        begin = clock()
        building.build([str(source)], folder / "g.kg", **chosen)
        note(what, clock() - begin)
    return [*rows.values()]


def stock_seconds(papers: Path) -> float:
    """Seconds a paper of spaCy's stock recogniser."""
    _, records = read_source(str(papers))
    sample = [Paper(id=str(record.line), title=record.title, abstract=record.abstract) for record in records[:_SAMPLE]]
    work = stock_recogniser(sample)
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) / len(sample)


def plot(rows: list[Row], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    figure, (seconds, memory) = plt.subplots(1, 2, figsize=(13, 5), layout="constrained")
    for key in dict.fromkeys((row["stage"], row["engine"], row["workers"]) for row in rows):
        line = [row for row in rows if (row["stage"], row["engine"], row["workers"]) == key]
        sizes = [row["papers"] for row in line]
        label = f"{key[0]}, {key[1]}, {key[2]}"
        seconds.plot(sizes, [row["seconds"] for row in line], marker="o", label=label)
        if key[0] == "the whole build":
            memory.plot(sizes, [row["peak_mib"] for row in line], marker="o", label=label)
    for axes, what in ((seconds, "seconds"), (memory, "MiB at most")):
        axes.set(xscale="log", yscale="log", xlabel="papers", ylabel=what)
        axes.legend(fontsize="x-small")
    figure.savefig(path)


def cut(sources: list[str], folder: Path, count: int) -> tuple[Path, Path]:
    """Records of the sources as JSON lines, and a page of others, which are the first."""
    found = (record for source in find(sources) for record in read_source(source)[1])
    paths = folder / f"{count}.jsonl", folder / f"{count}-page.jsonl"
    for path, size in zip(paths[::-1], (_PAGE, count), strict=True):
        with path.open("w", encoding="utf-8") as out:
            for record in islice(found, size):
                fields = {"title": record.title, "abstract": record.abstract, "date": record.date, "id": record.id}
                out.write(json.dumps(fields) + "\n")
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--plot", "-o", type=Path)
    parser.add_argument("--papers", type=int, nargs="+", default=[1000, 10_000, 100_000, 185_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engine", nargs="+", default=["local"])
    parser.add_argument("--model", default="default")
    parser.add_argument("--processor", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(*map(Path, options.sources), Path(options.one), options)))
        return
    rows: list[Row] = []
    print("| papers | engine | workers | stage | seconds | papers a second | peak memory, MiB |")
    print("| ---: | --- | ---: | --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for count in options.papers:
            papers, page = cut(options.sources, Path(folder), count)
            stock = {"stage": "beside: spaCy's stock recogniser", "seconds": stock_seconds(papers) * count}
            for engine, workers in product(options.engine, options.workers):
                with tempfile.TemporaryDirectory() as graph:
                    chosen = ["--workers", str(workers), "--engine", engine, "--model", options.model, "--one", graph]
                    chosen += ["--processor"] * options.processor
                    command = [sys.executable, __file__, str(papers), str(page), *chosen]
                    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
                measured = [*json.loads(done.stdout), {**stock, "seconds": stock["seconds"] / workers, "peak_mib": ""}]
                rows += [{"papers": count, "engine": engine, "workers": workers, **row} for row in measured]
                for row in rows[-len(measured) :]:
                    print(
                        f"| {count:,} | {engine} | {workers} | {row['stage']} | {row['seconds']:.2f} "
                        f"| {count / max(row['seconds'], 1e-6):,.0f} | {row['peak_mib']} |",
                        flush=True,
                    )
    if options.plot:
        plot(rows, options.plot)


if __name__ == "__main__":
    main()

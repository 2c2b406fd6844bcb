"""The same build on the local engine and on Ray: equal bytes, seconds and memory.

Usage: python -m benchmarks.engines PAPERS SOURCE...

Extraction is a stand-in that takes fixed names and everything in capitals, so that what is measured is the rest.
"""

import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from unittest.mock import patch

from kg.schema import RECORDS, to_table
from kg.types import Paper, Record
from pipelines import build as building
from pipelines.extractor import Extraction
from pipelines.readers import Reading
from pipelines.sources import find
from tests.gazetteer import NAMES, definitions_of, mentions_of


class StandIn:
    """Has what `pipelines.build` asks of an extractor."""

    fingerprint = "e" * 64

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            capitals = re.findall(r"\b[A-Z]{2,6}\b", f"{paper.title} {paper.abstract}")
            names = dict.fromkeys(capitals, "Method") | NAMES
            found = mentions_of(paper, names, introduced=[name for name in capitals if paper.title.startswith(name)])
            yield Extraction(paper=paper.id, mentions=tuple(found), definitions=tuple(definitions_of(paper, names)))


def write_lines(sources: list[str], papers: int, folder: Path, files: int = 8) -> None:
    """The first papers of some sources as so many files of JSON lines."""
    import srsly

    records: Iterable[Record] = (record for location in find(sources) for record in Reading(location))
    rows = to_table(list(islice(records, papers)), RECORDS).drop_columns(["line", "organisations"]).to_pylist()
    for number in range(files):
        srsly.write_jsonl(folder / f"{number}.jsonl", rows[number::files])


def measure(engine: str, sources: Path, graph: Path) -> tuple[dict[str, bytes], str]:
    """Tables of a graph built on an engine, and a row of the table of results."""
    moments: list[tuple[str, float]] = [("", time.perf_counter())]

    def tell(what: str, done: int, total: int) -> None:
        if done == total:
            moments.append((what, time.perf_counter()))

    from benchmarks.engines import StandIn  # by a name under which other processes find it

    with patch.object(building, "load_extractor", lambda _: StandIn()):
        report = building.build([str(sources)], graph, engine=engine, workers=2, progress=tell)
    stages = ", ".join(f"{what} {end - begin:.1f}" for (_, begin), (what, end) in pairwise(moments))
    memory = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = moments[-1][1] - moments[0][1]
    tables = {path.name: path.read_bytes() for path in graph.glob("tables/*/*")}
    row = f"| {engine} | {report.extracted:,} | {seconds:.1f} | {stages} | {memory[0]:,} | {memory[1]:,} |"
    return tables, row


def main() -> None:
    papers, *sources = sys.argv[1:] or sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        write_lines(sources, int(papers), pages)
        found = {engine: measure(engine, pages, Path(folder) / f"{engine}.kg") for engine in ("local", "ray")}
    print("| engine | papers | seconds | of these | memory here, MiB | of the largest process, MiB |")
    print("| --- | ---: | ---: | --- | ---: | ---: |")
    print(*(row for _, row in found.values()), sep="\n")
    print("the same bytes:", found["local"][0] == found["ray"][0])


if __name__ == "__main__":
    main()

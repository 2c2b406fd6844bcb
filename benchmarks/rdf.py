"""Measure the writing of RDF beside rdflib's serialisers, in seconds of processor time, each in a process of its own.

Usage: rdf.py TRIPLES [--ours]

Prints the table of benchmarks/README.md; what importing libraries takes is in none of its figures.
"""

import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

import kg
from exports.formats import exporter
from exports.rdf import to_rdflib
from exports.rdf.statements import statements
from kg import edges, schema, store
from kg.types import Entity, LedgerEntry, Mention, Paper

TRIPLES_OF_A_PAPER = 180
"""About so many does a paper of eight mentions add, with its links."""

FORMATS = ("turtle", "ntriples", "jsonld", "nquads", "trig", "rdfxml")
BESIDE = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}
"""Formats in which rdflib is measured too: its names of them."""

RUNS = 3
"""How often ours is written; the median counts."""


def made_up(directory: Path, papers: int) -> None:
    """Papers that name eight of as many entities as there are papers, the first ones more often."""
    rng = random.Random(0)  # noqa: S311
    names = [f"Method-{number}" for number in range(papers)]
    rows, mentions = [], []
    seen: dict[str, int] = {}
    for number in range(papers):
        chosen = sorted({names[min(papers - 1, int(rng.paretovariate(0.5)) - 1)] for _ in range(8)})
        text = f"In this study of many things we look at {', '.join(chosen)} and at what comes of them."
        id = f"p{number:07}"
        rows.append(Paper(id=id, title=f"Study number {number} of things", abstract=text, date="2024-05-01"))
        for group, name in enumerate(chosen):
            start = text.index(name)
            seen[name] = seen.get(name, 0) + 1
            mentions.append(
                Mention(
                    paper=id,
                    field="abstract",
                    start=start,
                    end=start + len(name),
                    surface=name,
                    type="Method",
                    score=0.9,
                    introduced=group == 0,
                    group=group,
                    sentence_start=0,
                    sentence_end=len(text),
                    entity=name.lower(),
                )
            )
    entities = [
        Entity(id=name.lower(), name=name, type="Method", aliases=(name,), papers=count, mentions=count)
        for name, count in sorted(seen.items())
    ]
    ledger = [
        LedgerEntry(entity=entity.id, alias=entity.name, rule="name", detail="", papers=entity.papers)
        for entity in entities
    ]
    found: dict[str, list[Any]] = {
        "papers": rows,
        "mentions": mentions,
        "entities": sorted(entities, key=lambda entity: entity.id),
        "ledger": sorted(ledger, key=lambda entry: entry.entity),
        "skips": [],
    }
    tables = {name: schema.to_table(values, schema.TABLES[name]) for name, values in found.items()}
    nobody = pa.table({"paper": pa.array([], pa.string()), "entity": pa.array([], pa.string())})
    tables["edges"] = edges.build(tables["papers"], tables["mentions"], nobody)
    store.write(directory, tables, {"pipeline": {}, "sources": []})


def ours(directory: Path, format: str) -> tuple[float, int]:
    """Seconds to write a graph directory, and peak memory in MB."""
    writer, out, seconds = exporter(format), directory.with_suffix(".out"), []
    for graph in [directory.with_name("small.kg"), *[directory] * RUNS]:
        out.unlink(missing_ok=True)
        opened, begin = kg.open(graph), time.process_time()
        writer.write(opened, out)
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds[1:]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def rdflibs(directory: Path) -> dict[str, float]:
    """Seconds of rdflib's loading and, by format, of its serialisers."""
    to_rdflib(kg.open(directory.with_name("small.kg")))
    graph, begin = kg.open(directory), time.process_time()
    loaded = to_rdflib(graph)
    seconds = {"loading": time.process_time() - begin}
    for format, theirs in BESIDE.items():
        begin = time.process_time()
        loaded.serialize(directory.with_suffix(".out"), format=theirs, encoding="utf-8")
        seconds[format] = time.process_time() - begin
    return seconds


def count(directory: Path) -> int:
    return sum(found.triples for batch in statements(kg.open(directory)) for found in batch)


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Run in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> None:
    wanted = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "made-up.kg"
        made_up(directory, wanted // TRIPLES_OF_A_PAPER + 1)
        made_up(directory.with_name("small.kg"), 1)
        print(f"Of {apart(count, directory):,} triples:\n", flush=True)
        theirs = {} if "--ours" in sys.argv else apart(rdflibs, directory)
        print("| format | kg export, s | MB | rdflib's serialiser, s | times | times, with loading |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        if theirs:
            print(f"| rdflib's loading | | | {theirs['loading']:.1f} | | |")
        for format in FORMATS:
            seconds, memory = apart(ours, directory, format)
            beside = [""] * 3
            if format in theirs:
                loaded, whole = theirs[format], theirs[format] + theirs["loading"]
                beside = [f"{loaded:.1f}", f"{loaded / seconds:.1f}", f"{whole / seconds:.0f}"]
            print(f"| {format} | {seconds:.2f} | {memory:,} | {' | '.join(beside)} |", flush=True)


if __name__ == "__main__":
    main()

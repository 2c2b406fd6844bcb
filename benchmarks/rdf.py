"""Measure the writing of RDF beside rdflib's serialisers, in seconds of processor time, each in a process of its own.

Usage: rdf.py TRIPLES [--ours]
"""

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

import kg
from exports.formats import exporter
from exports.rdf import to_rdflib, triples
from kg import edges, schema, store
from kg.types import Entity, LedgerEntry, Mention, Paper

TRIPLES_OF_A_PAPER = 180
"""About so many does a paper of eight mentions add, with its links."""

FORMATS = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}
"""Ours: rdflib's."""


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


def ours(directory: Path, format: str) -> list[tuple[str, float]]:
    graph, writer = kg.open(directory), exporter(format)
    begin = time.process_time()
    writer.write(graph, directory.with_suffix(".out"))
    return [(f"{format}: ours, from the graph directory", time.process_time() - begin)]


def rdflibs(directory: Path, format: str) -> list[tuple[str, float]]:
    graph = kg.open(directory)
    begin = time.process_time()
    loaded = to_rdflib(graph)
    middle = time.process_time()
    loaded.serialize(directory.with_suffix(".out"), format=FORMATS[format], encoding="utf-8")
    return [("rdflib: loading", middle - begin), (f"{format}: rdflib, from memory", time.process_time() - middle)]


def apart(work: Callable[[Path, str], list[tuple[str, float]]], directory: Path, format: str) -> None:
    """Run in a process of its own and print its times and its peak memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found, memory = pool.apply(measured, (work, directory, format))
    for what, seconds in found:
        print(f"{what:45}{seconds:10.2f} s{memory:10,} MB")


def measured(
    work: Callable[[Path, str], list[tuple[str, float]]], directory: Path, format: str
) -> tuple[list[tuple[str, float]], int]:
    found = work(directory, format)
    return found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def count(directory: Path, _: str) -> list[tuple[str, float]]:
    return [("triples", sum(1 for _ in triples(kg.open(directory))))]


def main() -> None:
    wanted = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "made-up.kg"
        made_up(directory, wanted // TRIPLES_OF_A_PAPER + 1)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(f"{int(pool.apply(count, (directory, ''))[0][1]):,} triples")
        for format in FORMATS:
            apart(ours, directory, format)
            if "--ours" not in sys.argv:
                apart(rdflibs, directory, format)


if __name__ == "__main__":
    main()

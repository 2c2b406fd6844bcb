"""Measure each stage of a build, beside what a user would pick instead.

Usage: stages.py SOURCE...
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import spacy

import kg
from exports import rdf
from exports.rdf.files import TURTLE
from kg import edges
from kg.graph import Graph
from kg.schema import RECORDS, from_table, to_table
from kg.types import Paper
from pipelines import linking, works
from pipelines.build import build
from pipelines.extraction_cache import ExtractionCache
from pipelines.extractor import load
from pipelines.readers import read_source
from pipelines.sources import find

ROWS: list[tuple[str, float, str, int]] = []


def timed(what: str, work: Callable[[], Any], amount: str = "") -> Any:
    begin = time.perf_counter()
    result = work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    ROWS.append((what, time.perf_counter() - begin, amount, memory))
    return result


def stock_recogniser(papers: list[Paper]) -> Callable[[], Any]:
    """spaCy's CNN recogniser as its training quickstart sets it up for efficiency, with six types."""
    nlp = spacy.blank("en")
    recogniser = nlp.add_pipe("ner")
    for label in kg.ENTITY_TYPES:
        recogniser.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    return lambda: list(nlp.pipe((f"{paper.title}\n{paper.abstract}" for paper in papers), batch_size=32))


def pairs_in_networkx(graph: Graph) -> nx.Graph:
    found: dict[str, set[str]] = {}
    for mention in graph.mentions():
        found.setdefault(mention.paper, set()).add(mention.entity)
    network = nx.Graph()
    for entities in found.values():
        for one, other in combinations(sorted(entities), 2):
            edge = network.get_edge_data(one, other, {"papers": 0, "fractional": 0.0})
            papers, fractional = edge["papers"] + 1, edge["fractional"] + 1 / (len(entities) - 1)
            network.add_edge(one, other, papers=papers, fractional=fractional)
    return network


def measure(sources: list[str], folder: Path) -> None:
    readings = timed("reading", lambda: [read_source(location) for location in find(sources)])
    table, _ = timed(
        "one paper per work",
        lambda: works.merge((source.path, to_table(records, RECORDS)) for source, records in readings),
    )
    papers = list(from_table(table, Paper))
    extractor = timed("loading the model", load)
    words = sum(len(f"{paper.title} {paper.abstract}".split()) for paper in papers)
    cache = ExtractionCache(folder, "benchmark", table)
    results = timed("extracting", lambda: list(extractor.extract(papers)), f"{words:,} words")
    timed("  beside: spaCy's stock CNN recogniser", stock_recogniser(papers), f"{words:,} words")
    timed("keeping what was extracted", lambda: cache.add(papers, results))
    mentions = cache.mentions()
    linked = timed("linking", lambda: linking.link(table, mentions, cache.definitions()), f"{len(mentions):,} mentions")
    made = timed("edges", lambda: edges.build(table, linked.mentions, linked.publishers, lambda: linked.variants))
    ROWS[-1] = (*ROWS[-1][:2], f"{len(made):,} edges", ROWS[-1][3])
    timed("the whole build, model loaded again", lambda: build(sources, folder / "whole.kg"))
    graph = timed("opening and finding a name", lambda: kg.open(folder / "whole.kg"))
    timed("  beside: pairs by a loop over NetworkX", lambda: pairs_in_networkx(graph))
    timed("writing Turtle", lambda: TURTLE.write(graph, folder / "graph.ttl"))
    triples = timed("  beside: rdflib's graph of the same", lambda: rdf.to_rdflib(graph))
    timed(
        "  beside: rdflib's Turtle of it", lambda: triples.serialize(folder / "rdflib.ttl"), f"{len(triples):,} triples"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measure(sys.argv[1:] or sys.exit(__doc__), Path(folder))
    print("| stage | seconds | of | peak memory, MiB |\n| --- | ---: | --- | ---: |")
    for what, seconds, amount, memory in ROWS:
        print(f"| {what} | {seconds:.2f} | {amount} | {memory:,} |")


if __name__ == "__main__":
    main()

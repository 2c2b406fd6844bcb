"""Measure edges and questions on a graph made by chance, beside what a user would pick instead.

Usage: asking.py [PAPERS] [--beside]

With --beside the alternatives run too: DuckDB's plain self-join and a loop over NetworkX for the pairs, NetworkX for
analytics, rdflib for SPARQL. They take minutes beyond some 10,000 papers.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import large_graph
import networkx as nx
import pyarrow as pa

import kg
from exports import rdf, sparql
from kg import edges, store
from kg.graph import Graph

ROWS: list[tuple[str, float, str, int]] = []
SELF_JOIN = """
WITH m AS (SELECT DISTINCT paper, entity FROM mentions), n AS (SELECT paper, count(*) AS n FROM m GROUP BY paper)
SELECT a.entity, b.entity, count(*), sum(1 / (n - 1)) FROM m a JOIN m b ON a.paper = b.paper AND a.entity < b.entity
JOIN n ON n.paper = a.paper GROUP BY ALL
"""
QUERY = """
SELECT ?name (SUM(?n) AS ?papers) { ?b a kg:Benchmark ; skos:prefLabel ?name . ?link kg:member ?b ; kg:papers ?n }
GROUP BY ?name ORDER BY DESC(?papers) ?name LIMIT 10
"""


def timed(what: str, work: Callable[[], Any], amount: str = "") -> Any:
    begin = time.perf_counter()
    result = work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    ROWS.append((what, time.perf_counter() - begin, amount, memory))
    return result


def self_join(mentions: pa.Table) -> int:
    with duckdb.connect(":memory:") as connection:
        connection.register("mentions", mentions)
        return connection.sql(SELF_JOIN).to_arrow_table().num_rows


def loop(mentions: pa.Table) -> nx.Graph:
    found: dict[str, set[str]] = {}
    for paper, entity in zip(mentions["paper"].to_pylist(), mentions["entity"].to_pylist(), strict=True):
        found.setdefault(paper, set()).add(entity)
    network = nx.Graph()
    for entities in found.values():
        for one, other in combinations(sorted(entities), 2):
            edge = network.get_edge_data(one, other, {"papers": 0, "fractional": 0.0})
            papers, fractional = edge["papers"] + 1, edge["fractional"] + 1 / (len(entities) - 1)
            network.add_edge(one, other, papers=papers, fractional=fractional)
    return network


def command(directory: Path, *arguments: str) -> Callable[[], Any]:
    called = [sys.executable, "-m", "kg", arguments[0], str(directory), *arguments[1:]]
    return lambda: subprocess.run(called, check=True, capture_output=True)


def questions(graph: Graph, *, beside: bool) -> None:
    top = graph.top(limit=2000)
    hub, rare = top[0].entity.name, top[-1].entity.name
    timed("kg find, a process of its own, first time", command(graph.directory, "find", rare[:6]))
    timed("kg find, again", command(graph.directory, "find", rare[:6]))
    timed("kg neighbors", command(graph.directory, "neighbors", rare))
    timed("kg neighbors of the largest hub", command(graph.directory, "neighbors", hub))
    timed("kg --help", lambda: subprocess.run([sys.executable, "-m", "kg", "--help"], check=True, capture_output=True))
    for _ in range(2):  # the first time the tables are read
        graph.find(rare), graph.neighbors(rare), graph.why(rare, graph.neighbors(rare)[0].entity.id)
    timed("find, warm", lambda: graph.find(rare[:6]))
    timed("find with a slip, warm", lambda: graph.find(rare[1:]))
    timed("neighbors, warm", lambda: graph.neighbors(rare, limit=20))
    timed("neighbors of the largest hub, warm", lambda: graph.neighbors(hub, limit=20))
    timed("path", lambda: graph.path(rare, hub))
    timed("PageRank", lambda: graph.top(by="pagerank"))
    timed("communities", graph.communities)
    timed("what rises", lambda: graph.top(by="rising"))
    timed("a window of two years, counted anew", lambda: graph.between("2023", "2024"))
    if beside:
        timed("betweenness", lambda: graph.top(by="betweenness"))
        network = nx.Graph(graph.networkx(kinds=["co_mention"]))
        timed("  beside: NetworkX's PageRank", lambda: nx.pagerank(network, weight="fractional"))
        timed("  beside: NetworkX's Louvain", lambda: nx.community.louvain_communities(network, "fractional", seed=1))
        backbone = nx.Graph(graph.networkx(kinds=["co_mention"], backbone=True))
        pivots = min(256, len(backbone))
        timed("  beside: NetworkX's betweenness", lambda: nx.betweenness_centrality(backbone, pivots, seed=1))
        timed("SPARQL, the store made", lambda: sparql.store(graph))
        timed("SPARQL, ten busiest benchmarks", lambda: sparql.ask(graph, QUERY))
        loaded = timed("  beside: rdflib's graph made", lambda: rdf.to_rdflib(graph))
        timed("  beside: rdflib's SPARQL", lambda: list(loaded.query(QUERY)), f"{len(loaded):,} triples")


def main() -> None:
    beside = "--beside" in sys.argv
    papers = int(next((argument for argument in sys.argv[1:] if argument.isdigit()), "185000"))
    made = large_graph.tables(papers)
    publishers = made.pop("publishers")
    mentions = made["mentions"]
    amount = f"{papers:,} papers, {len(mentions):,} mentions"
    made["edges"] = timed(
        "edges, counted and weighed", lambda: edges.build(made["papers"], mentions, publishers), amount
    )
    if beside:
        timed("  beside: pairs by DuckDB's plain self-join", lambda: self_join(mentions))
        timed("  beside: pairs by a loop over NetworkX", lambda: loop(mentions))
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "large.kg"
        timed("writing", lambda: store.write(directory, made, {"pipeline": {}, "sources": []}))
        size = f"{len(made['edges']):,} edges, {len(made['entities']):,} entities"
        questions(timed("opening", lambda: kg.open(directory), size), beside=beside)
    print("| what | seconds | of | peak memory, MiB |\n| --- | ---: | --- | ---: |")
    for what, seconds, of, memory in ROWS:
        print(f"| {what} | {seconds:.3f} | {of} | {memory:,} |")


if __name__ == "__main__":
    main()

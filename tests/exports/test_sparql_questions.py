"""The questions of docs/sparql.md, asked of an exported file in Oxigraph and in rdflib."""

import re
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import QuerySolutions, Store

from exports.formats import exporter
from kg.graph import Graph

EXPECTED: dict[str, list[tuple[object, ...]]] = {
    "What is there most of?": [
        ("http://purl.org/spar/fabio/ResearchPaper", "3"),
        ("https://papers-kg.example/ontology#Benchmark", "2"),
        ("https://papers-kg.example/ontology#Model", "2"),
        ("https://papers-kg.example/ontology#Method", "1"),
        ("https://papers-kg.example/ontology#Metric", "1"),
        ("https://papers-kg.example/ontology#Organisation", "1"),
    ],
    "Which methods do most papers name?": [("Group Relative Policy Optimization", "2")],
    "Which benchmarks do papers name together with a method, and how often?": [("GSM8K", "1"), ("MATH", "1")],
    "Which papers introduce a model, and who published them?": [
        (
            "Group Relative Policy Optimization for reasoning",
            "Group Relative Policy Optimization",
            "Example Lab",
        )
    ],
    "What builds on it?": [("Group Relative Policy Optimization", "1")],
    "Which papers stand behind a link?": [
        ("Group Relative Policy Optimization for reasoning", "2024-02-05"),
        ("Scaling GRPO to larger models", "2025-03"),
    ],
    "What is new since 2025?": [("Example Lab", "2025-03"), ("Größe-7B", "2025-03"), ("MATH", "2025-03")],
    "Why are these names one entity?": [
        (
            "GRPO",
            "abbreviation",
            "a paper defines it as Group Relative Policy Optimization",
            "We introduce Group Relative Policy Optimization (GRPO).",
        ),
        (
            "Group Relative Policy Optimization",
            "name",
            "the most frequent name",
            "Group Relative Policy Optimization for reasoning",
        ),
    ],
    "How do I get from one entity to another?": [
        ("Group Relative Policy Optimization", "1"),
        ("Qwen2.5", "1"),
        ("accuracy", "1"),
    ],
}


@pytest.fixture(scope="module")
def page(repo: Path) -> str:
    return (repo / "docs" / "sparql.md").read_text("utf-8")


def questions(page: str) -> dict[str, str]:
    (prefixes,) = re.findall(r"```sparql\n(PREFIX.*?)```", page, re.DOTALL)
    found = re.findall(r"^## (.*?)\n.*?```sparql\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    return {title: prefixes + query for title, query in found}


def answers(
    graph: Graph, query: str, folder: Path
) -> tuple[list[tuple[str | None, ...]], list[tuple[str | None, ...]]]:
    path = folder / "graph.ttl"
    exporter("turtle").write(graph, path)
    store = Store()
    store.bulk_load(path=str(path))
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    count = len(solutions.variables)
    oxigraph = [tuple(row[i] and str(row[i].value) for i in range(count)) for row in solutions]
    ours = rdflib.Graph().parse(path, format="turtle").query(query)
    return oxigraph, [tuple(None if value is None else str(value) for value in row) for row in ours]


def test_there_are_ten(page: str) -> None:
    assert len(questions(page)) == 10


@pytest.mark.parametrize("title", sorted(EXPECTED))
def test_answers(small: Graph, page: str, title: str, tmp_path: Path) -> None:
    oxigraph, in_rdflib = answers(small, questions(page)[title], tmp_path)
    assert oxigraph == in_rdflib == EXPECTED[title]


def test_places_of_mentions(small: Graph, page: str, tmp_path: Path) -> None:
    title = "Where in the texts is it named?"
    assert {*EXPECTED, title} == set(questions(page))
    oxigraph, in_rdflib = answers(small, questions(page)[title], tmp_path)
    assert oxigraph == in_rdflib
    mentions = list(small.mentions(entity="grpo"))
    assert len(oxigraph) == len(mentions)
    found = {(row[0], int(row[2] or ""), row[4]) for row in oxigraph}
    assert found == {(small.paper(mention.paper).title, mention.start, mention.surface) for mention in mentions}

"""Cutting a part out of a graph: what stays, and that it is a graph again."""

import pytest

from exports.cut import cut
from kg.errors import NotFoundError
from kg.graph import Graph
from kg.schema import TABLES

LINKS = {"co_mention", "cites"}


def ids(graph: Graph, table: str) -> list[str]:
    return [str(value) for value in graph.table(table).column("id").to_pylist()]


PARTS = {
    "since": {"since": "2023"},
    "backbone": {"backbone": True},
    "types": {"types": ["Method", "<b>Own type</b>"]},
    "all": {"since": "2020", "backbone": True, "types": ["Model"]},
}


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_part_is_a_graph(graph: Graph, name: str) -> None:
    part = cut(graph, **PARTS[name])  # type: ignore[arg-type]
    papers, entities = set(ids(part, "papers")), set(ids(part, "entities"))
    assert papers <= set(ids(graph, "papers"))
    assert entities <= set(ids(graph, "entities"))
    for table, schema in TABLES.items():
        assert part.table(table).schema == schema
    for mention in part.mentions():
        assert mention.paper in papers
        assert mention.entity in entities
    for entry in part.ledger():
        assert entry.entity in entities
        assert entry.paper is None or entry.paper in papers
    edges = list(part.edges())
    assert edges == sorted(edges, key=lambda edge: (edge.kind, edge.source, edge.target))
    for edge in edges:
        assert edge.source in (entities if edge.kind in LINKS else papers)
        assert edge.target in entities


def test_nothing_cut_is_the_graph(graph: Graph) -> None:
    assert cut(graph) is graph
    assert ids(cut(graph, since="0001"), "papers") == [
        paper.id for paper in graph.papers() if paper.date and paper.date[:4].isdigit() and paper.date != "2025-02-31"
    ]


def test_since_counts_anew(small: Graph) -> None:
    part = cut(small, since="2025-02")
    assert ids(part, "papers") == ["p2"]  # p3 is of 2025, and may be of January
    assert part.entity("GRPO").papers == 1
    assert part.entity("GRPO").first_seen == "2025-03"
    assert {edge.papers for edge in part.edges()} == {1}
    with pytest.raises(NotFoundError):
        part.entity("GSM8K")


def test_a_sentence_goes_with_its_paper(small: Graph) -> None:
    (whole,), (part,) = (graph.reasons("GRPO", "GRPO") for graph in (small, cut(small, since="2025")))
    assert whole.paper == "p1"
    assert (part.paper, part.sentence_start) == (None, None)
    assert part.rule == whole.rule


def test_types_keep_the_links_between_them(small: Graph) -> None:
    part = cut(small, types=["Model", "Benchmark"])
    assert set(part.info()["entities"]) == {"Model", "Benchmark"}
    expected = [
        edge for edge in small.edges(kind="co_mention") if {edge.source, edge.target} <= set(ids(part, "entities"))
    ]
    assert list(part.edges(kind="co_mention")) == expected != []
    assert ids(part, "papers") == ["p1", "p2", "p3"]


def test_focus_keeps_what_is_linked(small: Graph) -> None:
    part = cut(small, focus="größe 7b")
    near = {neighbor.entity.id for neighbor in small.neighbors("Größe-7B")}
    assert set(ids(part, "entities")) == near | {small.entity("Größe-7B").id}
    assert ids(part, "papers") == ["p2"]


def test_focus_stays_whatever_its_type(small: Graph) -> None:
    assert ids(cut(small, focus="GRPO", types=["Benchmark"]), "entities") == [
        "benchmark-gsm8k",
        "benchmark-math",
        "grpo",
    ]


def test_backbone_leaves_every_entity_and_fewer_links(synthetic: Graph) -> None:
    part = cut(synthetic, backbone=True)
    assert ids(part, "entities") == ids(synthetic, "entities")
    links = list(part.edges(kind="co_mention"))
    assert 0 < len(links) < len(list(synthetic.edges(kind="co_mention")))
    assert set(links) <= set(synthetic.edges(kind="co_mention"))


@pytest.mark.parametrize("day", ["soon", "2025-13", "25", ""])
def test_what_is_no_date(small: Graph, day: str) -> None:
    with pytest.raises(ValueError, match="date"):
        cut(small, since=day)

import json

import networkx as nx
import pytest

import kg
from kg.errors import NotFoundError
from kg.graph import Graph


@pytest.mark.parametrize("kind", [None, "co_mention", "mentions"])
def test_rows_are_the_same_from_disk_and_from_memory(graph: Graph, kind: str | None) -> None:
    wanted = [edge.target for edge in graph.edges()][:3]
    from_disk = kg.open(graph.directory).rows("edges", ["source", "target"], wanted, kind)
    graph.table("edges")
    order = [(name, "ascending") for name in ("kind", "source", "target")]
    assert from_disk.sort_by(order).equals(graph.rows("edges", ["source", "target"], wanted, kind).sort_by(order))
    assert from_disk.num_rows > 0


def test_names_are_forgiven_case_hyphen_and_plural(graph: Graph) -> None:
    expected = graph.entity("large language model")
    for name in ("LLM", "llms", "Large-Language Models", expected.id):
        assert graph.entity(name) == expected


def test_unknown_name_proposes_the_nearest(graph: Graph) -> None:
    with pytest.raises(NotFoundError) as caught:
        graph.entity("Imagenette")
    assert "ImageNet" in caught.value.nearest


def test_why_gives_sentences_with_both(graph: Graph) -> None:
    first = graph.why("RAG", "LLM")[0]
    assert first.paper.id == "b"  # newest first
    for item in graph.why("RAG", "LLM"):
        assert item.together
        for sentence in item.sentences:
            assert item.paper.text(sentence.field)[sentence.start : sentence.end] == sentence.text
            named = {mark.entity for mark in sentence.marks}
            assert named == {graph.entity("RAG").id, graph.entity("LLM").id}


def test_why_without_a_common_sentence_gives_the_sentences_of_each(graph: Graph) -> None:
    (item,) = graph.why("BERT", "accuracy")
    assert not item.together
    assert {mark.entity for sentence in item.sentences for mark in sentence.marks} == {"bert", "accuracy"}


def test_neighbors_are_those_of_the_edges(graph: Graph) -> None:
    near = graph.neighbors("accuracy")
    assert [item.edge.papers for item in near] == sorted((item.edge.papers for item in near), reverse=True)
    ends = {frozenset((edge.source, edge.target)) for edge in graph.edges(kind="co_mention")}
    assert {frozenset(("accuracy", item.entity.id)) for item in near} == {end for end in ends if "accuracy" in end}
    assert {item.entity.type for item in graph.neighbors("accuracy", type="Model")} == {"Model"}


def test_cites_and_cited_by_are_two_views_of_one_edge(graph: Graph) -> None:
    cited = {item.entity.name for item in graph.neighbors("RAG", kind="cites")}
    assert "GPT-4" in cited
    assert [item.entity.name for item in graph.neighbors("GPT-4", kind="cited_by")] == [graph.entity("RAG").name]


def test_ledger_names_the_sentence_of_a_definition(graph: Graph) -> None:
    entries = graph.reasons("large language model", "LLM")
    assert [entry.rule for entry in entries] == ["abbreviation"]
    assert entries[0].paper == "a"


def test_publications_come_from_the_organisation_line(graph: Graph) -> None:
    assert [paper.id for paper in graph.publications("nvidia")] == ["a"]
    assert not graph.evidence("NVIDIA")


def test_info_agrees_with_the_tables(graph: Graph) -> None:
    info = graph.info()
    assert info["papers"] == info["listed"] == 4
    assert sum(info["entities"].values()) == len(list(graph.entities()))
    assert sum(info["edges"].values()) == len(list(graph.edges()))
    edges = list(graph.edges(kind="co_mention"))
    chance = sum((edge.q_value or 0) > 0.05 for edge in edges)
    backbone = sum(bool(edge.backbone) for edge in edges)
    assert info["co_mentions"] == {
        "significant": len(edges) - chance,
        "by_chance": chance,
        "backbone": backbone,
    }
    assert info["years"] == {"": 1, "2023": 1, "2024": 1, "2025": 1}
    json.dumps(info)


def test_networkx_holds_the_whole_graph(graph: Graph) -> None:
    network = graph.networkx()
    assert network.number_of_edges() == len(list(graph.edges()))
    assert network.nodes["paper:a"]["name"].startswith("Large Language")
    assert network.edges["paper:a", "nvidia", "published_by"]["papers"] == 1


def test_networkx_is_cut_by_kind_and_type(graph: Graph) -> None:
    network = graph.networkx(kinds=["co_mention"], types=["Method", "Task"])
    assert {data["type"] for _, data in network.nodes(data=True)} == {"Method", "Task"}
    assert nx.is_connected(network.to_undirected())
    with pytest.raises(ValueError, match="friend_of"):
        graph.networkx(kinds=["friend_of"])

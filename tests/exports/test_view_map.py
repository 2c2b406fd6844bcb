"""The map: which links are drawn, which entities make a topic, and where they stand."""

from dataclasses import replace
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.view.backbone import LINKS, backbone, communities, ranked
from exports.view.layout import SPACING, layout
from exports.view.payload import payload
from kg.graph import Graph
from kg.types import Edge, Entity


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[Entity], list[Edge]]:
    count = draw(st.integers(1, 14))
    papers = sorted(draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)), reverse=True)
    entities = [
        Entity(id=f"e{number:02}", name=f"E{number}", type="Method", papers=found)
        for number, found in enumerate(papers)
    ]
    pairs = [(source, target) for source in range(count) for target in range(source + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    weights = st.sampled_from([0.1, 0.25, 0.5, 1.0, 2.0])
    edges = [
        Edge(kind="co_mention", source=f"e{a:02}", target=f"e{b:02}", papers=1, fractional=draw(weights))
        for a, b in sorted(chosen)
    ]
    return entities, edges


@given(networks())
def test_each_entity_brings_its_few_links_upward(network: tuple[list[Entity], list[Edge]]) -> None:
    entities, edges = network
    kept = backbone(entities, edges)
    for entity in entities:
        upward = [edge for edge in edges if edge.target == entity.id]  # ids are in order of importance
        brought = [edge for edge in kept if edge.target == entity.id]
        assert len(brought) == min(LINKS, len(upward))


def test_strength_is_relative_to_how_often_the_other_is_named() -> None:
    papers = {"a": 100, "b": 25, "c": 16, "d": 9, "e": 4}
    entities = [Entity(id=name, name=name, type="Method", papers=count) for name, count in papers.items()]
    weights = {"a": 2.5, "b": 2.0, "c": 1.0, "d": 0.6}  # over the square root of 4 times papers: .125, .2, .125, .1
    edges = [
        Edge(kind="co_mention", source=name, target="e", papers=3, fractional=weight)
        for name, weight in weights.items()
    ]
    assert [edge.source for edge in backbone(entities, edges)] == ["a", "b", "c"]
    assert [edge.source for edge in backbone(entities, [*edges[1:], replace(edges[0], fractional=1.9)])] == [
        "b",
        "c",
        "d",
    ]


@given(networks(), st.integers(0, 14))
def test_backbone_of_the_top_is_the_top_of_the_backbone(network: tuple[list[Entity], list[Edge]], top: int) -> None:
    entities, edges = network
    inside = {entity.id for entity in entities[:top]}
    between = [edge for edge in edges if {edge.source, edge.target} <= inside]
    whole = [edge for edge in backbone(entities, edges) if {edge.source, edge.target} <= inside]
    assert backbone(entities[:top], between) == whole


@given(networks())
def test_topics_join_only_what_links_join(network: tuple[list[Entity], list[Edge]]) -> None:
    entities, edges = network
    topics = communities(entities, edges, backbone(entities, edges))
    assert sorted(set(topics)) == list(range(max(topics) + 1))
    linked = {end for edge in edges for end in (edge.source, edge.target)}
    alone = {topic for entity, topic in zip(entities, topics, strict=True) if entity.id not in linked}
    assert len(alone) <= 1
    assert not alone & {topic for entity, topic in zip(entities, topics, strict=True) if entity.id in linked}


@given(st.lists(st.integers(0, 6), max_size=60), st.integers(0, 10))
def test_nothing_overlaps(drawn: list[int], chords: int) -> None:
    numbers = {community: position for position, community in enumerate(dict.fromkeys(drawn))}
    topics = [numbers[community] for community in drawn]
    links = [(source, source + 1 + chords, 1.0) for source in range(len(topics) - 1 - chords)]
    points, discs = layout(topics, links)
    for (x, y), topic in zip(points, topics, strict=True):
        disc = discs[topic]
        assert hypot(x - disc.x, y - disc.y) < disc.radius
    for number, one in enumerate(discs):
        for other in discs[:number]:
            assert hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius
    for number, here in enumerate(points):
        for there in points[:number]:
            assert hypot(*(here - there)) > SPACING * 0.6


def test_two_groups_are_two_topics() -> None:
    entities = [Entity(id=name, name=name, type="Method", papers=3) for name in "abcdef"]
    edges = [
        Edge(kind="co_mention", source=source, target=target, papers=3, fractional=weight)
        for source, target, weight in [
            ("a", "b", 3.0), ("a", "c", 3.0), ("b", "c", 3.0), ("c", "d", 0.1),
            ("d", "e", 3.0), ("d", "f", 3.0), ("e", "f", 3.0),
        ]
    ]  # fmt: skip
    assert communities(entities, edges, backbone(entities, edges)) == [0, 0, 0, 1, 1, 1]


def test_payload_agrees_with_the_graph(small: Graph) -> None:
    content = payload(small)
    entities = ranked(small)
    assert [node["key"] for node in content.nodes] == [entity.id for entity in entities]
    assert content.links == small.info()["edges"]["co_mention"]
    for paper in content.evidence["papers"]:
        for sentence in paper["sentences"]:
            units = sentence["text"].encode("utf-16-le")
            for start, end, entity in sentence["marks"]:
                named = units[2 * start : 2 * end].decode("utf-16-le")
                assert named in {entities[entity].name, *entities[entity].aliases}
    dates = [paper["date"] for paper in content.evidence["papers"]]
    assert dates == sorted(dates, reverse=True)
    assert content.types == ["Method", "Model", "Benchmark", "Metric", "Organisation"]


@pytest.mark.parametrize("kind", ["empty", "hostile", "synthetic"])
def test_any_graph_has_a_map(kind: str, made: object) -> None:
    assert callable(made)
    content = payload(made(kind))
    assert {node["topic"] for node in content.nodes} == set(range(len(content.topics)))

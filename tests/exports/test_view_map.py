"""The map: which links are drawn, which entities make a topic, and where they stand."""

from collections.abc import Callable
from math import hypot
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.view.backbone import LINKS, TOPICS, Links, backbone, communities, links, ranked
from exports.view.layout import FIRST, SPACING, layout
from exports.view.payload import payload
from kg.graph import Graph
from kg.types import Entity


def made_of(*found: tuple[int, int, float]) -> Links:
    """Links from (more important, less important, strength)."""
    upper, lower, strength = zip(*found, strict=True) if found else ((), (), ())
    return Links(
        upper=np.array(upper, np.int64), lower=np.array(lower, np.int64), strength=np.array(strength, np.float64)
    )


def pairs(links: Links) -> list[tuple[int, int]]:
    return list(zip(links.upper.tolist(), links.lower.tolist(), strict=True))


def entities_of(papers: list[int]) -> list[Entity]:
    return [
        Entity(id=f"e{number:05}", name=f"E{number}", type="Method", papers=found)
        for number, found in enumerate(sorted(papers, reverse=True))
    ]


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[Entity], Links]:
    entities = entities_of(draw(st.lists(st.integers(1, 9), min_size=1, max_size=14)))
    possible = [(upper, lower) for lower in range(len(entities)) for upper in range(lower)]
    chosen = draw(st.lists(st.sampled_from(possible), unique=True)) if possible else []
    weights = st.sampled_from([0.1, 0.25, 0.5, 1.0, 2.0])
    return entities, made_of(*((upper, lower, draw(weights)) for upper, lower in chosen))


@given(networks())
def test_each_entity_brings_its_strongest_links_upward(network: tuple[list[Entity], Links]) -> None:
    entities, every = network
    kept = backbone(every)
    for entity in range(len(entities)):
        upward = sorted(zip(-every.strength[every.lower == entity], every.upper[every.lower == entity], strict=True))
        assert sorted(kept.upper[kept.lower == entity]) == sorted(upper for _, upper in upward[:LINKS])


def test_strength_is_relative_to_how_often_both_are_named(small: Graph) -> None:
    entities = ranked(small)
    every = links(small, entities)
    expected = {
        frozenset((edge.source, edge.target)): (edge.fractional or 0)
        / (small.entity(edge.source).papers * small.entity(edge.target).papers) ** 0.5
        for edge in small.edges(kind="co_mention")
    }
    found = {
        frozenset((entities[a].id, entities[b].id)): s for (a, b), s in zip(pairs(every), every.strength, strict=True)
    }
    assert found == pytest.approx(expected)


@given(networks(), st.integers(0, 14))
def test_backbone_of_the_top_is_the_top_of_the_backbone(network: tuple[list[Entity], Links], top: int) -> None:
    _, every = network
    whole = backbone(every)
    assert pairs(backbone(every.only(every.lower < top))) == pairs(whole.only(whole.lower < top))


@given(networks())
def test_topics_join_only_what_links_join(network: tuple[list[Entity], Links]) -> None:
    entities, every = network
    topics = communities(entities, every)
    assert sorted(set(topics)) == list(range(max(topics) + 1))
    linked = set(every.lower.tolist()) | set(every.upper.tolist())
    alone = {topic for entity, topic in enumerate(topics) if entity not in linked}
    assert len(alone) <= 1
    assert not alone & {topic for entity, topic in enumerate(topics) if entity in linked}


def test_small_topics_share_one() -> None:
    count = TOPICS + 20
    entities = entities_of([3] * count + [2] * count)
    topics = communities(entities, made_of(*((number, number + count, 1.0) for number in range(count))))
    assert topics[:TOPICS] == list(range(TOPICS))
    assert set(topics[TOPICS:count]) == {TOPICS}
    assert topics[:count] == topics[count:]


@given(st.lists(st.integers(0, 6), max_size=60), st.integers(0, 10))
def test_nothing_overlaps(drawn: list[int], chords: int) -> None:
    numbers = {community: position for position, community in enumerate(dict.fromkeys(drawn))}
    topics = [numbers[community] for community in drawn]
    found = made_of(*((source, source + 1 + chords, 1.0) for source in range(len(topics) - 1 - chords)))
    points, discs = layout(topics, found)
    for (x, y), topic in zip(points, topics, strict=True):
        disc = discs[topic]
        assert hypot(x - disc.x, y - disc.y) < disc.radius
    for number, one in enumerate(discs):
        for other in discs[:number]:
            assert hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius
    for number, here in enumerate(points):
        for there in points[:number]:
            assert hypot(*(here - there)) > SPACING * 0.6


def test_places_are_taken_once_in_a_large_topic() -> None:
    count = FIRST * 4
    ring = made_of(*((number, number + 1, 1.0) for number in range(count - 1)))
    points, _ = layout([0] * count, ring)
    assert len({tuple(point) for point in points.tolist()}) == count
    apart = np.hypot(*(points[1:] - points[:-1]).T)
    strangers = np.hypot(*(points - np.roll(points, count // 2, axis=0)).T)
    assert apart.mean() < strangers.mean()


def test_two_groups_are_two_topics() -> None:
    found = made_of((0, 1, 1), (0, 2, 1), (1, 2, 1), (2, 3, 0.03), (3, 4, 1), (3, 5, 1), (4, 5, 1))
    assert communities(entities_of([3] * 6), found) == [0, 0, 0, 1, 1, 1]


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


def test_cut_keeps_what_links_rest_on(small: Graph) -> None:
    def kept(text: int) -> tuple[list[dict[str, Any]], int]:
        content = payload(small, text=text)
        return [sentence for paper in content.evidence["papers"] for sentence in paper["sentences"]], content.left_out

    whole, none = kept(10**6)
    telling = [sentence for sentence in whole if len({entity for *_, entity in sentence["marks"]}) > 1]
    some, left_out = kept(sum(len(sentence["text"]) for sentence in telling))
    assert none == 0
    assert 0 < len(some) < len(whole)
    assert some == telling
    assert left_out == len(whole) - len(some)
    assert kept(0) == ([], len(whole))
    assert payload(small, text=0).evidence["papers"][0]["entities"]


@pytest.mark.parametrize("kind", ["empty", "hostile", "synthetic"])
def test_any_graph_has_a_map(kind: str, made: Callable[[str], Graph]) -> None:
    content = payload(made(kind))
    assert {node["topic"] for node in content.nodes} == set(range(len(content.topics)))

"""Edges against numbers worked out by hand, and the laws of their counts."""

import math
from collections import Counter

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import edges
from kg.schema import TABLES, from_table, to_table
from kg.types import Edge, Mention, Paper


def build(rows: list[tuple[str, str, bool]], dates: dict[str, str | None]) -> list[Edge]:
    papers = to_table([Paper(id=id, title=id, date=date) for id, date in sorted(dates.items())], TABLES["papers"])
    mentions = [
        Mention(
            paper=paper,
            field="title",
            start=0,
            end=1,
            surface="x",
            type="Method",
            score=1.0,
            introduced=introduced,
            group=0,
            sentence_start=0,
            sentence_end=1,
            entity=entity,
        )
        for paper, entity, introduced in rows
    ]
    publishers = pa.table({"paper": pa.array([], pa.string()), "entity": pa.array([], pa.string())})
    return list(from_table(edges.build(papers, to_table(mentions, TABLES["mentions"]), publishers), Edge))


def test_counts_by_hand() -> None:
    found = build(
        [
            ("p", "a", True),
            ("p", "b", False),
            ("p", "b", False),
            ("p", "c", False),
            ("q", "a", False),
            ("q", "b", True),
        ],
        {"p": "2024", "q": "2023-01-02"},
    )
    edge = {(edge.kind, edge.source, edge.target): edge for edge in found}
    # p has three entities, so each of its pairs gets 1/2; q has two, so its pair gets 1
    assert edge["co_mention", "a", "b"].papers == 2
    assert edge["co_mention", "a", "b"].fractional == 1.5
    assert edge["co_mention", "a", "c"].fractional == 0.5
    assert (edge["co_mention", "a", "b"].first, edge["co_mention", "a", "b"].last) == ("2023-01-02", "2024")
    assert edge["mentions", "p", "b"].mentions == 2
    assert {key[1:] for key in edge if key[0] == "introduces"} == {("p", "a"), ("q", "b")}
    # a and b cite each other: cycles are legal
    assert {key[1:] for key in edge if key[0] == "cites"} == {("a", "b"), ("a", "c"), ("b", "a")}


ROWS = st.lists(st.tuples(st.sampled_from("pqrs"), st.sampled_from("abcde"), st.booleans()), max_size=30)


@settings(max_examples=30)
@given(ROWS)
def test_fractional_weights_sum_to_papers_that_have_pairs(rows: list[tuple[str, str, bool]]) -> None:
    found = build(rows, dict.fromkeys("pqrs"))
    sums: Counter[str] = Counter()
    for edge in found:
        if edge.kind == "co_mention":
            assert edge.source < edge.target
            sums[edge.source] += edge.fractional or 0.0  # type: ignore[assignment]
            sums[edge.target] += edge.fractional or 0.0  # type: ignore[assignment]
    entities = {paper: {entity for p, entity, _ in rows if p == paper} for paper in "pqrs"}
    for entity in "abcde":
        papers = sum(entity in names and len(names) > 1 for names in entities.values())
        assert math.isclose(sums[entity], papers, abs_tol=1e-9)


@settings(max_examples=30)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: list[tuple[str, str, bool]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert build(rows, dict.fromkeys("pqrs")) == build(shuffled, dict.fromkeys("pqrs"))


@settings(max_examples=30)
@given(ROWS)
def test_a_paper_that_introduces_nothing_cites_nothing(rows: list[tuple[str, str, bool]]) -> None:
    found = build([(paper, entity, False) for paper, entity, _ in rows], dict.fromkeys("pqrs"))
    assert not [edge for edge in found if edge.kind in {"cites", "introduces"}]

"""Edges against numbers worked out by hand, and the laws of their counts."""

import math
import sys
from collections import Counter
from fractions import Fraction
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import edges
from kg.edges import counting
from kg.edges.backbone import STRONGEST
from kg.edges.weights import SIGNIFICANT, SMALLEST, discoveries, family, least_p_values, p_values
from kg.schema import TABLES, from_table, to_table
from kg.types import Edge, Mention, Paper


def build(
    rows: list[tuple[str, str, bool]], dates: dict[str, str | None], variants: tuple[tuple[str, str], ...] = ()
) -> list[Edge]:
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
    pairs = pa.array([one for one, _ in variants], pa.string()), pa.array([other for _, other in variants], pa.string())
    table = edges.build(
        papers, to_table(mentions, TABLES["mentions"]), publishers, lambda: pa.table(pairs, names=["source", "target"])
    )
    return list(from_table(table, Edge))


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


@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.booleans()), max_size=60), st.integers(1, 7))
def test_parts_sum_to_the_whole_wherever_papers_are_divided(rows: list[tuple[int, int, bool]], at: int) -> None:
    papers = pa.table({"paper": range(8), "date": [None, 2, 3, 1, None, 4, 0, 2]})
    columns = pa.array([r[0] for r in rows], pa.int32()), pa.array([r[1] for r in rows], pa.int32())
    flags = pa.array([r[2] for r in rows], pa.bool_())
    mentions = pa.table([*columns, flags, flags], names=["paper", "entity", "in_title", "introduced"])
    publishers = pa.table(columns, names=["paper", "entity"])

    def part(papers_there: pc.Expression) -> dict[str, pa.Table]:
        return counting.part(*(table.filter(papers_there) for table in (papers, mentions, publishers)))

    one, other = part(pc.field("paper") < at), part(pc.field("paper") >= at)
    summed = {kind: counting.summed(pa.concat_tables([one[kind], other[kind]])) for kind in one}
    assert counting.finished(summed) == counting.count(papers, mentions, publishers)


@settings(max_examples=30)
@given(ROWS)
def test_edges_do_not_depend_on_how_many_are_worked_on_at_once(rows: list[tuple[str, str, bool]]) -> None:
    dates = {"p": "2024", "q": None, "r": "2023-05", "s": "2024-01-02"}
    found = build(rows, dates)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "_AT_ONCE", 1)
        patch.setattr(sys.modules["kg.edges.backbone"], "_AT_ONCE", 1)
        assert build(rows, dates) == found


def test_weights_of_many_papers_do_not_run_over() -> None:
    # 5,000 papers of two entities each: whole numbers of 2**52 for 1 would not fit into 64 bits
    rows = [(f"p{number}", entity, False) for number in range(5000) for entity in "ab"]
    (pair,) = (
        edge for edge in build(rows, {f"p{number}": None for number in range(5000)}) if edge.kind == "co_mention"
    )
    assert pair.fractional == 5000


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


def test_weights_by_hand() -> None:
    # five papers: a and b always together (3), c twice alone and once with them
    rows = [(p, e, False) for p, names in {"p": "ab", "q": "ab", "r": "abc", "s": "c", "t": "c"}.items() for e in names]
    edge = {edge.source + edge.target: edge for edge in build(rows, dict.fromkeys("pqrst"))}
    # sums of co-mentions: a 4, b 4, c 2; of all pairs 5: 2 * 5 * 3 / (4 * 4) and 2 * 5 * 1 / (4 * 2)
    assert edge["ab"].association == 1.875
    assert edge["ac"].association == 1.25
    # ln((3/5) / (3/5 * 3/5)) / -ln(3/5) = 1, and ln((1/5) / (9/25)) / -ln(1/5)
    assert math.isclose(edge["ab"].npmi or 0, 1)
    assert math.isclose(edge["ac"].npmi or 0, math.log(5 / 9) / math.log(5))
    # of the 10 ways to choose b's three papers one hits all of a's; at least one of three among c's three: all 10
    assert math.isclose(edge["ab"].p_value or 0, 0.1)
    assert math.isclose(edge["ac"].p_value or 0, 1)
    # three papers of five at the best give 0.1, which is no discovery whatever the data: nothing is tested
    assert edge["ab"].q_value == edge["ac"].q_value == 1


def exact_tail(together: int, one: int, other: int, papers: int) -> float:
    ways = sum(math.comb(one, k) * math.comb(papers - one, other - k) for k in range(together, min(one, other) + 1))
    return float(Fraction(ways, math.comb(papers, other)))


@given(st.data())
def test_p_values_are_the_hypergeometric_tail(data: st.DataObject) -> None:
    papers = data.draw(st.integers(1, 300))
    one, other = (data.draw(st.integers(1, papers)) for _ in range(2))
    together = data.draw(st.integers(max(0, one + other - papers), min(one, other)))
    (found,) = p_values(np.array([together]), np.array([one]), np.array([other]), papers)
    assert math.isclose(found, exact_tail(together, one, other, papers), rel_tol=1e-9)


def test_p_values_that_are_too_small_for_a_number_stay_above_zero() -> None:
    found = p_values(np.array([9000, 9000]), np.array([9000, 9000]), np.array([9000, 9000]), 100_000)
    assert found.tolist() == [SMALLEST, SMALLEST]


def test_published_false_discovery_rates() -> None:
    # the 15 p-values of Benjamini and Hochberg (1995), section 4.1: four are discoveries at .05
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.324,
        0.4262,
        0.5719,
        0.6528,
        0.759,
        1,
    ]
    q = discoveries(np.array(p), tests=15)
    assert int((q <= 0.05).sum()) == 4
    assert math.isclose(q[3], 0.0095 * 15 / 4)
    # pairs that never occur together are tests too
    assert int((discoveries(np.array(p), tests=150) <= 0.05).sum()) == 2


def test_only_pairs_that_could_be_discoveries_are_tested() -> None:
    # of 40 papers: a and b share their four, at 1/91390, c to z have one each and are no tests
    rows = [(f"p{number}", entity, False) for number in range(4) for entity in "ab"]
    rows += [(f"p{number + 4}", entity, False) for number, entity in enumerate("cdefghijklmnopqrstuvwxyz")]
    rows += [(f"p{number}", "filler", False) for number in range(28, 40)]
    found = {edge.source + edge.target: edge for edge in build(rows, {f"p{number}": None for number in range(40)})}
    # tests are the pairs of a, b and filler, of which a and filler may meet in all four: 495/91390
    assert math.isclose(found["ab"].q_value or 0, 3 / 91390)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=12), st.integers(30, 60))
def test_what_is_left_out_of_the_tests_could_be_no_discovery(counts: list[int], papers: int) -> None:
    bound, tests = family(np.array(counts), papers)
    ends = np.array(list(combinations(counts, 2))).T
    least = least_p_values(*ends, papers)
    assert tests == int((least <= bound).sum())
    assert np.allclose(least, p_values(np.minimum(*ends), *ends, papers), rtol=1e-6)
    assert tests * bound <= SIGNIFICANT


def test_false_discoveries_stay_below_their_rate_and_true_ones_are_found() -> None:
    # entities as rare as in life, spread over 400 papers by chance, and 20 pairs that go together in half their papers
    rng = np.random.default_rng(0)
    papers, shares, found = 400, [], 0
    for _ in range(20):
        counts = np.minimum(rng.zipf(1.7, 300), 60)
        counts[:40] = 6
        inside = np.zeros((counts.size, papers), bool)
        for entity, count in enumerate(counts):
            inside[entity, rng.choice(papers, count, replace=False)] = True
        for entity in range(0, 40, 2):
            inside[entity + 1] = False
            others = rng.choice(np.flatnonzero(~inside[entity]), 3, replace=False)
            inside[entity + 1, [*np.flatnonzero(inside[entity])[:3], *others]] = True
        first, second = np.triu_indices(counts.size, 1)
        together = (inside.astype(int) @ inside.T.astype(int))[first, second]
        first, second, together = first[together > 0], second[together > 0], together[together > 0]
        bound, tests = family(counts, papers)
        tested = least_p_values(counts[first], counts[second], papers) <= bound
        q = discoveries(p_values(together, counts[first], counts[second], papers)[tested], tests)
        taken = q <= SIGNIFICANT
        true = ((first % 2 == 0) & (first < 40) & (second == first + 1))[tested]
        shares.append((taken & ~true).sum() / max(taken.sum(), 1))
        found += int((taken & true).sum())
    assert np.mean(shares) <= SIGNIFICANT
    assert found > 0.5 * 20 * 20


@given(st.lists(st.floats(1e-12, 1), max_size=20), st.integers(0, 30))
def test_false_discovery_rates_keep_the_order(p: list[float], more: int) -> None:
    q = discoveries(np.array(p), tests=len(p) + more)
    assert all(a <= b <= 1 for a, b in zip(p, q, strict=True))
    pairs = sorted(zip(p, q, strict=True))
    assert [b for _, b in pairs] == sorted(b for _, b in pairs)


@settings(max_examples=30)
@given(ROWS)
def test_backbone_keeps_the_strongest_of_every_end(rows: list[tuple[str, str, bool]]) -> None:
    edges_of: dict[str, list[Edge]] = {}
    for edge in build(rows, dict.fromkeys("pqrs")):
        if edge.kind == "co_mention":
            for end in (edge.source, edge.target):
                edges_of.setdefault(end, []).append(edge)
    for found in edges_of.values():
        kept = sorted((edge.fractional or 0 for edge in found if edge.backbone), reverse=True)
        strengths = sorted((edge.fractional or 0 for edge in found), reverse=True)
        assert np.allclose(kept[:STRONGEST], strengths[:STRONGEST])


def test_backbone_leaves_out_what_is_neither_significant_nor_strong() -> None:
    # a star of nine in one paper: each pair is one of 36 alike, and three of each entity's eight are enough
    found = [edge for edge in build([("p", e, False) for e in "abcdefghi"], {"p": None}) if edge.kind == "co_mention"]
    assert len(found) == 36
    assert 9 * STRONGEST / 2 <= sum(bool(edge.backbone) for edge in found) <= 9 * STRONGEST


def test_edges_of_no_mentions() -> None:
    assert build([], {"p": None}) == []


def test_variants_carry_the_papers_of_the_variant() -> None:
    variants = (("llama-2", "llama"), ("llama-2-7b", "llama-2"))
    found = build([("p", "llama-2", False)], {"p": "2024", "q": None}, variants)
    assert [(edge.source, edge.target, edge.papers, edge.first) for edge in found if edge.kind == "variant_of"] == [
        ("llama-2", "llama", 1, "2024"),
        ("llama-2-7b", "llama-2", 0, None),
    ]

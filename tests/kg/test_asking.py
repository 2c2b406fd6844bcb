"""Questions asked of a small graph, against answers worked out by hand."""

from pathlib import Path

import pytest

import kg
from kg.asking.trends import rise
from kg.errors import KgError, NotFoundError
from kg.graph import Graph
from kg.types import Organisation, Paper
from tests.gazetteer import write_graph

NAMES = dict.fromkeys(("Alpha", "Beta", "Gamma", "Delta"), "Method") | {"Zeta": "Benchmark", "Eta": "Benchmark"}
PAPERS = [
    Paper(id="1", title="One", abstract="Alpha meets Beta.", date="2020"),
    Paper(id="2", title="Two", abstract="Alpha meets Beta. Alpha meets Beta again.", date="2021-05"),
    Paper(id="3", title="Three", abstract="Beta meets Gamma.", date="2021-06-30"),
    Paper(id="4", title="Four", abstract="Beta meets Gamma.", date="2022-01-01"),
    Paper(id="5", title="Five", abstract="Alpha with Gamma and Zeta. Delta is far off.", date="2022-02"),
    Paper(id="6", title="Six", abstract="Gamma, alone.", organisations=(Organisation(name="Eta"),), date="2022-03"),
    Paper(id="7", title="Seven", abstract="Eta alone."),
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return kg.open(write_graph(tmp_path_factory.mktemp("asked") / "g.kg", PAPERS, NAMES, introduced=["Delta"]))


def test_path_takes_the_way_with_more_evidence(graph: Graph) -> None:
    # straight: one paper of four entities, 1/3; over Beta: two papers of two entities each step
    steps = graph.path("Alpha", "Gamma")
    assert [(step.source.name, step.target.name, step.edge.fractional) for step in steps] == [
        ("Alpha", "Beta", 2.0),
        ("Beta", "Gamma", 2.0),
    ]
    assert [item.paper.id for item in steps[0].evidence] == ["2", "1"]
    assert [step.target.name for step in graph.path("Gamma", "Alpha")] == ["Beta", "Alpha"]


def test_path_is_empty_where_nothing_links(graph: Graph) -> None:
    assert graph.path("Alpha", "Eta") == []
    assert graph.path("Alpha", "alpha") == []


def test_a_window_is_the_graph_of_its_papers(graph: Graph, tmp_path: Path) -> None:
    window = graph.between("2021", "2021")
    assert [paper.id for paper in window.papers()] == ["2", "3"]
    fresh = kg.open(write_graph(tmp_path / "fresh.kg", PAPERS[1:3], NAMES, introduced=["Delta"]))
    for table in ("papers", "mentions", "entities", "edges"):
        assert window.table(table).equals(fresh.table(table)), table


def test_windows_that_follow_each_other_share_no_paper_and_lose_none(graph: Graph) -> None:
    parts = [graph.between(until="2021-05"), graph.between("2021-06", "2021"), graph.between("2022")]
    found = [paper.id for part in parts for paper in part.papers()]
    assert sorted(found) == ["1", "2", "3", "4", "5", "6"], "a paper without a date is in none"


def test_every_question_takes_a_window(graph: Graph) -> None:
    window = {"since": "2021", "until": "2021"}
    assert [(n.entity.name, n.edge.papers) for n in graph.neighbors("Beta", **window)] == [("Alpha", 1), ("Gamma", 1)]
    assert [item.paper.id for item in graph.why("Alpha", "Beta", **window)] == ["2"]
    assert [item.paper.id for item in graph.evidence("Alpha", **window)] == ["2"]
    assert next((r.entity.name, r.score) for r in graph.top(**window)) == ("Beta", 2)
    assert [step.target.name for step in graph.path("Alpha", "Gamma", **window)] == ["Beta", "Gamma"]
    assert graph.compare("Alpha", "Gamma", **window).shared[0].entity.name == "Beta"
    assert [len(found.members) for found in graph.communities(**window)] == [3]
    assert graph.trends("Alpha", **window).periods == ("2021",)
    assert [match.entity.name for match in graph.find("alp", **window)] == ["Alpha"]
    assert "Zeta" not in {match.entity.name for match in graph.find("zeta", **window)}
    assert len(graph.networkx(kinds=["co_mention"], **window)) == 3
    assert len(graph.dataframe("papers", **window)) == 2
    assert [paper.id for paper in graph.publications("Eta", since="2022")] == ["6"]
    with pytest.raises(NotFoundError, match=r"Zeta.*since 2021 until 2021"):
        graph.neighbors("Zeta", **window)


@pytest.mark.parametrize("day", ["", "21", "2021-13", "2021-02-30", "yesterday", "2021-1"])
def test_what_is_no_date_is_refused(graph: Graph, day: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        graph.between(day)
    with pytest.raises(ValueError, match="no date"):
        graph.between(until=day)


def test_neighbors_by_other_measures(graph: Graph) -> None:
    strength = [near.edge.association or 0 for near in graph.neighbors("Gamma", by="association")]
    assert strength == sorted(strength, reverse=True)
    p = [near.edge.p_value or 0 for near in graph.neighbors("Gamma", by="significance")]
    assert p == sorted(p)
    with pytest.raises(ValueError, match="no measure 'love'"):
        graph.neighbors("Gamma", by="love")
    with pytest.raises(ValueError, match="no links 'friends'"):
        graph.neighbors("Gamma", kind="friends")
    with pytest.raises(KgError, match=r"no entities of type 'Wish'.*Benchmark, Method"):
        graph.neighbors("Gamma", type="Wish")


def test_top_by_papers_and_centrality(graph: Graph) -> None:
    assert [(r.entity.name, r.score) for r in graph.top(limit=3)] == [("Beta", 4), ("Gamma", 4), ("Alpha", 3)]
    ranks = graph.top(by="pagerank", limit=None)
    assert abs(sum(ranked.score for ranked in ranks) - 1) < 1e-9
    assert {ranked.entity.name for ranked in ranks[:3]} == {"Alpha", "Beta", "Gamma"}
    between = graph.top(by="betweenness")
    assert between[0].entity.name == "Beta"
    # of all pairs only Alpha and Gamma have Beta on their way
    entities = len(list(graph.entities()))
    assert abs(between[0].score - 2 / (entities * (entities - 1))) < 1e-12
    assert [r.entity.type for r in graph.top(type="Benchmark")] == ["Benchmark", "Benchmark"]
    with pytest.raises(ValueError, match="no measure 'fame'"):
        graph.top(by="fame")


def test_rising_is_the_last_year_against_all_before(graph: Graph) -> None:
    # the last dated paper is of March 2022: the last year has five papers, of which four name Gamma, before it is one
    rising = graph.top(by="rising")
    assert rising[0].entity.name == "Gamma"
    assert "Alpha" not in {ranked.entity.name for ranked in rising}
    trends = graph.trends()
    assert [trend.entity.name for trend in trends.rows] == [ranked.entity.name for ranked in rising]
    assert trends.periods == ("2020", "2021", "2022")
    assert trends.totals == (1, 2, 3)
    assert trends.rows[0].papers == (0, 1, 3)


def test_trends_by_month_leave_no_month_out(graph: Graph) -> None:
    trends = graph.trends("Gamma", "alpha", by="month")
    assert trends.periods[0] == "2021-05"
    assert trends.periods[-1] == "2022-03"
    assert len(trends.periods) == 11
    assert [trend.entity.name for trend in trends.rows] == ["Gamma", "Alpha"]
    assert sum(trends.rows[0].papers) == 4
    with pytest.raises(ValueError, match="no period 'week'"):
        graph.trends(by="week")


def test_rise_is_above_the_usual_bar_where_shares_differ_clearly() -> None:
    import numpy as np

    # Dunning's statistic for 30 of 100 against 10 of 100: 2 * sum(observed * ln(observed / expected)) = 12.98
    up, down, same, none = rise(np.array([30, 10, 7, 0]), 100, np.array([10, 30, 7, 0]), 100)
    assert abs(up - 12.98) < 0.01
    assert abs(up + down) < 1e-9
    assert (same, none) == (0, 0)


def test_compare_puts_each_neighbor_in_one_list(graph: Graph) -> None:
    found = graph.compare("Alpha", "Beta")
    assert found.edge is not None
    assert found.edge.papers == 2
    assert [item.entity.name for item in found.shared] == ["Gamma"]
    assert {item.entity.name for item in found.only_a} == {"Delta", "Zeta"}
    assert found.only_b == []
    # they share Gamma, with 1/3 and 2; Alpha has two more neighbors of 1/3
    assert abs(found.similarity - (2 / 3) / (3**-0.5 * 2)) < 1e-9
    assert graph.compare("Alpha", "Beta", type="Benchmark").similarity == 0


def test_communities_hold_each_linked_entity_once_and_are_the_same_again(graph: Graph) -> None:
    found = graph.communities()
    members = [member.name for community in found for member in community.members]
    assert sorted(members) == ["Alpha", "Beta", "Delta", "Gamma", "Zeta"]
    assert all(community.name.startswith(community.members[0].name) for community in found)
    assert graph.communities() == found


def test_diff_of_two_windows(graph: Graph) -> None:
    found = graph.between("2022").diff(graph.between(until="2021"))
    assert [entity.name for entity in found.new] == ["Delta", "Zeta", "Eta"]
    assert found.gone == []
    assert [change.entity.name for change in found.rising] == ["Gamma"]
    assert [change.entity.name for change in found.falling] == ["Beta", "Alpha"]
    assert found.rising[0].before == 1
    names = {entity.id: entity.name for entity in graph.entities()}
    assert ("Alpha", "Gamma") in {(names[edge.source], names[edge.target]) for edge in found.links}
    assert ("Beta", "Gamma") not in {(names[edge.source], names[edge.target]) for edge in found.links}


def test_diff_of_a_graph_with_itself_is_empty(graph: Graph) -> None:
    found = graph.diff(graph)
    assert [found.new, found.gone, found.rising, found.falling, found.links] == [[]] * 5


def test_networkx_of_the_backbone(graph: Graph) -> None:
    whole, backbone = (graph.networkx(kinds=["co_mention"], backbone=cut) for cut in (False, True))
    kept = {(edge.source, edge.target) for edge in graph.edges(kind="co_mention") if edge.backbone}
    assert set(backbone.edges()) == kept
    assert set(backbone.edges()) <= set(whole.edges())


def test_a_graph_of_nothing_answers(tmp_path: Path) -> None:
    nothing = kg.open(write_graph(tmp_path / "empty.kg", []))
    assert nothing.top(by="pagerank") == nothing.top(by="betweenness") == nothing.top(by="rising") == []
    assert nothing.communities() == nothing.find("x") == []
    assert nothing.trends().periods == ()
    assert list(nothing.between("2020").papers()) == []

"""Names as people type them: prefix, slip and alias, the likeliest first."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.asking.finding import NameIndex, index
from kg.errors import NotFoundError
from kg.graph import Graph
from kg.schema import TABLES, to_table
from kg.types import Entity
from tests.gazetteer import write_graph
from tests.kg.conftest import PAPERS


def entity(id: str, name: str, *aliases: str, papers: int) -> Entity:
    return Entity(id=id, name=name, type="Method", aliases=(name, *aliases), papers=papers)


INDEX = NameIndex(
    index(
        to_table(
            [
                entity("chain-of-thought", "chain-of-thought", "CoT", papers=9),
                entity("cot-benchmark", "COT", papers=2),
                entity("resnet-50", "ResNet-50", papers=4),
                entity("resnet", "ResNet", papers=3),
                entity("grpo", "Group Relative Policy Optimization", "GRPO", papers=5),
                entity("dr-grpo", "Dr. GRPO", papers=1),
            ],
            TABLES["entities"],
        )
    )
)


def found(text: str) -> list[tuple[str, str]]:
    return [(INDEX.entity(row), how) for row, how in INDEX.search(text)]


NAMES = st.lists(st.sampled_from(["CoT", "cots", "ResNet-50", "resnet 50", "π0"]), min_size=1, max_size=4, unique=True)


@given(st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=4))
def test_an_index_made_with_another_one_is_the_index(names: list[list[str]], others: list[list[str]]) -> None:
    mine, theirs = (
        to_table([entity(str(at), *found, papers=at % 2) for at, found in enumerate(listed)], TABLES["entities"])
        for listed in (names, others)
    )
    assert index(mine, index(theirs)) == index(mine)


def test_exact_name_wins_over_spelling() -> None:
    assert INDEX.find("COT") == "cot-benchmark"
    assert INDEX.find("CoT") == "chain-of-thought"


def test_more_papers_win_where_spelling_leaves_a_choice() -> None:
    assert INDEX.find("cot") == "chain-of-thought"


def test_ids_are_found() -> None:
    assert INDEX.find("cot-benchmark") == "cot-benchmark"


def test_missing_name_proposes_the_nearest() -> None:
    with pytest.raises(NotFoundError, match="ResNet-50") as caught:
        INDEX.find("ResNet-500")
    assert caught.value.nearest[0] == "ResNet-50"


def test_search_takes_names_then_beginnings_then_parts_then_slips() -> None:
    assert found("resnet")[:2] == [("resnet", "name"), ("resnet-50", "beginning")]
    assert found("grp") == [("grpo", "beginning"), ("dr-grpo", "part")]
    assert found("policy optim") == [("grpo", "part")]
    assert found("chan of thougt")[0] == ("chain-of-thought", "likeness")
    assert found("zzzzzz") == []
    assert found(" ") == []


@given(st.text(string.ascii_letters + " -5", max_size=12))
def test_search_gives_each_entity_once_and_names_that_match_first(text: str) -> None:
    entities = [name for name, _ in found(text)]
    assert len(entities) == len(set(entities))
    ways = [how for _, how in found(text)]
    assert ways == sorted(ways, key=["name", "beginning", "part", "likeness"].index)


def test_find_in_a_graph_by_alias_type_and_window(graph: Graph) -> None:
    (first, *_) = graph.find("rag")
    assert (first.entity, first.name) == (graph.entity("RAG"), "RAG")
    assert {match.entity.type for match in graph.find("a", type="Metric")} == {"Metric"}
    assert not graph.find("BERT", since="2024")
    assert len(graph.find("a", limit=2)) == 2


def test_names_are_kept_beside_the_tables_until_those_change(tmp_path: Path) -> None:
    directory = write_graph(tmp_path / "g.kg", PAPERS)
    before = kg.open(directory).find("LLM")
    (kept,) = directory.glob("derived/*/names.arrow")
    assert kg.open(directory).find("LLM") == before
    kept.unlink()
    assert kg.open(directory).find("LLM") == before
    write_graph(directory, PAPERS[:1])
    assert not list(directory.glob("derived/*"))
    assert [match.entity.name for match in kg.open(directory).find("BERT")] == []


def test_a_directory_that_cannot_be_written_is_asked_all_the_same(tmp_path: Path) -> None:
    directory = write_graph(tmp_path / "g.kg", PAPERS)
    (directory / "derived").write_text("in the way")
    assert kg.open(directory).entity("LLMs").papers == 2


@pytest.mark.parametrize("name", ["names", "entities"])
def test_what_is_kept_beside_the_tables_is_made_again_when_it_is_damaged(tmp_path: Path, name: str) -> None:
    directory = write_graph(tmp_path / "g.kg", PAPERS)
    graph = kg.open(directory)
    graph.keep_names(index(graph.table("entities")), graph.table("entities"))
    (kept,) = directory.glob(f"derived/*/{name}.arrow")
    whole = kept.read_bytes()
    ids = graph.table("entities").column("id").to_pylist()
    at = whole.index("".join(sorted(ids)).encode()) if name == "entities" else whole.index(b"bert")
    for damaged in (whole[:-20], b"", whole[: at - 64] + b"\xff" * 64 + whole[at:]):
        kept.write_bytes(damaged)
        again = kg.open(directory)
        assert again.find("LLM") == graph.find("LLM")
        assert list(again.entities()) == list(graph.entities())

"""``kg remove``: gone from every file, and gone for good."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import kg
from kg.errors import SourceError
from pipelines.build import build, remove
from tests.build.conftest import Gazetteer, page, record

DOI = {"doi": "10.1000/5"}


@pytest.fixture
def one(tmp_path: Path, extractor: Gazetteer) -> str:
    assert not extractor.seen.ids()
    return page(tmp_path / "one.jsonl", record(1), record(2, "BERT."), {**record(5, "RAG and BERT."), **DOI})


@pytest.fixture
def two(tmp_path: Path) -> str:
    return page(tmp_path / "two.jsonl", record(2, "BERT, and at greater length GPT-4."), record(3))


def tables(directory: Path) -> dict[str, list[dict[str, object]]]:
    return {path.stem: pq.read_table(path).to_pylist() for path in directory.glob("tables/*/*.parquet")}


def everything(directory: Path) -> str:
    """All text in all files of a graph."""
    text = [str(pq.read_table(path, partitioning=None).to_pylist()) for path in directory.rglob("*.parquet")]
    return "\n".join([*text, *(path.read_text("utf-8") for path in directory.rglob("*.json"))])


def test_a_source_leaves_nothing_behind(tmp_path: Path, one: str, two: str) -> None:
    build([one, two], tmp_path / "g.kg")
    kg.open(tmp_path / "g.kg").find("GPT-5")  # makes an index
    assert remove([two], tmp_path / "g.kg") == (1, 1)
    build([one], tmp_path / "fresh.kg")
    assert tables(tmp_path / "g.kg") == tables(tmp_path / "fresh.kg")
    assert "number 3" not in everything(tmp_path / "g.kg")
    assert "greater length" not in everything(tmp_path / "g.kg")
    (index,) = tmp_path.glob("g.kg/derived/*")  # of the new state alone
    assert index.name.endswith(kg.open(tmp_path / "g.kg").store.state)


@pytest.mark.parametrize("name", ["p5", "doi:10.1000/5"])
def test_a_paper_leaves_nothing_behind_and_stays_out(tmp_path: Path, one: str, two: str, name: str) -> None:
    build([one, two], tmp_path / "g.kg")
    assert remove([name], tmp_path / "g.kg") == (0, 1)
    assert "number 5" not in everything(tmp_path / "g.kg")
    assert "RAG" not in everything(tmp_path / "g.kg")
    removed = tables(tmp_path / "g.kg")
    build([one, two], tmp_path / "g.kg")
    assert tables(tmp_path / "g.kg") == removed
    three = page(tmp_path / "three.jsonl", {**record(9), **DOI}, {**record(5), "id": None}, record(6))
    build([three], tmp_path / "g.kg")
    shutil.rmtree(tmp_path / "g.kg" / "pieces")
    build([one, two, three], tmp_path / "g.kg")
    assert [paper.id for paper in kg.open(tmp_path / "g.kg").papers()] == ["p1", "p2", "p3", "p6"]
    without = page(tmp_path / "one.jsonl", record(1), record(2, "BERT."))
    build([without, two, page(tmp_path / "three.jsonl", record(6))], tmp_path / "fresh.kg")
    fresh, graph = tables(tmp_path / "fresh.kg"), tables(tmp_path / "g.kg")
    assert {**fresh, "papers": None} == {**graph, "papers": None}


def test_a_work_of_the_same_title_stays(tmp_path: Path, one: str) -> None:
    other = page(tmp_path / "other.jsonl", {**record(5, "Another work."), "id": "q5", "doi": "10.1000/6"})
    build([one, other], tmp_path / "g.kg")
    remove(["p5"], tmp_path / "g.kg")
    assert "q5" in {paper.id for paper in kg.open(tmp_path / "g.kg").papers()}


@pytest.mark.usefixtures("one", "two")
def test_a_source_comes_back_only_when_it_is_named(tmp_path: Path) -> None:
    build([str(tmp_path)], tmp_path / "g.kg")
    two = (tmp_path / "two.jsonl").as_posix()
    remove([two], tmp_path / "g.kg")
    build([str(tmp_path)], tmp_path / "g.kg")
    assert kg.open(tmp_path / "g.kg").info()["papers"] == 3
    assert kg.open(tmp_path / "g.kg").info()["removed"] == {"sources": [two], "papers": []}
    build([two], tmp_path / "g.kg")
    assert kg.open(tmp_path / "g.kg").info()["papers"] == 4


def test_a_name_that_is_neither_is_told(tmp_path: Path, one: str) -> None:
    build([one], tmp_path / "g.kg")
    with pytest.raises(SourceError, match=r"no source and no paper 'p9'"):
        remove(["p9"], tmp_path / "g.kg")

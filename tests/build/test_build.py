"""Builds: the same bytes whatever the way there, only what is new extracted, nothing lost."""

import os
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import EngineError, GraphError, KgError, SourceError
from kg.types import Paper
from pipelines import build as building
from pipelines import extraction_cache
from pipelines.build import build
from pipelines.checking import check
from pipelines.engines import local
from tests.build.conftest import Gazetteer, files, page, record


@pytest.mark.usefixtures("extractor")
def test_adding_gives_the_bytes_of_building_at_once(tmp_path: Path) -> None:
    one = page(tmp_path / "one.jsonl", record(1), record(2), record(3))
    two = page(
        tmp_path / "two.jsonl", record(3, "Longer by far, this one is, and GPT-4 is in it, and BERT."), record(4)
    )
    build([one], tmp_path / "added.kg")
    build([two], tmp_path / "added.kg")
    build([two, one], tmp_path / "once.kg")
    assert files(tmp_path / "added.kg") == files(tmp_path / "once.kg")
    assert kg.open(tmp_path / "once.kg").info()["listed"] == 5
    assert kg.open(tmp_path / "once.kg").info()["papers"] == 4


def test_a_second_build_extracts_only_what_is_new(tmp_path: Path, extractor: Gazetteer) -> None:
    one = page(tmp_path / "one.jsonl", record(1), record(2))
    build([one], tmp_path / "g.kg")
    before = files(tmp_path / "g.kg")
    extractor.seen.clear()
    report = build([one], tmp_path / "g.kg")
    assert (extractor.seen.ids(), report.read, report.kept, report.reused) == ([], 0, 1, 2)
    assert files(tmp_path / "g.kg") == before
    report = build([page(tmp_path / "two.jsonl", record(2), record(3))], tmp_path / "g.kg")
    assert (extractor.seen.ids(), report.extracted) == (["p3"], 1)


def test_what_was_extracted_bit_by_bit_is_packed(
    tmp_path: Path, extractor: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction_cache, "_LOOSE", 2)
    monkeypatch.setattr(extraction_cache, "_PACKED", 3)
    pages = [page(tmp_path / f"{number}.jsonl", record(number)) for number in range(8)]
    for source in pages:
        build([source], tmp_path / "g.kg")
        assert len([*tmp_path.glob("g.kg/pieces/extraction/*/*")]) <= 4
    build(pages, tmp_path / "once.kg")
    assert files(tmp_path / "g.kg") == files(tmp_path / "once.kg")
    extractor.seen.clear()
    build([page(tmp_path / "8.jsonl", record(8))], tmp_path / "g.kg")
    assert extractor.seen.ids() == ["p8"]
    assert check(tmp_path / "g.kg") == []


@pytest.mark.usefixtures("extractor")
def test_a_changed_source_takes_the_place_of_the_old(tmp_path: Path) -> None:
    one = page(tmp_path / "one.jsonl", record(1), record(2))
    build([one], tmp_path / "g.kg")
    page(tmp_path / "one.jsonl", record(3))
    build([one], tmp_path / "g.kg")
    build([one], tmp_path / "fresh.kg")
    assert files(tmp_path / "g.kg") == files(tmp_path / "fresh.kg")


def test_an_interrupted_build_goes_on_and_ends_in_the_same_bytes(tmp_path: Path, extractor: Gazetteer) -> None:
    one = page(tmp_path / "one.jsonl", *map(record, range(1, 8)))
    build([one], tmp_path / "undisturbed.kg")

    def interrupt(what: str, done: int, _: int) -> None:
        if (what, done) == ("extracting", 4):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([one], tmp_path / "g.kg", progress=interrupt)
    extractor.seen.clear()
    build([one], tmp_path / "g.kg")
    assert extractor.seen.ids() == ["p5", "p6", "p7"]  # two batches of two were finished
    assert files(tmp_path / "g.kg") == files(tmp_path / "undisturbed.kg")


def test_damaged_pieces_are_made_again(tmp_path: Path, extractor: Gazetteer) -> None:
    one = page(tmp_path / "one.jsonl", record(1), record(2), record(3))
    build([one], tmp_path / "g.kg")
    before = files(tmp_path / "g.kg")
    for piece in (tmp_path / "g.kg" / "pieces").rglob("*.parquet"):
        piece.write_bytes(b"damage")
    extractor.seen.clear()
    build([one], tmp_path / "g.kg")
    assert extractor.seen.ids() == ["p1", "p2", "p3"]
    assert files(tmp_path / "g.kg") == before


@pytest.mark.usefixtures("extractor")
def test_what_is_skipped_is_listed(tmp_path: Path) -> None:
    one = page(tmp_path / "one.jsonl", record(1), {"id": "p2", "abstract": "no title"}, {"title": "unreadable"})
    (tmp_path / "two.bin").write_bytes(b"\0\1\2")
    report = build([one, str(tmp_path / "two.bin")], tmp_path / "g.kg")
    info = kg.open(tmp_path / "g.kg").info()
    assert [(source["listed"], len(source["skipped"])) for source in info["sources"]] == [(2, 1), (0, 1)]
    assert info["sources"][0]["skipped"][0]["line"] == 2
    assert [failure["reason"] for failure in info["failures"]] == ["it would not be read"]
    assert report.skipped == 3


@pytest.mark.usefixtures("extractor")
def test_sources_without_papers_give_an_empty_graph(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    build([str(tmp_path / "empty.txt")], tmp_path / "g.kg")
    assert kg.open(tmp_path / "g.kg").info()["papers"] == 0


@pytest.mark.usefixtures("extractor")
def test_papers_of_one_text_are_extracted_once_and_both_kept(tmp_path: Path) -> None:
    preface = {"title": "Preface", "abstract": "GPT-4."}
    one = page(tmp_path / "one.jsonl", {**preface, "doi": "10.1000/1"}, {**preface, "doi": "10.1000/2"})
    report = build([one], tmp_path / "g.kg")
    assert (report.extracted, kg.open(tmp_path / "g.kg").entity("GPT-4").papers) == (1, 2)


def test_wrong_places_and_names_are_told(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("do not touch", encoding="utf-8")
    one = page(tmp_path / "one.jsonl", record(1))
    with pytest.raises(GraphError, match="not empty"):
        build([one], tmp_path / "full")
    with pytest.raises(KgError, match="no engine 'steam'; there are local, ray"):
        build([one], tmp_path / "g.kg", engine="steam")
    with pytest.raises(KgError, match="add --engine ray"):
        build([one], tmp_path / "g.kg", engine="local", address="quay:6379")
    with pytest.raises(SourceError, match="missing"):
        build([str(tmp_path / "missing")], tmp_path / "g.kg")
    assert not (tmp_path / "g.kg").exists()


def test_two_processes_give_the_bytes_of_one(
    example_graph: Path, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_WORTH", 5)
    build([str(path) for path in (repo / "examples").glob("page-*.txt")], tmp_path / "two.kg", workers=2)
    assert files(tmp_path / "two.kg") == files(example_graph)


class Doomed(Gazetteer):
    """An extractor that no other process survives."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)


def test_the_death_of_a_process_is_told(tmp_path: Path) -> None:
    doomed = Doomed(tmp_path / "seen")
    with pytest.raises(EngineError, match=r"a process that extracts died.*--workers"):
        list(local.Engine().extract([[Paper(id="p1", title="BERT")]], doomed, workers=2))  # type: ignore[arg-type]

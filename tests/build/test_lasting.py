"""What a build guarantees: nothing lost and the same bytes, whatever dies, is full, is damaged or comes at once."""

import logging
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import kg
from kg import store
from kg.errors import GraphError
from pipelines.build import build, relink
from pipelines.checking import check
from tests.build.conftest import Gazetteer, files, page, record


@pytest.fixture
def engine() -> str:
    """Not every engine: what dies, fills up or is damaged here is the writing process and its disk."""
    return "local"


class Killed(BaseException):
    """Death, which nothing handles."""


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    return [
        page(tmp_path / "one.jsonl", *map(record, range(1, 4)), {"abstract": "no title"}),
        page(tmp_path / "two.jsonl", record(4, "BERT and GPT-4."), record(5, "RAG for question answering.")),
    ]


def die_at(monkeypatch: pytest.MonkeyPatch, step: int) -> list[str]:
    """Die at the nth change of the file system; the list fills with the changes made."""
    made: list[str] = []

    def deadly(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **kwargs: object) -> object:
            made.append(name)
            if len(made) == step:
                raise Killed
            return function(*args, **kwargs)

        return run

    for owner, name in ((Path, "replace"), (Path, "rename"), (Path, "unlink"), (Path, "mkdir"), (os, "fsync")):
        monkeypatch.setattr(owner, name, deadly(name, getattr(owner, name)))
    monkeypatch.setattr(shutil, "rmtree", deadly("rmtree", shutil.rmtree))
    return made


@pytest.mark.usefixtures("extractor")
@pytest.mark.parametrize("first", [0, 1], ids=["new", "added to"])
def test_death_at_any_step_loses_nothing(
    tmp_path: Path, sources: list[str], monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    build(sources, tmp_path / "undisturbed.kg")
    before = tmp_path / "before.kg"
    if first:
        build(sources[:first], before)
    step, steps = 0, 1
    while step < steps:
        step += 1
        graph = tmp_path / f"{step}.kg"
        if first:
            shutil.copytree(before, graph)
        with monkeypatch.context() as patched:
            made = die_at(patched, step)
            try:
                build(sources, graph)
            except Killed:
                steps = step + 1
        if first:
            assert kg.open(graph).info()["papers"] in {3, 5}, made  # the old graph or the new one
        build(sources, graph)
        assert files(graph) == files(tmp_path / "undisturbed.kg"), made
        left = {path.name for path in graph.rglob("*") if path.name.endswith(".new")}
        assert not left, made
    assert step > 10


@pytest.mark.usefixtures("extractor")
def test_a_full_disk_leaves_the_graph_as_it_was(tmp_path: Path, sources: list[str]) -> None:
    graph = tmp_path / "g.kg"
    build(sources[:1], graph)
    before = files(graph)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (0, 500, 3000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))  # the kernel refuses files that are longer
        try:
            with pytest.raises(GraphError, match=r"cannot be written.*unchanged"):
                build(sources, graph)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert files(graph) == before
    build(sources, graph)
    assert check(graph) == []


@pytest.mark.usefixtures("extractor")
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, sources: list[str]) -> None:
    with pytest.raises(GraphError, match="cannot be written"):
        build(sources, Path(sources[0]) / "g.kg")
    build(sources[:1], tmp_path / "g.kg")
    before = files(tmp_path / "g.kg")
    shutil.rmtree(tmp_path / "g.kg" / "pieces")
    (tmp_path / "g.kg" / "pieces").write_text("in the way", encoding="utf-8")
    with pytest.raises(GraphError, match=r"cannot be written.*unchanged"):
        build(sources, tmp_path / "g.kg")
    assert files(tmp_path / "g.kg") == before


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _flip(path: Path) -> None:
    """Turn a byte of a file; in Parquet one of a page, as the description behind them has no checksum."""
    data = bytearray(path.read_bytes())
    place = len(data) // 3
    if path.suffix == ".parquet" and pq.read_metadata(path).num_row_groups:
        column = pq.read_metadata(path).row_group(0).column(1)
        begin = column.dictionary_page_offset or column.data_page_offset
        place = begin + column.total_compressed_size - 1
    data[place] ^= 0xFF
    path.write_bytes(data)


def _overwrite(path: Path) -> None:
    path.write_bytes(b"damage")


@pytest.mark.usefixtures("extractor")
@pytest.mark.parametrize("damage", [_cut, _flip, _overwrite, Path.unlink], ids=["cut", "flip", "overwrite", "delete"])
def test_check_names_damage_and_a_build_mends_it(
    tmp_path: Path, sources: list[str], damage: Callable[[Path], None]
) -> None:
    other = page(tmp_path / "other.jsonl", record(6))
    whole = tmp_path / "whole.kg"
    build([*sources, other], whole)
    assert check(whole) == []
    for source in sources:
        Path(source).unlink()
    for path in sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file() and path.name != ".lock"):
        graph = tmp_path / "g.kg"
        shutil.copytree(whole, graph)
        damage(graph / path)
        missed = "linking" not in path.parts or (graph / path).exists()  # what is worked out again may be missing
        if (graph / "manifest.json").exists() and "derived" not in path.parts and missed:
            found = check(graph)
            assert any(str(path) in file or file in str(graph / path) for file, _ in found), (path, found)
        build([other], graph)
        assert check(graph) == [], path
        assert files(graph) == files(whole), path
        assert {*graph.glob("pieces/linking/*/*")} or not {*whole.glob("pieces/linking/*/*")}, path
        assert kg.open(graph).entity("GPT-4").papers, path
        shutil.rmtree(graph)


@pytest.mark.usefixtures("extractor")
def test_what_is_lost_for_good_is_told(tmp_path: Path, sources: list[str]) -> None:
    graph = tmp_path / "g.kg"
    build(sources, graph)
    before = files(graph)
    Path(sources[0]).unlink()
    shutil.rmtree(graph / "pieces")
    shutil.rmtree(graph / "tables")
    with pytest.raises(GraphError, match=r"one\.jsonl is gone.*kg remove"):
        build(sources[1:], graph)
    assert (graph / "manifest.json").read_bytes() == before["manifest"]


def test_a_second_process_waits_and_says_so(
    tmp_path: Path, sources: list[str], extractor: Gazetteer, caplog: pytest.LogCaptureFixture
) -> None:
    build(sources[:1], tmp_path / "g.kg")
    extractor.seen.clear()
    second = threading.Thread(target=build, args=(sources, tmp_path / "g.kg"))
    with store.locked(tmp_path / "g.kg"), caplog.at_level(logging.WARNING):
        second.start()
        while not caplog.messages:
            time.sleep(0.01)
        relink(tmp_path / "g.kg")  # who has the lock may go on
        assert "another process is changing this graph" in caplog.text
        assert extractor.seen.ids() == []
    second.join()
    assert kg.open(tmp_path / "g.kg").info()["papers"] == 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the benchmark forks")
def test_kills_at_random_moments_change_nothing(repo: Path) -> None:
    pages = sorted((repo / "examples").glob("page-*.txt"))
    command = [sys.executable, "benchmarks/kills.py", *map(str, pages), "--kills", "8"]
    done = subprocess.run(command, cwd=repo, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

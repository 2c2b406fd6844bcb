"""Finding sources and opening them."""

import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from kg.errors import SourceError
from pipelines import sources
from pipelines.readers import read_source
from pipelines.sources import Document, find


def test_folders_are_walked_in_order_without_hidden_files_and_graphs(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.json", "a/.hidden", ".git/config", "old.kg/papers.parquet", "a.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    root = tmp_path.as_posix()
    assert find([root]) == [f"{root}/a.txt", f"{root}/a/z.json", f"{root}/b.txt"]
    assert find([f"{root}/b.txt", root, "-"]) == ["-", *find([root])]


def test_a_loop_of_links_ends_and_is_listed(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (location,) = find([str(tmp_path)])
    assert read_source(location)[0].skipped[0].reason.startswith("not a regular file")


def test_a_missing_path_and_a_graph_as_source_are_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file or folder"):
        find([str(tmp_path / "nothing")])
    graph = tmp_path / "old.kg"
    graph.mkdir()
    with pytest.raises(SourceError, match="graph directory"):
        find([str(graph)])


def test_a_name_that_is_no_text_is_readable_in_the_source(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jsonl")
    Path(path).write_text('{"title": "Nets"}\n')
    source, records = read_source(*find([str(tmp_path)]))
    assert len(records) == 1
    source.path.encode()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b'{"title": "Nets"}\n'))))
    source, records = read_source("-")
    assert (source.path, source.format, len(records)) == ("-", "json", 1)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_lines_have_their_numbers_over_any_chunks(end: bytes, last: bytes) -> None:
    wanted = [f"line {number} " + "é" * (number % 700) for number in range(1, 2000)]
    data = end.join(line.encode() for line in wanted) + last
    assert list(Document(io.BytesIO(data)).lines()) == list(enumerate(wanted, start=1))


def test_a_line_too_long_is_skipped_and_those_around_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LINE_LIMIT", 100_000)
    document = Document(io.BytesIO(b"one\n" + b"x" * 300_000 + b"\ntwo\n" + b"y" * 100_001))
    assert list(document.lines()) == [(1, "one"), (3, "two")]
    assert [(skip.line, skip.excerpt) for skip in document.skipped] == [(2, "x" * 80), (4, "y" * 80)]


def test_a_document_too_large_to_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "DOCUMENT_LIMIT", 1000)
    with pytest.raises(SourceError, match="too much"):
        Document(io.BytesIO(b"x" * 1001)).text()
    assert Document(io.BytesIO(b"x" * 1000)).text() == "x" * 1000


def test_a_file_in_windows_1252_with_more_foreign_letters_than_others() -> None:
    assert Document(io.BytesIO("Größe für Bäcker: “Öl”".encode("cp1252"))).text() == "Größe für Bäcker: “Öl”"

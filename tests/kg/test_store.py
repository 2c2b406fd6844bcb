"""A graph directory: whole or not at all, the same bytes for the same tables, damage named."""

from pathlib import Path

import pyarrow as pa
import pytest

import kg
from kg import pieces, store
from kg.errors import GraphError
from kg.schema import TABLES, from_table
from kg.types import Paper
from tests.gazetteer import write_graph
from tests.kg.conftest import PAPERS


def files(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    graph = kg.open(write_graph(tmp_path / "g.kg", PAPERS))
    assert list(graph.papers()) == PAPERS


def test_columns_that_are_written_by_their_numbers_are_read_as_texts(tmp_path: Path) -> None:
    schema = pa.schema([("kind", pa.string()), ("papers", pa.int32())])
    texts = pa.table({"kind": ["b", None, "a", "b"], "papers": [1, 2, 3, 4]}, schema=schema)
    numbers = texts.set_column(0, "kind", texts.column("kind").dictionary_encode())
    for name, table in (("texts", texts), ("numbers", numbers)):
        store.write_parquet(table, tmp_path / name, schema, coded=["kind"])
        assert store.read_parquet(tmp_path / name).equals(texts)
        coded = store.read_parquet(tmp_path / name, coded=["kind"]).column("kind")
        assert coded.type == pa.dictionary(pa.int32(), pa.string())
        assert coded.to_pylist() == ["b", None, "a", "b"]


def test_same_tables_same_bytes(tmp_path: Path) -> None:
    write_graph(tmp_path / "one.kg", PAPERS)
    write_graph(tmp_path / "two.kg", PAPERS[::-1])
    assert files(tmp_path / "one.kg") == files(tmp_path / "two.kg")


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    before = files(write_graph(tmp_path / "g.kg", PAPERS))
    assert files(write_graph(tmp_path / "g.kg", PAPERS)) == before


def test_a_new_state_leaves_nothing_of_the_old(tmp_path: Path) -> None:
    write_graph(tmp_path / "g.kg", PAPERS)
    write_graph(tmp_path / "g.kg", PAPERS[:2])
    write_graph(tmp_path / "fresh.kg", PAPERS[:2])
    assert files(tmp_path / "g.kg") == files(tmp_path / "fresh.kg")


@pytest.mark.parametrize("step", ["write_parquet", "_replace"])
def test_a_write_that_dies_leaves_the_old_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    directory = write_graph(tmp_path / "g.kg", PAPERS)
    with monkeypatch.context() as patched:
        patched.setattr(store, step, lambda *_, **__: (_ for _ in ()).throw(OSError("no space left on device")))
        with pytest.raises(GraphError, match=r"no space left.*unchanged"):
            write_graph(directory, PAPERS[:1])
    assert len(list(kg.open(directory).papers())) == len(PAPERS)
    write_graph(directory, PAPERS[:1])
    write_graph(tmp_path / "fresh.kg", PAPERS[:1])
    assert files(directory) == files(tmp_path / "fresh.kg")


def test_a_large_table_is_in_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = kg.open(write_graph(tmp_path / "one.kg", PAPERS))
    monkeypatch.setattr(store, "_FILE", 2)
    directory = write_graph(tmp_path / "several.kg", PAPERS)
    several = kg.open(directory)
    assert len([*directory.glob("tables/*/edges-*.parquet")]) == -(-one.table("edges").num_rows // 2) > 1
    assert all(several.table(name).equals(one.table(name)) for name in TABLES)
    for entity in one.entities():
        assert kg.open(directory).neighbors(entity.id) == one.neighbors(entity.id)
    assert store.damage(directory) == []
    next(directory.glob("tables/*/edges-0001.parquet")).unlink()
    assert [path.name for path in store.damage(directory)] == ["edges-0001.parquet"]
    with pytest.raises(GraphError, match=r"edges-0001\.parquet.*kg build"):
        kg.open(directory).table("edges")


def test_damage_is_named_and_mended(tmp_path: Path) -> None:
    directory = write_graph(tmp_path / "g.kg", PAPERS)
    table = next(directory.glob("tables/*/papers.parquet"))
    table.write_bytes(table.read_bytes()[:-20])
    with pytest.raises(GraphError, match=r"papers\.parquet.*kg build"):
        list(kg.open(directory).papers())
    write_graph(directory, PAPERS)
    assert list(kg.open(directory).papers()) == PAPERS


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1, "tables": {}}'])
def test_damaged_manifest_is_named(tmp_path: Path, text: str) -> None:
    directory = write_graph(tmp_path / "g.kg", PAPERS)
    (directory / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(GraphError, match=r"manifest\.json"):
        kg.open(directory)


def test_other_format_versions_are_refused(tmp_path: Path) -> None:
    directory = write_graph(tmp_path / "g.kg", PAPERS)
    manifest = directory / "manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace(f'"format": {store.FORMAT}', '"format": 99'), encoding="utf-8"
    )
    with pytest.raises(GraphError, match="99"):
        kg.open(directory)


def test_no_graph_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="kg build SOURCE"):
        kg.open(tmp_path)


def test_damaged_pieces_are_missing_pieces(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([], TABLES["papers"])
    pieces.write(tmp_path, "kind", "one", table)
    assert pieces.names(tmp_path, "kind") == ["one"]
    read = pieces.read(tmp_path, "kind", "one", TABLES["papers"])
    assert read is not None
    assert list(from_table(read, Paper)) == []
    (tmp_path / "pieces" / "kind" / "one.parquet").write_bytes(b"PAR1")
    assert pieces.read(tmp_path, "kind", "one", TABLES["papers"]) is None
    assert pieces.read(tmp_path, "kind", "two", TABLES["papers"]) is None

from pathlib import Path

import pytest

from kg.errors import AnnotationError
from pipelines import annotations


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "annotated.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_all_that_a_line_says_is_read(tmp_path: Path) -> None:
    line = (
        '{"id": "1", "origin": "own", "title": "T", "abstract": "A", "entities": '
        '[{"type": "Model", "surfaces": ["BERT", "Berts"], "introduced": true, "name": "BERT"}]}'
    )
    [paper] = annotations.read(written(tmp_path, f"\ufeff{line}\n\n"))
    assert (paper.id, paper.origin, paper.title, paper.abstract) == ("1", "own", "T", "A")
    [entity] = paper.entities
    assert (entity.type, entity.surfaces, entity.introduced, entity.name) == ("Model", ("BERT", "Berts"), True, "BERT")


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        "{}",
        '{"id": 1, "entities": []}',
        '{"id": "1"}',
        '{"id": "1", "entities": {}}',
        '{"id": "1", "entities": ["BERT"]}',
        '{"id": "1", "entities": [{"type": "", "surfaces": ["a"]}]}',
        '{"id": "1", "entities": [{"type": "Model", "surfaces": []}]}',
        '{"id": "1", "entities": [{"type": "Model", "surfaces": [""]}]}',
        '{"id": "1", "entities": [{"type": "Model", "surfaces": "BERT"}]}',
        '{"id": "1", "entities": [{"type": "Model", "surfaces": ["BERT"], "name": 1}]}',
        '{"id": "1", "entities": [], "title": null}',
        "[" * 100_000,
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f'{{"id": "0", "entities": []}}\n{line}\n')
    with pytest.raises(AnnotationError, match=r"annotated\.jsonl, line 2: "):
        list(annotations.read(path))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="UTF-8"):
        list(annotations.read(written(tmp_path, b"\xff\xfe\x00")))
    with pytest.raises(AnnotationError, match="absent"):
        list(annotations.read(tmp_path / "absent.jsonl"))


def test_training_needs_texts(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="paper 0"):
        annotations.read_texts([written(tmp_path, '{"id": "0", "entities": []}')])
    with pytest.raises(AnnotationError, match="no annotated abstract"):
        annotations.read_texts([written(tmp_path, "")])


def test_the_example_marks_what_stands_in_its_texts(repo: Path) -> None:
    papers = annotations.read_texts([repo / "docs" / "annotated.jsonl"])
    assert len(papers) == 5
    for paper in papers:
        for entity in paper.entities:
            assert all(surface in f"{paper.title}\n{paper.abstract}" for surface in entity.surfaces)


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_text(f'{{"id": "{name}", "title": "T", "abstract": "A", "entities": []}}\n')
    (tmp_path / "note.txt").write_text("no annotations")
    assert [paper.id for paper in annotations.read_texts([tmp_path])] == ["a", "b"]

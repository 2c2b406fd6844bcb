"""The Ray engine alone: counting in blocks, and what is said where it cannot work."""

import sys
from pathlib import Path

import pyarrow as pa
import pytest

from kg.edges import counting
from kg.errors import MissingExtraError
from pipelines.build import build
from pipelines.engines import ray as engine


@pytest.mark.usefixtures("ray")
def test_counting_in_blocks_gives_the_tables_of_counting_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PAPERS", 4)
    count = range(10)
    papers = pa.table({"paper": list(count), "date": [paper % 7 if paper % 3 else None for paper in count]})
    pairs = [(paper, entity) for paper in count for entity in range(8) if (paper * 7 + entity * entity) % 3]
    mentions = pa.table(
        {
            "paper": [paper for paper, _ in pairs],
            "entity": [entity for _, entity in pairs],
            "in_title": [entity == 2 for _, entity in pairs],
            "introduced": [entity == paper % 8 for paper, entity in pairs],
        }
    )
    publishers = pa.table({"paper": [1, 1, 9], "entity": [3, 3, 4]})
    with engine.Engine() as ray:
        found = ray.count(papers, mentions, publishers)
    assert found == counting.count(papers, mentions, publishers)
    assert found["co_mention"].num_rows > 20


def test_without_ray_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray.data", None)
    (tmp_path / "one.jsonl").write_text('{"title": "Nets"}')
    with pytest.raises(MissingExtraError, match=r"pip install 'papers-kg\[ray\]'"):
        build([str(tmp_path / "one.jsonl")], tmp_path / "g.kg", engine="ray")
    assert not (tmp_path / "g.kg").exists()

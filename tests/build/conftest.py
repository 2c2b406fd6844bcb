"""Builds with a list of names in place of the model, so that each takes no time."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg.types import Paper
from pipelines import build as building
from pipelines.extractor import Extraction
from tests.gazetteer import NAMES, definitions_of, mentions_of


class Gazetteer:
    """An extractor that knows a list of names, counts its papers, and dies where it is told to."""

    fingerprint = "0" * 64

    def __init__(self, dies_after: float = float("inf")) -> None:
        self.seen: list[str] = []
        self._dies_after = dies_after

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            if len(self.seen) >= self._dies_after:
                raise KeyboardInterrupt
            self.seen.append(paper.id)
            yield Extraction(
                paper=paper.id,
                mentions=tuple(mentions_of(paper, NAMES)),
                definitions=tuple(definitions_of(paper, NAMES)),
                failure="it would not be read" if "unreadable" in paper.title else None,
            )


@pytest.fixture
def extractor(monkeypatch: pytest.MonkeyPatch) -> Gazetteer:
    gazetteer = Gazetteer()
    monkeypatch.setattr(building, "load_extractor", lambda _: gazetteer)
    monkeypatch.setattr(building, "_BATCH", 2)
    return gazetteer


def page(path: Path, *records: dict[str, object]) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def record(number: int, abstract: str = "A large language model (LLM) meets GPT-4. LLMs win.") -> dict[str, object]:
    return {
        "id": f"p{number}",
        "title": f"On the matter of number {number}",
        "abstract": abstract,
        "year": 2020 + number,
    }


def files(directory: Path) -> dict[str, bytes]:
    """A graph's state: what a reader sees."""
    found = {"manifest": (directory / "manifest.json").read_bytes()}
    return found | {str(path.relative_to(directory)): path.read_bytes() for path in directory.glob("tables/*/*")}

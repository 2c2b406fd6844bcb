"""Builds on every engine, with a list of names in place of the model, so that each takes no time."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg.registry import ENGINES
from kg.types import Paper
from pipelines import build as building
from pipelines.extractor import Extraction
from tests.gazetteer import NAMES, definitions_of, mentions_of


class Seen:
    """Ids in a file, which every process sees."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.clear()

    def clear(self) -> None:
        self._path.write_bytes(b"")

    def append(self, paper: str) -> None:
        with self._path.open("a") as file:
            file.write(f"{paper}\n")

    def ids(self) -> list[str]:
        """Sorted, as processes come in any order."""
        return sorted(self._path.read_text().split())


class Gazetteer:
    """An extractor that knows a list of names, and keeps count of its papers."""

    fingerprint = "0" * 64

    def __init__(self, seen: Path) -> None:
        self.seen = Seen(seen)

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            self.seen.append(paper.id)
            yield Extraction(
                paper=paper.id,
                mentions=tuple(mentions_of(paper, NAMES)),
                definitions=tuple(definitions_of(paper, NAMES)),
                failure="it would not be read" if "unreadable" in paper.title else None,
            )


@pytest.fixture(params=sorted(ENGINES), autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine that `build` takes when none is named."""
    name = str(request.param)
    if name != "local":
        request.getfixturevalue(name)
    monkeypatch.setitem(building.build.__kwdefaults__, "engine", name)
    return name


@pytest.fixture
def extractor(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    gazetteer = Gazetteer(tmp_path_factory.mktemp("seen") / "ids")
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

"""What linking keeps of names: it saves time, changes nothing, and nothing stays of what is gone."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.schema import DEFINITIONS, TABLES, to_table
from kg.types import Paper
from pipelines.linking import Kept, Linked, kept, link
from pipelines.linking.corrections import Correction
from pipelines.linking.kept import Question
from tests.gazetteer import definitions_of, mentions_of

WORDS = (
    *("large language model", "LLM", "LLMs", "LLM agent", "large language model agents", "GPT-4", "GPT 4", "gpt-4o"),
    *("zonal query expansion", "zero-quantile xor", "ZQX", "ZQXs", "Zonal Query Expansions", "ZQX-2", "NTU", "Google"),
    *("Nanyang Technological University", "National Taiwan University", "rates of convergence", "convergence rate"),
    *("ResNet", "ResNet-50", "resnet 50", "deep residual network", "F1-score", "F1", "retrieval-augmented generation"),
)
KINDS = ("Method", "Model", "Metric", "Task", "Benchmark", "Organisation")

papers = st.lists(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=7),
    min_size=1,
    max_size=7,
)


def tables(drawn: Sequence[Sequence[tuple[str, str, bool]]]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Papers that name what was drawn, some of it in brackets behind what stands before it."""
    written, mentions, definitions = [], [], []
    for number, names in enumerate(drawn):
        text = " ".join(
            f"({name})." if bracketed and at else f"{name}" for at, (name, _, bracketed) in enumerate(names)
        )
        paper = Paper(id=f"p{number}", title="On it", abstract=text, date=f"202{9 - number}-01-01")
        kinds = {name: kind for name, kind, _ in names}
        written.append(paper)
        mentions += mentions_of(paper, kinds)
        definitions += definitions_of(paper, kinds)
    return (
        to_table(written, TABLES["papers"]),
        to_table(mentions, TABLES["mentions"]),
        to_table(definitions, DEFINITIONS),
    )


def same(one: Linked, other: Linked) -> bool:
    return one.effects == other.effects and all(
        getattr(one, name).equals(getattr(other, name))
        for name in ("mentions", "entities", "ledger", "publishers", "variants")
    )


CORRECTIONS = [
    Correction("merge", "LLM", ("GPT-4", "ZQX"), "", 1),
    Correction("split", "ZQX", ("ZQXs",), "", 2),
    Correction("rename", "ResNet", (), "Residual Net", 3),
    Correction("drop", "F1", (), "", 4),
    Correction("retype", "NTU", (), "Model", 5),
]


@given(first=papers, second=papers, corrected=st.sets(st.sampled_from(CORRECTIONS)))
@settings(max_examples=12, deadline=None)
def test_what_was_linked_before_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    first: list,
    second: list,
    corrected: set[Correction],  # type: ignore[type-arg]
) -> None:
    root = tmp_path_factory.mktemp("graph")
    for drawn in (first, [*first, *second], second):
        fresh = link(*tables(drawn), [*corrected])
        for _ in range(2):
            known = Kept(root)
            assert same(fresh, link(*tables(drawn), [*corrected], kept=known))
            known.keep()


def pieces(root: Path) -> dict[Path, pa.Table]:
    return {path: pq.read_table(path, partitioning=None) for path in root.rglob("*.parquet")}


LENGTH = Question("length", 1, pa.schema([("text", pa.string()), ("length", pa.int64())]), lambda text: (len(text),))


def ask(root: Path, texts: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of which the answer was not known; the answers are right."""
    asked: list[str] = []

    def answer(text: str) -> tuple[int]:
        asked.append(text)
        return (len(text),)

    monkeypatch.setattr(kept, "_FULL", 4)
    known = Kept(root)
    found = known.answers(Question("length", 1, LENGTH.schema, answer), pa.array(texts, pa.string()))
    assert found.to_pylist() == [{"length": len(text)} for text in texts]
    known.keep()
    held = [text for table in pieces(root).values() for text in table.column("text").to_pylist()]
    assert sorted(held) == sorted(texts)
    assert all(table.num_rows <= 4 for table in pieces(root).values())
    return asked


TEXTS = [f"text {number * 7}" for number in range(11)]


def test_a_text_is_asked_once_and_no_longer_kept_than_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(tmp_path, TEXTS, monkeypatch) == TEXTS
    before = {path: path.stat().st_mtime_ns for path in pieces(tmp_path)}
    assert ask(tmp_path, TEXTS[::-1], monkeypatch) == []
    assert {path: path.stat().st_mtime_ns for path in pieces(tmp_path)} == before
    assert ask(tmp_path, [*TEXTS, "more"], monkeypatch) == ["more"]
    assert len({*pieces(tmp_path)} & {*before}) == 2  # full ones stay
    assert ask(tmp_path, TEXTS[3:], monkeypatch) == []
    assert ask(tmp_path, [], monkeypatch) == []


def test_what_is_damaged_is_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(tmp_path, TEXTS, monkeypatch)
    assert kept.damage(tmp_path, [LENGTH]) == []
    for damage in (lambda path: path.write_bytes(path.read_bytes()[:-5]), Path.unlink):
        path = min(pieces(tmp_path))
        lost = pq.read_table(path, partitioning=None).column("text").to_pylist()
        damage(path)
        assert kept.damage(tmp_path, [LENGTH]) == ([path] if path.exists() else [])
        assert sorted(ask(tmp_path, TEXTS, monkeypatch)) == sorted(lost)


def test_other_rules_find_nothing_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(tmp_path, TEXTS, monkeypatch)
    monkeypatch.setattr(kept, "_rules", lambda: "0" * 64)
    assert ask(tmp_path, TEXTS, monkeypatch) == TEXTS
    assert len({*tmp_path.glob("pieces/linking/*")}) == 1

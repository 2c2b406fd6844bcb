"""Corrections by hand: read with care, applied at every build, written without losing what stands there."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import CorrectionError
from kg.schema import DEFINITIONS, TABLES, from_table, to_table
from kg.types import Entity, LedgerEntry, Paper
from pipelines.linking import corrections, link
from pipelines.linking.corrections import FILE, Correction
from pipelines.linking.link import Linked
from tests.gazetteer import mentions_of

NAMES = dict.fromkeys(["Zebra", "zebra", "Quagga", "Okapi", "Okapi 2"], "Model")
PAPERS = [
    Paper(id="1", title="One", abstract="Zebra meets Quagga."),
    Paper(id="2", title="Two", abstract="A zebra and an Okapi, and Okapi 2."),
]


def corrected(*given: Correction) -> Linked:
    mentions = [mention for paper in PAPERS for mention in mentions_of(paper, NAMES)]
    return link(
        to_table(PAPERS, TABLES["papers"]), to_table(mentions, TABLES["mentions"]), DEFINITIONS.empty_table(), given
    )


def aliases(result: Linked) -> dict[str, set[str]]:
    return {entity.name: set(entity.aliases) for entity in from_table(result.entities, Entity)}


def test_without_corrections() -> None:
    assert aliases(corrected()) == {
        "Zebra": {"Zebra", "zebra"},
        "Quagga": {"Quagga"},
        "Okapi": {"Okapi"},
        "Okapi 2": {"Okapi 2"},
    }


def test_merge() -> None:
    result = corrected(Correction("merge", "Quagga", ("Zebra",), line=3))
    assert aliases(result) == {"Quagga": {"Zebra", "zebra", "Quagga"}, "Okapi": {"Okapi"}, "Okapi 2": {"Okapi 2"}}
    assert result.effects[0].applied
    assert set(result.mentions.column("entity").to_pylist()) == {"quagga", "okapi", "okapi-2"}
    reasons = {entry.alias: (entry.rule, entry.detail) for entry in from_table(result.ledger, LedgerEntry)}
    assert reasons["zebra"] == ("correction", f"merge in {FILE}, line 3")


def test_split_takes_other_spellings_along() -> None:
    names = dict.fromkeys(["Quilted Zebra Network", "QZN", "QZNs"], "Method")
    paper = Paper(id="1", title="One", abstract="A Quilted Zebra Network, the QZN of all QZNs.")
    mentions = to_table(mentions_of(paper, names), TABLES["mentions"])
    papers = to_table([paper], TABLES["papers"])
    assert len(aliases(link(papers, mentions, DEFINITIONS.empty_table()))) == 1
    result = link(papers, mentions, DEFINITIONS.empty_table(), [Correction("split", "Quilted Zebra Network", ("QZN",))])
    assert aliases(result) == {"Quilted Zebra Network": {"Quilted Zebra Network"}, "QZN": {"QZN", "QZNs"}}
    assert set(result.mentions.column("entity").to_pylist()) == {"quilted-zebra-network", "qzn"}


def test_split_of_a_spelling_takes_that_spelling_alone() -> None:
    entities = from_table(corrected(Correction("split", "Zebra", ("zebra",))).entities, Entity)
    assert {entity.aliases for entity in entities} == {("Zebra",), ("zebra",), ("Quagga",), ("Okapi",), ("Okapi 2",)}


def test_rename_retype_drop() -> None:
    result = corrected(
        Correction("rename", "zebra", value="Common zebra"),
        Correction("retype", "Quagga", value="Benchmark"),
        Correction("drop", "Okapi"),
    )
    entities = {entity.name: entity for entity in from_table(result.entities, Entity)}
    assert set(entities) == {"Common zebra", "Quagga", "Okapi 2"}
    assert entities["Quagga"].type == "Benchmark"
    assert result.mentions.num_rows == 4
    assert [effect.applied for effect in result.effects] == [True, True, True]


def test_a_correction_without_effect_says_so() -> None:
    result = corrected(
        Correction("drop", "Unicorn", line=1),
        Correction("retype", "Zebra", value="Animal", line=4),
        Correction("merge", "Zebra", ("zebra",), line=8),
        Correction("split", "Quagga", ("Quagga",), line=12),
    )
    assert [(effect.line, effect.applied) for effect in result.effects] == [
        (1, False),
        (4, False),
        (8, False),
        (12, False),
    ]
    assert "no entity is named 'Unicorn'" in result.effects[0].effect
    assert "no type is called 'Animal'" in result.effects[1].effect
    assert aliases(result) == aliases(corrected())


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[[merge]]\nnames = ['a']\n", 1, "two names"),
        ("\n\n[[rename]]\nname = 'a'\n", 3, "to = a text"),
        ("[[drop]]\nname = 'a'\n\n[[drop]]\nname = 7\n", 4, "name = a text"),
        ("[[drop]]\nname = 'a'\nwhy = 'b'\n", 1, "no field 'why'"),
        ("[[fuse]]\nnames = ['a', 'b']\n", 1, "no correction is called 'fuse'"),
        ("drop = 'a'\n", 1, r"\[\[drop\]\]"),
        ("[[split]]\nname = 'a'\naliases = []\n", 1, "needs the aliases"),
        ("[[merge]]\nnames = ['a', ' ']\n", 1, "a list of names"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CorrectionError, match=message) as raised:
        corrections.read(tmp_path)
    assert f"{FILE}:{line}:" in str(raised.value)


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[[drop]]\nname = \n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="line 2"):
        corrections.read(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorrectionError, match="UTF-8"):
        corrections.read(tmp_path)


def test_adding_keeps_what_stands_there(tmp_path: Path) -> None:
    before = "# my notes\n[[drop]]\nname = 'a'  # noise\nnote = 'no name'"
    (tmp_path / FILE).write_text(before, encoding="utf-8")
    line = corrections.add(tmp_path, "merge", {"names": ["b", 'c "d"']})
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert text.startswith(before)
    assert text.splitlines()[line - 1] == "[[merge]]"
    found = corrections.read(tmp_path)
    assert found == (Correction("drop", "a", line=2), Correction("merge", "b", ('c "d"',), line=line))


def test_a_wrong_correction_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError):
        corrections.add(tmp_path, "merge", {"names": ["b"]})
    assert not (tmp_path / FILE).exists()


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)


@given(TEXTS, TEXTS)
def test_whatever_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, name: str, to: str) -> None:
    directory = tmp_path_factory.mktemp("graph")
    corrections.add(directory, "rename", {"name": name, "to": to})
    assert tomllib.loads((directory / FILE).read_text(encoding="utf-8"))["rename"] == [{"name": name, "to": to}]
    (found,) = corrections.read(directory)
    assert (found.kind, found.line) == ("rename", 1)

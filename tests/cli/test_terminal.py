"""What is printed cannot make a terminal do anything, and says the same to a program."""

import csv
import io
import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.terminal import print_csv, print_document, print_json, print_table

HARMFUL = "a\x1b[31m\x9b31m\u202eb"
texts = st.text(st.characters(exclude_categories=["Cs"]))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, work: object) -> str:
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", Terminal())
        work()  # type: ignore[operator]
        return str(sys.stdout.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "work",
    [
        lambda: print_json({HARMFUL: [HARMFUL]}),
        lambda: print_document(f'<http://s> <http://p> "{HARMFUL[9:]}" .'),
        lambda: print_table([HARMFUL], [[HARMFUL]], title=HARMFUL),
        lambda: print_csv([HARMFUL], [[HARMFUL]]),
    ],
)
def test_nothing_a_terminal_obeys_is_printed(monkeypatch: pytest.MonkeyPatch, work: object) -> None:
    found = printed(monkeypatch, work)
    # rich sets headings off itself, and ends that
    plain = found.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert [char for char in plain if unicodedata.category(char) == "Cc" and char not in "\r\n"] == []
    assert "\u202e" not in found


@given(texts)
def test_json_says_the_same(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        assert json.loads(printed(patched, lambda: print_json([text]))) == [text]


def test_csv_for_programs_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    print_csv(["name"], [[HARMFUL]])
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["name"], [HARMFUL]]

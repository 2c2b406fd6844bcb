"""The documentation is a contract: commands that are not in it do not exist."""

import re
from pathlib import Path

import pytest

from kg.registry import COMMANDS, ENGINES, EXPORTERS, READERS


@pytest.fixture(scope="module")
def documentation(repo: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in [repo / "README.md", *sorted(repo.glob("docs/**/*.md"))])


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_command(documentation: str, name: str) -> None:
    assert re.search(rf"\bkg {re.escape(name)}\b", documentation)


@pytest.mark.parametrize("name", sorted({*READERS, *EXPORTERS, *ENGINES}))
def test_format_or_engine(documentation: str, name: str) -> None:
    assert re.search(rf"\b{re.escape(name)}\b", documentation)


def test_no_command_is_made_up(documentation: str) -> None:
    lines = re.findall(r"^(?:\$ )?kg ([a-z]+)\b", documentation, re.MULTILINE)
    assert set(lines) <= set(COMMANDS)

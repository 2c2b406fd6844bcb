"""``kg export`` and ``kg view`` as commands: where files go, what is printed, and what goes wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from exports.formats import exporter, formats
from kg.cli import application
from kg.graph import Graph

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(application(arguments[0]), [str(argument) for argument in arguments])


@pytest.mark.parametrize("format", sorted(formats()))
def test_export_goes_where_it_is_told(run: Run, small: Graph, format: str, tmp_path: Path) -> None:
    exporter(format).write(small, tmp_path / "expected")
    expected = (tmp_path / "expected").read_bytes()
    told = run("export", small.directory, "--format", format, "-o", tmp_path / "file")
    assert (told.exit_code, told.stdout) == (0, f"{tmp_path / 'file'}\n")
    assert (tmp_path / "file").read_bytes() == expected
    unnamed = run("export", small.directory, "--format", format)
    assert unnamed.stdout == f"small{exporter(format).suffix}\n"
    assert Path(unnamed.stdout.strip()).read_bytes() == expected
    assert run("export", small.directory, "--format", format, "-o", "-").stdout_bytes == expected


def test_unknown_format_is_wrong_usage_and_names_those_there_are(run: Run, small: Graph) -> None:
    result = run("export", small.directory, "--format", "turtles")
    assert result.exit_code == 2
    for name in formats():
        assert name in result.stderr


@pytest.mark.parametrize("command", [("export", "--format", "turtle"), ("view",)])
def test_what_cannot_be_written_leaves_what_was_there(
    run: Run, small: Graph, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept").write_text("kept")
    for target in ("folder", "missing/file"):
        result = run(command[0], small.directory, *command[1:], "-o", target)
        assert result.exit_code == 1
        assert target in result.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "kept"]


def test_view_is_named_after_the_graph(run: Run, small: Graph, tmp_path: Path) -> None:
    result = run("view", small.directory, "--title", "Some <b>graph</b>", "--top", "3", "--focus", "grpo")
    assert (result.exit_code, result.stdout) == (0, "small.html\n")
    html = (tmp_path / "small.html").read_text("utf-8")
    assert "<h1>Some &lt;b&gt;graph&lt;/b&gt;</h1>" in html
    assert [path.name for path in tmp_path.iterdir()] == ["small.html"]


def test_view_of_what_is_not_there(run: Run, small: Graph, tmp_path: Path) -> None:
    unknown = run("view", small.directory, "--focus", "Qwen 2")
    assert unknown.exit_code == 1
    assert "nearest: Qwen2.5" in unknown.stderr
    assert run("view", tmp_path / "no.kg").exit_code == 1
    assert run("view", small.directory, "--top", "0").exit_code == 2
    assert list(tmp_path.iterdir()) == []

"""``kg export`` and ``kg view`` as commands: where files go, what is printed, and what goes wrong."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exports.formats import exporter, formats, writes_folder
from exports.rdf.validation import Violation
from kg.cli import application
from kg.graph import Graph

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(application, [str(argument) for argument in arguments])


def bytes_of(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir()} if path.is_dir() else {"": path.read_bytes()}


@pytest.mark.parametrize("format", sorted(formats()))
def test_export_goes_where_it_is_told(run: Run, small: Graph, format: str, tmp_path: Path) -> None:
    writer = exporter(format)
    writer.write(small, tmp_path / "expected")
    expected = bytes_of(tmp_path / "expected")
    for _ in range(2):
        told = run("export", small.directory, "--format", format, "-o", tmp_path / "told")
        assert (told.exit_code, told.stdout) == (0, f"{tmp_path / 'told'}\n")
        assert bytes_of(tmp_path / "told") == expected
    unnamed = run("export", small.directory, "--format", format)
    assert unnamed.stdout == f"small{writer.suffix}\n"
    assert bytes_of(tmp_path / unnamed.stdout.strip()) == expected
    piped = run("export", small.directory, "--format", format, "-o", "-")
    if writes_folder(writer):
        assert (piped.exit_code, piped.stdout) == (1, "")
    else:
        assert piped.stdout_bytes == expected[""]
    assert {path.name for path in tmp_path.iterdir()} == {"expected", "told", unnamed.stdout.strip()}


def test_what_else_is_in_a_folder_stays(run: Run, small: Graph, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("mine")
    assert run("export", small.directory, "--format", "csv", "-o", "folder").exit_code == 0
    assert {path.name for path in (tmp_path / "folder").iterdir()} == {"nodes.csv", "edges.csv", "notes.txt"}


def test_part_of_a_graph(run: Run, small: Graph, tmp_path: Path) -> None:
    options = ("--focus", "GRPO", "--type", "Benchmark", "--since", "2025", "--backbone")
    assert run("export", small.directory, "--format", "node-link", "-o", "part.json", *options).exit_code == 0
    part = json.loads((tmp_path / "part.json").read_text("utf-8"))
    assert [node["id"] for node in part["nodes"]] == ["benchmark-math", "grpo", "paper:p2"]


@pytest.mark.parametrize(
    ("options", "status", "hint"),
    [
        (("--type", "Modell"), 2, "Model"),
        (("--since", "yesterday"), 2, "2025-09"),
        (("--focus", "Qwen 2"), 1, "nearest: Qwen2.5"),
        (("--base-iri", "nowhere"), 2, "https://example.org/graph/"),
        (("--base-iri", "https://example.org/"), 2, "RDF"),
        (("--no-mentions",), 2, "RDF"),
        (("--triple-terms",), 2, "RDF"),
    ],
)
def test_options_that_cannot_be(
    run: Run, small: Graph, tmp_path: Path, options: tuple[str, ...], status: int, hint: str
) -> None:
    result = run("export", small.directory, "--format", "graphml", *options)
    assert result.exit_code == status
    assert hint in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_options_of_rdf(run: Run, small: Graph, tmp_path: Path) -> None:
    options = ("--base-iri", "https://example.org/mine/", "--no-mentions", "--triple-terms")
    assert run("export", small.directory, "--format", "ntriples", "-o", "graph.nt", *options).exit_code == 0
    exporter("ntriples").write(
        small, tmp_path / "expected", base="https://example.org/mine/", mentions=False, triple_terms=True
    )
    assert (tmp_path / "graph.nt").read_bytes() == (tmp_path / "expected").read_bytes()


def test_validate(run: Run, small: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    good = run("validate", small.directory)
    assert (good.exit_code, good.stdout) == (0, "conforms\n")
    broken = Violation(node="https://example.org/a", property="", value="", message="Less than 1 values")
    monkeypatch.setattr("exports.commands.validate.violations", lambda _: iter([broken]))
    bad = run("validate", small.directory)
    assert bad.exit_code == 1
    assert "Less than 1 values" in bad.stdout
    assert "1 violation" in bad.stderr
    listed = run("validate", small.directory, "--json")
    assert listed.exit_code == 1
    assert json.loads(listed.stdout) == {"conforms": False, "violations": [asdict(broken)]}


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

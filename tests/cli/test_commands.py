"""Commands as a user calls them, on the example papers: what they print, where, and their exit status."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_help_names_every_command(kg: Run) -> None:
    from kg.registry import COMMANDS

    called = kg("--help")
    assert called.returncode == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", called.stdout, re.MULTILINE)


def test_no_command_and_wrong_ones_are_wrong_usage(kg: Run) -> None:
    assert kg().returncode == 2
    assert kg("bild").returncode == 2
    assert kg("build").returncode == 2
    assert kg("info", "a", "b", "c").returncode == 2


def test_wrong_usage_says_what_is_right(kg: Run) -> None:
    assert "Did you mean" in kg("bild").stderr
    assert "x>=1" in kg("find", "g.kg", "a", "-n", 0).stderr
    assert "'papers'" in kg("neighbors", "g.kg", "a", "--by", "fame").stderr


def test_help_says_what_is_left_out_and_what_is_allowed(kg: Run) -> None:
    shown = " ".join(kg("neighbors", "-h").stdout.split())
    assert "The graph directory." in shown
    assert "co_mention|cites|cited_by|variant_of" in shown
    assert "[default: 20; x>=1]" in shown
    assert "[default: (one a processor); x>=1]" in " ".join(kg("build", "--help").stdout.split())


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "greeting.py").write_text(
        "import click\n\n@click.command()\n@click.argument('name')\ndef greet(name):\n    print('hello', name)\n"
    )
    about = tmp_path / "greeting-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[kg.commands]\ngreet = greeting:greet\ninfo = greeting:greet\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))


@pytest.mark.usefixtures("foreign")
def test_a_command_of_another_distribution(kg: Run) -> None:
    assert kg("greet", "you").stdout == "hello you\n"
    assert kg("greet").returncode == 2
    assert re.search(r"^  greet +From another distribution\.$", kg("--help").stdout, re.MULTILINE)
    assert "--json" in kg("info", "--help").stdout, "a name of our own wins"


def test_version(kg: Run) -> None:
    import kg as package

    assert kg("--version").stdout == f"kg {package.__version__}\n"


def test_build_then_ask(kg: Run, example_graph: Path, repo: Path, tmp_path: Path) -> None:
    built = kg("build", "examples", "-o", tmp_path / "again.kg", cwd=repo)
    assert (built.returncode, built.stdout) == (0, "")
    assert "26 papers" in built.stderr
    assert "chance alone may explain" in built.stderr
    info = json.loads(kg("info", example_graph, "--json").stdout)
    again = json.loads(kg("info", tmp_path / "again.kg", "--json").stdout)
    assert {**info, "sources": None} == {**again, "sources": None}
    assert (info["papers"], info["listed"]) == (26, 29)


def test_info_for_people_says_the_same(kg: Run, example_graph: Path) -> None:
    info = json.loads(kg("info", example_graph, "--json").stdout)
    printed = kg("info", example_graph).stdout
    for kind, count in {**info["entities"], **info["edges"]}.items():
        assert re.search(rf"^{kind} +{count:,}$", printed, re.MULTILINE)


def test_why_prints_sentences_with_both(kg: Run, example_graph: Path) -> None:
    answer = json.loads(kg("why", example_graph, "LLMs", "GRPO", "--json").stdout)
    assert answer["papers"]
    printed = kg("why", example_graph, "LLMs", "GRPO").stdout
    for paper in answer["papers"]:
        assert paper["title"] in printed


def test_why_of_two_names_of_one_entity_is_the_ledger(kg: Run, example_graph: Path) -> None:
    printed = kg("why", example_graph, "LLM", "large language models").stdout
    assert "abbreviation" in printed
    answer = json.loads(kg("why", example_graph, "LLM", "large language models", "--json").stdout)
    assert any("(LLM" in (entry["sentence"] or "") for entry in answer["ledger"])


def test_show_and_neighbors_agree(kg: Run, example_graph: Path) -> None:
    shown = json.loads(kg("show", example_graph, "llms", "--json").stdout)
    near = json.loads(kg("neighbors", example_graph, "LLM", "-n", 10, "--json").stdout)
    assert [item["name"] for item in shown["neighbors"]] == [item["name"] for item in near["neighbors"]]
    assert near["neighbors"][0]["name"] in kg("show", example_graph, "llms").stdout
    assert near["neighbors"][0]["name"] in kg("neighbors", example_graph, "LLM").stdout


def test_names_that_are_not_there_answer_with_the_nearest(kg: Run, example_graph: Path) -> None:
    called = kg("show", example_graph, "large langage model")
    assert (called.returncode, called.stdout) == (1, "")
    assert "large language model" in called.stderr.replace("\n", " ")
    assert "Traceback" not in called.stderr


def test_debug_shows_where_an_error_comes_from(kg: Run, tmp_path: Path) -> None:
    assert "Traceback" in kg("info", tmp_path, "--debug").stderr
    assert "Traceback" in kg("--debug", "info", tmp_path).stderr
    called = kg("info", tmp_path)
    assert called.returncode == 1
    assert "kg build SOURCE" in called.stderr
    assert "Traceback" not in called.stderr


def test_skipped_input_ends_with_status_3(kg: Run, tmp_path: Path) -> None:
    source = tmp_path / "papers.jsonl"
    source.write_text('{"title": "GPT-4 and \\u001b[31mred", "abstract": "GPT-4."}\nnot json\n', encoding="utf-8")
    built = kg("build", source, "-o", tmp_path / "g.kg")
    assert built.returncode == 3
    assert "skipped: 1" in built.stderr
    printed = kg("info", tmp_path / "g.kg").stdout
    assert "papers.jsonl:2" in printed.replace("\n", "")
    assert "\x1b" not in printed
    extracted = kg("extract", source)
    assert extracted.returncode == 3
    assert len(extracted.stdout.splitlines()) == 1


def test_extract_reads_standard_input_and_writes_json_lines(kg: Run, tmp_path: Path) -> None:
    line = json.dumps({"id": "x1", "title": "GPT-4", "abstract": "We compare GPT-4 with large language models (LLMs)."})
    called = kg("extract", "-", stdin=line + "\n")
    assert called.returncode == 0
    (answer,) = map(json.loads, called.stdout.splitlines())
    assert answer["id"] == "x1"
    assert {"GPT-4", "LLMs"} <= {surface for entity in answer["entities"] for surface in entity["surfaces"]}
    kg("extract", "-", "-o", tmp_path / "out.jsonl", stdin=line + "\n")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == called.stdout

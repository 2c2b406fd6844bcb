"""`kg merge`, `split`, `rename`, `retype` and `drop`, and what `kg build`, `info`, `show` and `why` say of them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import application
from kg.types import Paper
from pipelines import build as building
from pipelines.build import build
from pipelines.extractor import Extraction
from tests.gazetteer import definitions_of, mentions_of

NAMES = {
    "GPT-4": "Model",
    "GPT-4 Turbo": "Model",
    "large language model": "Method",
    "LLM": "Method",
    "quagga search": "Method",
    "zebra hunt": "Method",
}


class Names:
    """An extractor that knows a list of names and counts its papers."""

    fingerprint = "1" * 64
    papers = 0

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            Names.papers += 1
            yield Extraction(
                paper=paper.id,
                mentions=tuple(mentions_of(paper, NAMES)),
                definitions=tuple(definitions_of(paper, NAMES)),
            )


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(building, "load_extractor", lambda _: Names())
    source = tmp_path / "papers.jsonl"
    rows = [
        {"id": "1", "title": "On one thing", "abstract": "A large language model (LLM) such as GPT-4. A zebra hunt."},
        {"id": "2", "title": "On another", "abstract": "GPT-4 Turbo is an LLM. A quagga search."},
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build([str(source)], tmp_path / "g.kg")
    return tmp_path / "g.kg"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(application, arguments)
    return result.exit_code, result.stdout, result.stderr


def names(graph: Path) -> dict[str, str]:
    return {entity.name: entity.type for entity in kg.open(graph).entities()}


def test_merge_lasts_and_extracts_nothing(graph: Path) -> None:
    papers = Names.papers
    status, _, err = run("merge", str(graph), "quagga search", "zebra hunt")
    assert status == 0, err
    assert "merged zebra hunt into quagga search" in err
    assert Names.papers == papers
    assert "zebra hunt" not in names(graph)
    build([str(graph.parent / "papers.jsonl")], graph)
    assert "zebra hunt" not in names(graph)
    assert "merged zebra hunt into quagga search" in run("info", str(graph))[1]
    out = run("why", str(graph), "quagga search", "zebra hunt")[1]
    assert "correction (merge in corrections.toml, line 1)" in out


def test_split_rename_retype_drop(graph: Path) -> None:
    assert run("split", str(graph), "large language model", "LLM")[0] == 0
    assert run("rename", str(graph), "large language model", "giant of language")[0] == 0
    assert run("retype", str(graph), "LLM", "Model")[0] == 0
    assert run("drop", str(graph), "zebra hunt")[0] == 0
    assert names(graph) == {
        "GPT-4": "Model",
        "GPT-4 Turbo": "Model",
        "LLM": "Model",
        "giant of language": "Method",
        "quagga search": "Method",
    }


def test_what_cannot_be_done_changes_nothing(graph: Path) -> None:
    status, _, err = run("merge", str(graph), "quagga serch", "zebra hunt")
    assert (status, "nearest: quagga search" in err) == (1, True)
    assert run("retype", str(graph), "GPT-4", "Animal")[0] == 1
    assert run("merge", str(graph), "LLM", "large language model")[0] == 1
    assert run("drop", str(graph.parent), "GPT-4")[0] == 1
    assert not (graph / "corrections.toml").exists()


def test_a_damaged_file_is_told_before_anything_is_done(graph: Path) -> None:
    (graph / "corrections.toml").write_text("[[drop]]\nnome = 'GPT-4'\n", encoding="utf-8")
    status, _, err = run("drop", str(graph), "zebra hunt")
    assert (status, "corrections.toml:1: drop has no field 'nome'" in err) == (1, True)
    assert "zebra hunt" in names(graph)


def test_variants_are_edges_and_shown(graph: Path) -> None:
    (edge,) = kg.open(graph).edges(kind="variant_of")
    assert (edge.source, edge.target, edge.papers) == ("gpt-4-turbo", "gpt-4", 1)
    assert "variant of: GPT-4" in run("show", str(graph), "GPT-4 Turbo")[1]
    assert json.loads(run("show", str(graph), "GPT-4", "--json")[1])["variants"] == ["GPT-4 Turbo"]


def test_why_tells_the_definition(graph: Path) -> None:
    out = run("why", str(graph), "large language model", "LLM")[1]
    assert "LLM is large language model: abbreviation (LLM stands for large language model)" in out
    assert "A large language model (LLM) such as GPT-4." in out

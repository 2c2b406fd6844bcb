"""The commands that ask: a table for people, JSON and CSV for programs, the same answer in each."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from kg.types import Paper
from tests.cli.conftest import Run
from tests.gazetteer import write_graph

FORMULA = "=2+5"
PAPERS = [
    Paper(id="1", title="One", abstract="Alpha meets Beta.", date="2023-02"),
    Paper(id="2", title="Two", abstract="Beta meets Gamma.", date="2024-03-01"),
    Paper(id="3", title="Three", abstract="Gamma meets =2+5 and Beta.", date="2024-05"),
]
NAMES = {"Alpha": "Method", "Beta": "Method", "Gamma": "Model", FORMULA: "Metric"}
QUESTIONS = {
    "find": ["find", "{g}", "a"],
    "neighbors": ["neighbors", "{g}", "Beta", "--by", "association"],
    "path": ["path", "{g}", "Alpha", "Gamma"],
    "why": ["why", "{g}", "Beta", "Gamma"],
    "top": ["top", "{g}", "--by", "pagerank"],
    "compare": ["compare", "{g}", "Alpha", "Gamma"],
    "communities": ["communities", "{g}"],
    "trends": ["trends", "{g}", "Beta", "Alpha", "--by", "month"],
    "diff": ["diff", "{g}", "--since", "2024"],
}
ROWS = {"find": "found", "path": "steps", "why": "papers", "compare": "neighbors", "diff": "changes"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_graph(tmp_path_factory.mktemp("asked") / "g.kg", PAPERS, NAMES)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_three_forms_of_one_answer(kg: Run, graph: Path, name: str) -> None:
    arguments = [str(graph) if part == "{g}" else part for part in QUESTIONS[name]]
    table, document, cells = (kg(*arguments, *form) for form in ([], ["--json"], ["--csv"]))
    assert {called.returncode for called in (table, document, cells)} == {0}
    assert table.stdout
    rows = json.loads(document.stdout)[ROWS.get(name, name)]
    read = list(csv.DictReader(StringIO(cells.stdout)))
    assert len(read) >= len(rows) > 0
    if name not in {"path", "why"}:
        assert [list(row) for row in rows] == [list(row) for row in read], "JSON's keys are the columns"
        assert [row.get("name") for row in rows] == [(row.get("name") or "").removeprefix("'") or None for row in read]


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_takes_a_window(kg: Run, graph: Path, name: str) -> None:
    arguments = [str(graph) if part == "{g}" else part for part in QUESTIONS[name] if part not in {"--since", "2024"}]
    called = kg(*arguments, "--since", "1999", "--until", "2000")
    assert called.returncode in {0, 1}
    if called.returncode:
        assert "since 1999 until 2000" in called.stderr
    refused = kg(*arguments, "--since", "soon")
    assert refused.returncode == 2
    assert "no date" in refused.stderr


def test_a_window_counts_anew(kg: Run, graph: Path) -> None:
    found = json.loads(kg("neighbors", graph, "Beta", "--since", "2024", "--json").stdout)["neighbors"]
    assert [(row["name"], row["papers"]) for row in found] == [("Gamma", 2), (FORMULA, 1)]


def test_formulas_are_defused_in_csv_alone(kg: Run, graph: Path) -> None:
    assert f"'{FORMULA},Metric" in kg("top", graph, "--csv").stdout
    assert f"'{FORMULA}" not in kg("top", graph, "--json").stdout
    assert f"'{FORMULA}" in kg("sparql", graph, "SELECT ?n { ?e a kg:Metric ; skos:prefLabel ?n }", "--csv").stdout
    assert f"'{FORMULA}" in kg("cypher", graph, "MATCH (e:Entity {type: 'Metric'}) RETURN e.name", "--csv").stdout


def test_json_and_csv_together_are_wrong_usage(kg: Run, graph: Path) -> None:
    assert kg("top", graph, "--csv", "--json").returncode == 2
    assert kg("top", graph, "--by", "fame").returncode == 2
    assert kg("diff", graph).returncode == 2


def test_path_shows_the_sentences_of_every_step(kg: Run, graph: Path) -> None:
    printed = kg("path", graph, "Alpha", "Gamma").stdout
    assert "[Alpha] meets [Beta]." in printed
    assert "[Beta] meets [Gamma]." in printed or "[Gamma] meets" in printed


def test_diff_of_two_graphs(kg: Run, graph: Path, tmp_path: Path) -> None:
    older = write_graph(tmp_path / "old.kg", PAPERS[:1], NAMES)
    changes = json.loads(kg("diff", graph, older, "--json").stdout)["changes"]
    assert {row["name"] for row in changes if row["change"] == "new"} == {"Gamma", FORMULA}


def test_sparql_forms(kg: Run, graph: Path) -> None:
    query = "SELECT ?name ?papers { ?e a kg:Method ; skos:prefLabel ?name ; kg:papers ?papers } ORDER BY ?name"
    assert kg("sparql", graph, query, "--csv").stdout == "name,papers\nAlpha,1\nBeta,3\n"
    document = json.loads(kg("sparql", graph, "-", "--json", stdin=query).stdout)
    assert document["head"] == {"vars": ["name", "papers"]}
    assert document["results"]["bindings"][0]["name"] == {"type": "literal", "value": "Alpha"}
    assert "Beta" in kg("sparql", graph, query).stdout
    cut = kg("sparql", graph, query, "--csv", "-n", 1)
    assert cut.stdout == "name,papers\nAlpha,1\n"
    assert "more than 1 row" in cut.stderr
    assert kg("sparql", graph, "ASK { ?e a kg:Method }").stdout == "yes\n"
    assert json.loads(kg("sparql", graph, "ASK { ?e a kg:Task }", "--json").stdout) == {"head": {}, "boolean": False}
    assert 'skos:prefLabel "Beta"' in kg("sparql", graph, "CONSTRUCT WHERE { ?e skos:prefLabel ?name }").stdout
    refused = kg("sparql", graph, "nonsense")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "not a SPARQL query" in refused.stderr


def test_cypher_forms(kg: Run, graph: Path) -> None:
    query = "MATCH (e:Entity {type: 'Method'}) RETURN e.name AS name, e.papers AS papers ORDER BY name"
    assert kg("cypher", graph, query, "--csv").stdout == "name,papers\nAlpha,1\nBeta,3\n"
    document = json.loads(kg("cypher", graph, "-", "--json", stdin=query).stdout)
    assert document == {"columns": ["name", "papers"], "rows": [["Alpha", 1], ["Beta", 3]]}
    assert "CREATE REL TABLE CO_MENTION(FROM Entity TO Entity" in kg("cypher", graph, "--schema").stdout
    refused = kg("cypher", graph, "CREATE (:Entity {id: 'z'})")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "read-only" in refused.stderr
    assert kg("cypher", graph).returncode == 2

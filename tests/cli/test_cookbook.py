"""The cookbook: each question, in every way it is asked, has one answer on the example papers."""

import ast
import csv
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import kg
from exports.sparql import ask, value
from kg import cypher
from kg.graph import Graph

COOKBOOK = (Path(__file__).parents[2] / "docs" / "cookbook.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## \d+\. (.+?)\n(.*?)(?=^## |\Z)", COOKBOOK, re.MULTILINE | re.DOTALL))

Rows = set[tuple[str, ...]]


def rows_of(rows: Any) -> Rows:
    return {tuple("" if cell is None else str(cell) for cell in row) for row in rows}


def by_command(line: str, directory: Path, repo: Path) -> list[dict[str, str]]:
    shell = f'set -o pipefail; kg() {{ "{sys.executable}" -m kg "$@"; }}; cd "{repo}"; '
    line = line.replace("examples.kg", f"'{directory}'")
    ran = subprocess.run(["bash", "-c", shell + line], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return list(csv.DictReader(StringIO(ran.stdout)))


def by_python(code: str, graph: Graph) -> Rows:
    *before, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {"g": graph, "kg": kg}
    exec(compile(ast.Module(before, []), "cookbook", "exec"), names)  # noqa: S102
    return rows_of(eval(compile(ast.Expression(last.value), "cookbook", "eval"), names))  # noqa: S307


def test_there_are_twenty_questions_asked_in_many_ways() -> None:
    assert len(SECTIONS) == len(re.findall(r"^## ", COOKBOOK, re.MULTILINE)) == 20
    ways = [way for section in SECTIONS.values() for way in re.findall(r"^```(\w+)$", section, re.MULTILINE)]
    assert ways.count("python") == 20
    assert min(ways.count(way) for way in ("sh", "sparql", "cypher")) >= 12


@pytest.mark.parametrize("question", sorted(SECTIONS))
def test_one_question_one_answer(question: str, example_graph: Path, repo: Path) -> None:
    blocks = dict(re.findall(r"^```(\w+)\n(.*?)\n```$", SECTIONS[question], re.MULTILINE | re.DOTALL))
    graph = kg.open(example_graph)
    answer = by_python(blocks["python"], graph)
    assert answer, "a question of the cookbook has an answer"
    columns: tuple[str, ...] = ()
    if "sparql" in blocks:
        found = ask(graph, blocks["sparql"])
        columns = found.variables
        assert rows_of([value(term) for term in row] for row in found.rows) == answer
    if "cypher" in blocks:
        asked = cypher.ask(graph, blocks["cypher"])
        assert columns == asked.columns
        assert rows_of(asked.rows) == answer
    if "sh" in blocks:
        cells = by_command(blocks["sh"], example_graph, repo)
        columns = columns or tuple(cells[0])[: len(next(iter(answer)))]
        assert {tuple(row[column] for column in columns) for row in cells} == answer
    assert len(blocks) > 1

"""Names in pairs: scores, and the command line that groups names."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import application
from kg.errors import AnnotationError
from kg.names import spelling_key
from pipelines.linking import facts, group, pairs
from pipelines.linking.pairs import Pair
from pipelines.linking.senses import keys_of
from pipelines.linking.versions import signature

SHARED = Path(__file__).parents[2].parent / "shared"


def run(*arguments: str, text: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(application, arguments, input=text)
    return result.exit_code, result.stdout, result.stderr


def test_scores_are_counted_by_kind() -> None:
    scores = pairs.score(
        [
            Pair("zebras", "zebra", same=True, kind="plural"),
            Pair("zebra", "quagga", same=True, kind="near"),
            Pair("Zebra 2", "Zebra 3", same=False, kind="near"),
            Pair("zebra", "Zebra", same=False, kind="near"),
        ]
    )
    assert list(scores) == ["near", "plural", "all"]
    whole = scores["all"]
    assert (whole.right, whole.wrong, whole.missed, whole.apart) == (1, 1, 1, 1)
    assert (whole.precision, whole.recall, whole.f1) == (0.5, 0.5, 0.5)
    assert scores["plural"].f1 == 1.0


@pytest.mark.parametrize("line", ["[]", "{", '{"a": "x", "b": "y"}', '{"a": "x", "b": "", "verdict": "same"}', "1" * 9])
def test_a_line_that_is_no_pair_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"a": "x", "b": "y", "verdict": "same"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"pairs\.jsonl:2: not a pair"):
        pairs.read(path)


def test_evaluate_prints_the_scores_of_pairs(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"a": "zebra", "b": "Zebras", "verdict": "same", "kind": "case"}\n', encoding="utf-8")
    status, out, _ = run("evaluate", "--pairs", str(path), "--json")
    assert status == 0
    assert json.loads(out)["all"]["f1"] == 1.0
    assert "case" in run("evaluate", "--pairs", str(path))[1]
    assert run("evaluate")[0] == 2


def test_link_groups_each_line_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "names.jsonl"
    rows = [{"names": ["GPT-4", "gpt4", "GPT-4o"], "id": 7}, {"names": [], "type": "Model"}]
    path.write_text("".join(json.dumps(row) + "\n\n" for row in rows), encoding="utf-8")
    status, out, _ = run("link", str(path))
    assert status == 0
    found = [json.loads(line) for line in out.splitlines()]
    assert found == [
        {"names": ["GPT-4", "gpt4", "GPT-4o"], "id": 7, "entities": [["GPT-4", "gpt4"], ["GPT-4o"]]},
        {"names": [], "type": "Model", "entities": []},
    ]


def test_link_skips_what_it_cannot_read_and_says_so() -> None:
    lines = ["nonsense", '{"names": "zebra"}', '{"names": ["zebra"], "type": "Animal"}', '{"names": ["zebra"]}']
    status, out, err = run("link", "-", text="\n".join(lines))
    assert status == 3
    assert [json.loads(line)["entities"] for line in out.splitlines()] == [[["zebra"]]]
    assert [f"-:{number}: skipped" in err for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_link_of_a_missing_file(tmp_path: Path) -> None:
    status, _, err = run("link", str(tmp_path / "none.jsonl"))
    assert (status, "none.jsonl" in err) == (1, True)


def test_facts_are_well_formed() -> None:
    seen = set()
    for fact in facts.things():
        assert fact.source
        assert fact.name == fact.name.strip()
        assert (fact.type, fact.name) not in seen
        seen.add((fact.type, fact.name))
    assert all(papers > 1 for senses in facts.abbreviations().values() for papers in senses.values())


def test_no_name_of_a_fact_is_the_usual_name_of_another_of_its_type() -> None:
    usual = {(fact.type, spelling_key(fact.name)): fact for fact in facts.things()}
    for fact in facts.things():
        for alias in fact.aliases:
            assert usual.get((fact.type, spelling_key(alias)), fact) == fact, alias


def test_every_wording_of_the_facts_joins_the_usual_one() -> None:
    rows = facts.wordings()
    assert len(rows) > 200
    apart = [wording for wording, usual in rows.items() if not keys_of(f"zebra {wording}") & keys_of(f"zebra {usual}")]
    assert apart == []


@pytest.mark.shared
def test_pairs_of_the_gold_are_scored_as_documented() -> None:
    scores = pairs.score(pairs.read(SHARED / "gold" / "pairs.jsonl"))
    floors = {"all": 0.95, "trivial": 0.99, "org": 0.95, "near": 0.92, "acronym": 0.93}
    assert {kind: scores[kind].f1 >= floor for kind, floor in floors.items()} == dict.fromkeys(floors, True)
    assert scores["catalogue"].wrong == 0


@pytest.mark.shared
def test_models_of_the_catalogue_that_differ_in_numbers_stay_apart() -> None:
    lines = (SHARED / "catalogues" / "name_type_org.tsv").read_text(encoding="utf-8").splitlines()[1:]
    names = sorted({row[0] for row in (line.split("\t") for line in lines) if row[2] == "model"})
    reviewed = {spelling_key(name) for fact in facts.things() for name in (fact.name, *fact.aliases)}
    assert len(names) > 1500
    for found in group(names):
        if any(spelling_key(name) not in reviewed for name in found):
            numbers = {tuple(mark for mark in signature(name) if mark[0].isdigit()) for name in found}
            assert len(numbers) == 1, found

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines import annotations
from pipelines.annotations import AnnotatedEntity
from pipelines.evaluation import ALL_TYPES, INTRODUCED, UNTYPED, agreement, match


def entity(kind: str, *surfaces: str, introduced: bool = False) -> AnnotatedEntity:
    return AnnotatedEntity(type=kind, surfaces=surfaces, introduced=introduced)


def test_an_entity_in_two_pieces_is_one_hit_and_one_false_alarm() -> None:
    gold = {"1": [entity("Method", "Mixture-of-Experts", "MoE")]}
    pieces = {"1": [entity("Method", "mixture of experts"), entity("Method", "MoE")]}
    row = agreement(gold, pieces)[ALL_TYPES]
    assert (row.hits, row.predicted, row.gold) == (1, 2, 1)
    assert (row.precision, row.recall, row.f1) == (0.5, 1.0, pytest.approx(2 / 3))


def test_the_type_counts_unless_asked_otherwise() -> None:
    gold, found = [entity("Model", "CLIP")], [entity("Method", "CLIP")]
    assert match(gold, found) == []
    assert match(gold, found, typed=False) == [(0, 0)]
    rows = agreement({"1": gold}, {"1": found})
    assert (rows[ALL_TYPES].hits, rows[UNTYPED].hits) == (0, 1)


def test_introduced_is_scored_apart() -> None:
    gold = {"1": [entity("Model", "A", introduced=True), entity("Model", "B")]}
    found = {"1": [entity("Model", "A"), entity("Method", "B", introduced=True)], "2": [entity("Model", "C")]}
    row = agreement(gold, found)[INTRODUCED]
    assert (row.hits, row.predicted, row.gold) == (0, 1, 1)


def test_a_paper_without_a_result_counts_as_missed() -> None:
    row = agreement({"1": [entity("Model", "A")]}, {})[ALL_TYPES]
    assert (row.hits, row.predicted, row.gold, row.f1) == (0, 0, 1, 0.0)


@pytest.mark.shared
def test_scores_are_those_of_the_script(shared: Path, tmp_path: Path) -> None:
    """Annotations with some entities dropped, retyped, cut in two or moved stand in for a prediction."""
    gold_path = shared / "gold" / "annotated.jsonl"
    papers = list(annotations.read(gold_path))
    chance = random.Random(7)  # noqa: S311
    lines = []
    for paper, other in zip(papers, [*papers[1:], papers[0]], strict=True):
        entities: list[dict[str, Any]] = []
        for one in (*paper.entities, *other.entities[:2]):
            draw = chance.random()
            parts = [one.surfaces] if draw < 0.9 else [(surface,) for surface in one.surfaces]
            entities += [
                {
                    "type": "Method" if draw < 0.2 else one.type,
                    "surfaces": [surface.upper() if draw < 0.5 else surface for surface in part],
                    **({"introduced": True} if one.introduced or draw > 0.97 else {}),
                }
                for part in parts
                if draw > 0.1
            ]
        if chance.random() > 0.05:
            lines.append(json.dumps({"id": paper.id, "entities": entities}))
    found_path = tmp_path / "found.jsonl"
    found_path.write_text("\n".join(lines), encoding="utf-8")
    script = [sys.executable, str(shared / "gold" / "score.py"), str(gold_path), str(found_path), "--json"]
    wanted = json.loads(subprocess.run(script, capture_output=True, text=True, check=True).stdout)
    ours = agreement(
        {paper.id: paper.entities for paper in papers},
        {paper.id: paper.entities for paper in annotations.read(found_path)},
    )
    assert set(ours) == set(wanted) - {"five types", "missing documents"}
    for name, row in ours.items():
        assert wanted[name] == pytest.approx(
            {
                "precision": row.precision,
                "recall": row.recall,
                "f1": row.f1,
                "gold": row.gold,
                "predicted": row.predicted,
            }
        )

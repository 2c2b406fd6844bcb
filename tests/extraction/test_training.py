import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from spacy import Language

from kg.errors import AnnotationError, ModelError
from pipelines import training
from pipelines.annotations import AnnotatedEntity, AnnotatedPaper
from pipelines.commands.evaluate import evaluate
from pipelines.commands.train import train
from pipelines.evaluation import ALL_TYPES, agreement, predict
from pipelines.extraction.pipeline import blank
from pipelines.extractor import load
from pipelines.training.marking import mark
from tests.extraction.gardens import garden


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def saved(nlp: Language, path: Path) -> Path:
    nlp.to_disk(path)
    return path


def test_types_of_ones_own_are_learnt_and_kept_on_disk(tmp_path: Path) -> None:
    papers = garden(60)
    shown, unseen = training.split(papers, 0.3, salt="test")
    model = saved(training.train(shown, epochs=6), tmp_path / "model")
    found = predict(load(str(model)).nlp, unseen)
    assert agreement({paper.id: paper.entities for paper in unseen}, found)[ALL_TYPES].f1 > 0.9


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    papers = garden(12)
    one, two, other = (
        digests(saved(training.train(papers, seed=seed, epochs=1), tmp_path / name))
        for name, seed in (("one", 0), ("two", 0), ("other", 1))
    )
    assert one == two
    assert one["ner/model"] != other["ner/model"]


def test_sides_do_not_depend_on_the_other_papers() -> None:
    papers = garden(200)
    _, held_out = training.split(papers, 0.2)
    assert 20 <= len(held_out) <= 60
    _, of_half = training.split(papers[::2], 0.2)
    assert of_half == [paper for paper in held_out if paper in papers[::2]]


def test_surfaces_are_marked_everywhere_longest_first_and_whole() -> None:
    nlp = blank()
    paper = AnnotatedPaper(
        id="1",
        title="scaling",
        abstract="Parallel scaling and scaling; rescaling.",
        entities=(
            AnnotatedEntity(type="Method", surfaces=("Parallel scaling",)),
            AnnotatedEntity(type="Task", surfaces=("scaling",)),
        ),
    )
    marked = [(ent.text, ent.label_) for ent in mark(nlp, paper).ents]
    assert marked == [("scaling", "Task"), ("Parallel scaling", "Method"), ("scaling", "Task")]


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    empty = [AnnotatedPaper(id=str(n), title="Nothing", abstract="here", entities=()) for n in range(4)]
    with pytest.raises(AnnotationError, match="nothing to learn"):
        training.train(empty)
    (tmp_path / "broken").write_text("no vectors")
    with pytest.raises(ModelError, match="word vectors"):
        training.train(garden(4), vectors=tmp_path / "broken")


def test_commands_train_and_evaluate(repo: Path, tmp_path: Path) -> None:
    annotated = str(repo / "docs" / "annotated.jsonl")
    model = str(tmp_path / "model")
    run = CliRunner().invoke
    done = run(train, [annotated, "-o", model, "--dev", "0.2", "--epochs", "1"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "all types" in done.stdout
    assert "written" not in done.stdout
    assert "written" in done.stderr
    done = run(evaluate, [model, annotated, "--json"], catch_exceptions=False)
    scores = json.loads(done.stdout)
    assert set(scores) >= {"Method", "Model", "introduced", "all types"}
    assert scores["all types"]["gold"] == 33
    assert set(scores["all types"]) == {"precision", "recall", "f1", "gold", "predicted"}
    done = run(evaluate, ["default", annotated], catch_exceptions=False)
    assert "Benchmark" in done.stdout

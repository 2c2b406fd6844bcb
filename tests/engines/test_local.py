"""The local engine: when processes start, when they end, and what is told of a model they cannot load."""

import shutil
import subprocess
import sys
from multiprocessing import active_children
from pathlib import Path
from time import monotonic, sleep

import pytest

from kg.errors import ModelError
from kg.types import Paper
from pipelines.engines.local import Engine
from pipelines.extractor import load

PAPER = Paper(id="p1", title="BERT")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_that_cannot_be_loaded_is_told(tmp_path: Path, workers: int) -> None:
    (tmp_path / "meta.json").write_text('{"pipeline": ["ner"]}')
    with pytest.raises(ModelError, match="cannot be loaded"):
        list(Engine().extract([[PAPER]], load(str(tmp_path)), workers=workers))


def test_processes_that_get_no_work_end() -> None:
    with Engine() as engine:
        engine.prepare(load(), workers=2)
        until = monotonic() + 60
        while len(active_children()) < 2:
            assert monotonic() < until
            sleep(0.01)
        assert list(engine.extract([], load(), workers=1)) == []
        assert not active_children()
        engine.prepare(load(), workers=2)
    assert not active_children()


def test_what_is_known_needs_no_model(example_graph: Path, repo: Path, tmp_path: Path) -> None:
    shutil.copytree(example_graph, tmp_path / "g.kg")
    source = str(next((repo / "examples").glob("page-*.txt")))
    code = (
        "import sys; from pipelines.build import build; build(sys.argv[2:], sys.argv[1]); print('spacy' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "g.kg"), source]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

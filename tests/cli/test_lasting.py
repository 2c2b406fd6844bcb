"""A build that is interrupted or killed while several processes extract: quiet, quick, and nothing left running."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _heed_interrupts() -> None:
    # Tests that run in the background are told to ignore Ctrl-C, and pass that on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("death", ["ctrl-c", "kill"])
def test_an_interrupted_build_leaves_pieces_and_no_process(tmp_path: Path, death: str) -> None:
    source = tmp_path / "papers.jsonl"
    text = "We compare GPT-4 with large language models (LLMs). " * 10
    papers = ({"title": f"The matter of number {number}", "abstract": f"{number}: {text}"} for number in range(4_000))
    source.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    command = [sys.executable, "-m", "kg", "build", str(source), "-o", str(tmp_path / "g.kg"), "--workers", "2"]
    build = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_heed_interrupts,  # noqa: PLW1509 -- it sets a signal, no more
    )
    while not list(tmp_path.glob("g.kg/pieces/extraction/*/*.parquet")):
        assert build.poll() is None
        time.sleep(0.05)
    if death == "kill":
        build.kill()
    else:
        os.killpg(build.pid, signal.SIGINT)
    _, said = build.communicate(timeout=300)
    if death == "ctrl-c":
        assert (build.returncode, said) == (130, b"")
    deadline = time.monotonic() + 300
    while _alive(build.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_damage_and_removal_from_the_command_line(kg: Run, repo: Path, tmp_path: Path) -> None:
    graph = tmp_path / "g.kg"
    kg("build", "examples", "-o", graph, cwd=repo)
    assert kg("check", graph).stdout == f"{graph}: whole\n"
    table = next(graph.glob("tables/*/entities.parquet"))
    table.unlink()
    called = kg("check", graph, "--json")
    assert (called.returncode, json.loads(called.stdout)["damage"][0]["file"]) == (1, str(table))
    assert kg("check", graph).returncode == 1
    assert kg("build", "examples/page-lines.txt", "-o", graph, cwd=repo).returncode == 0
    assert kg("check", graph).returncode == 0
    called = kg("remove", graph, "examples/page-lines.txt")
    assert called.returncode == 0
    assert "1 source and 9 papers fewer" in called.stderr
    assert "removed: examples/page-lines.txt" in kg("info", graph).stdout

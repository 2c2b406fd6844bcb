"""The real command line, each call a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def kg() -> Run:
    def run(*arguments: object, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command: Sequence[str] = [sys.executable, "-m", "kg", *map(str, arguments)]
        environment = {**os.environ, "PYTHONWARNINGS": "error", "COLUMNS": "80"}
        return subprocess.run(
            command, capture_output=True, text=True, input=stdin, cwd=cwd, env=environment, check=False, timeout=120
        )

    return run

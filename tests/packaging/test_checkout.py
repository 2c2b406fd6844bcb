"""What goes to others holds nothing of the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

MACHINE = re.compile(rb"(?<![\w.~:/\\>*-])/(?:home|root|work|tmp|Users|opt)/\w")
BINARY = {".png", ".npz", ".bin", ".onnx"}


def test_names_no_path_of_a_machine(repo: Path) -> None:
    if not (repo / ".git").exists():
        pytest.skip("needs a git checkout")
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=repo, check=True, capture_output=True
    )
    names = [name.decode() for name in listing.stdout.split(b"\0") if name]
    assert "LICENSE" in names
    found = [
        f"{name}: {line[:100]!r}"
        for name in names
        if (repo / name).is_file() and Path(name).suffix not in BINARY
        for line in (repo / name).read_bytes().splitlines()
        if MACHINE.search(line)
    ]
    assert found == []

"""What a user gets who installs the wheel."""

import configparser
import json
import subprocess
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

import kg

PACKAGES = ("kg", "pipelines", "exports")


def tracked(repo: Path, *folders: str) -> set[str]:
    """Files that git knows, so that left-overs beside them do not count."""
    if not (repo / ".git").exists():
        pytest.skip("needs a git checkout")
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--", *folders],
        cwd=repo,
        check=True,
        capture_output=True,
        text=True,
    )
    return {name for name in listing.stdout.split("\0") if name and (repo / name).exists()}


def test_holds_every_file_of_the_packages(repo: Path, packed: set[str]) -> None:
    expected = tracked(repo, *PACKAGES)
    assert any(not name.endswith(".py") for name in expected), "the packages have data: model, templates"
    assert expected - packed == set()


def test_holds_nothing_but_the_packages(packed: set[str]) -> None:
    tops = {PurePosixPath(name).parts[0] for name in packed}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert not [name for name in packed if "__pycache__" in name or name.endswith((".pyc", ".kg"))]


def test_states_name_script_and_licence(repo: Path, wheel: Path, packed: set[str]) -> None:
    assert wheel.name.startswith(f"papers_kg-{kg.__version__}-")
    [scripts] = [name for name in packed if name.endswith(".dist-info/entry_points.txt")]
    [licence] = [name for name in packed if name.endswith(".dist-info/licenses/LICENSE")]
    with ZipFile(wheel) as archive:
        parser = configparser.ConfigParser()
        parser.read_string(archive.read(scripts).decode())
        assert dict(parser["console_scripts"]) == {"kg": "kg.cli:main"}
        assert archive.read(licence) == (repo / "LICENSE").read_bytes()


def ran(*command: str | Path, cwd: Path) -> str:
    result = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    where = ran(installed / "python", "-c", "import kg, pipelines, exports; print(kg.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent), "it is the wheel that runs"
    assert "build" in ran(installed / "kg", "--help", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_builds_a_graph_with_its_own_model(repo: Path, installed: Path, tmp_path: Path) -> None:
    sources = sorted((repo / "examples").glob("page-*.txt"))
    ran(installed / "kg", "build", *sources, "-o", "examples.kg", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["examples.kg"]
    assert json.loads(ran(installed / "kg", "info", "examples.kg", "--json", cwd=tmp_path))["papers"] == 26

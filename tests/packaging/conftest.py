import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest


@pytest.fixture(scope="session")
def wheel(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the back end itself, so without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=repo, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def packed(wheel: Path) -> set[str]:
    """Names of the files in the wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of scripts of a fresh environment that holds the wheel and sees this one's dependencies."""
    root = tmp_path_factory.mktemp("environment")
    venv.create(root, symlinks=True, with_pip=False)
    paths = sysconfig.get_paths("venv", {"base": str(root), "platbase": str(root)})
    # A path in a .pth file comes after the environment's own packages and brings no editable install along.
    Path(paths["purelib"], "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = Path(paths["scripts"], "python")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps"]
    # The dependencies' own copy of papers-kg counts as installed, hence the force.
    subprocess.run([*command, "--force-reinstall", str(wheel)], check=True, capture_output=True)
    return python.parent

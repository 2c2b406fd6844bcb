"""What all tests share: where things are, graphs built once, and a repeatable hypothesis."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Neither a deadline nor a check of speed: what a busy machine does is no failure.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")

REPO = Path(__file__).parents[1]
SHARED = REPO.parent / "shared"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("needs the real files in ../shared")


@pytest.fixture(scope="session")
def repo() -> Path:
    """Root of the repository."""
    return REPO


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs the real files in ../shared")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium for browser tests; CI has to have one."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    if os.environ.get("CI") == "true":
        pytest.fail("CI has no Chromium; .ci/run installs it")
    pytest.skip("needs Chromium; install it with the system's package manager")


@pytest.fixture(scope="session")
def ray() -> Iterator[None]:
    """Ray on this machine, started once as the engine starts it, since that takes seconds."""
    if find_spec("ray") is None:
        pytest.skip("needs Ray: pip install -e '.[ray]'")
    from pipelines.engines.ray import Engine

    with Engine() as engine:
        engine.start()
        yield


@pytest.fixture(scope="session")
def example_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graph directory of the two example pages."""
    from pipelines.build import build

    directory = tmp_path_factory.mktemp("example") / "examples.kg"
    build([str(path) for path in sorted((REPO / "examples").glob("page-*.txt"))], directory)
    return directory


@pytest.fixture(scope="session")
def page_graph(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graph directory of the real pages."""
    from pipelines.build import build

    directory = tmp_path_factory.mktemp("pages") / "pages.kg"
    build([str(shared / "pages")], directory)
    return directory

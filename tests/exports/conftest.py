"""Graphs to export, each written once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.graph import Graph
from tests.exports import graphs

MAKERS: dict[str, Callable[[Path], Graph]] = {
    "small": graphs.small,
    "hostile": graphs.hostile,
    "empty": graphs.empty,
    "synthetic": lambda directory: graphs.synthetic(directory, 300),
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Graph]:
    opened: dict[str, Graph] = {}

    def get(name: str) -> Graph:
        if name not in opened:
            opened[name] = MAKERS[name](tmp_path_factory.mktemp("graphs") / f"{name}.kg")
        return opened[name]

    return get


@pytest.fixture(params=sorted(MAKERS))
def graph(request: pytest.FixtureRequest, made: Callable[[str], Graph]) -> Graph:
    return made(request.param)


@pytest.fixture
def small(made: Callable[[str], Graph]) -> Graph:
    return made("small")


@pytest.fixture
def hostile(made: Callable[[str], Graph]) -> Graph:
    return made("hostile")


@pytest.fixture
def synthetic(made: Callable[[str], Graph]) -> Graph:
    return made("synthetic")

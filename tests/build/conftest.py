"""Every build test runs on every engine."""

import pytest

from kg.registry import ENGINES
from pipelines.build import build


@pytest.fixture(params=sorted(ENGINES), autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine that `build` takes when none is named."""
    name = str(request.param)
    if name != "local":
        request.getfixturevalue(name)
    monkeypatch.setitem(build.__kwdefaults__, "engine", name)
    return name

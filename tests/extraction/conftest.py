import pytest

from pipelines.extractor import Extractor, load


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The model that is shipped."""
    return load()

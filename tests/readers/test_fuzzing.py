"""A few hundred damaged files a format; `tests.readers.fuzzing` runs as many as one likes."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.fuzzing import check, mutated
from tests.readers.samples import SAMPLES


@settings(max_examples=200)
@given(st.randoms(use_true_random=True))
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_no_reader_breaks_whatever_comes(name: str, chance: random.Random) -> None:
    with TemporaryDirectory() as folder:
        check(mutated(chance, name, 20_000), name, Path(folder) / SAMPLES[name].name)

"""Texts are sorted and numbered as Arrow does it."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import alike

ANY = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=40)
SIMILAR = st.lists(st.text("ab\0é\U0001f600", max_size=4), max_size=60)


@pytest.fixture(autouse=True, scope="module")
def _in_small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "_TOGETHER", 3)
        yield


@given(ANY | SIMILAR, st.integers(0, 3))
def test_the_order_is_that_of_arrow(texts: list[str], skipped: int) -> None:
    column = pa.array(texts, pa.string())[skipped:]
    places = alike.sorted_places(column)
    assert places.tolist() == pc.sort_indices(column).to_pylist()
    assert column.take(pa.array(places)).to_pylist() == sorted(texts[skipped:])


@given(ANY | SIMILAR, st.integers(0, 3))
def test_a_number_stands_for_each_text_once(texts: list[str], skipped: int) -> None:
    column = pa.array(texts, pa.string())[skipped:]
    found, number = alike.numbered(column)
    assert found.take(pa.array(number)).equals(column)
    assert sorted(found.to_pylist()) == sorted({*texts[skipped:]})


@given(ANY | SIMILAR, ANY | SIMILAR)
def test_a_place_is_the_first_that_holds_the_text(held: list[str], asked: list[str]) -> None:
    columns = [pa.array(texts, pa.string()) for texts in (held, asked)]
    assert alike.places(*columns).tolist() == [held.index(text) if text in held else -1 for text in asked]

"""A sorted column finds what a list of its values finds."""

from itertools import pairwise

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from kg.sorted_column import SortedColumn


@given(st.lists(st.lists(st.text(max_size=3))), st.lists(st.text(max_size=3), max_size=20))
def test_finds_the_rows_that_a_list_has(chunks: list[list[str]], asked: list[str]) -> None:
    values = sorted(value for chunk in chunks for value in chunk)
    bounds = [0]
    for chunk in chunks:
        bounds.append(bounds[-1] + len(chunk))
    column = SortedColumn(pa.chunked_array([values[start:end] for start, end in pairwise(bounds)], pa.string()))
    asked += values[:3]
    wanted = [values.index(value) if value in values else None for value in asked]
    assert [column.row(value) for value in asked] == wanted
    assert list(column.rows(asked)) == wanted
    assert [value in column for value in asked] == [row is not None for row in wanted]
    assert [column.first(value) for value in asked] == [sum(other < value for other in values) for value in asked]


def test_few_among_many_are_searched_for() -> None:
    values = [f"{number:05}" for number in range(10_000)]
    column = SortedColumn(pa.chunked_array([values]))
    assert list(column.rows(["09999", "x", "00000"])) == [9999, None, 0]

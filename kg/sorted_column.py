"""Looking values up in a sorted column of text, without making a list of it first."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import pyarrow as pa

_FEW = 50
"""Values of a column for one that is looked up, from which on searching is quicker than a table of all."""


class SortedColumn:
    """A column of text in ascending order.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Of strings, none of them null.

    Examples
    --------
    >>> column = SortedColumn(pa.chunked_array([["a", "b", "b"], ["d"]]))
    >>> column.row("b"), column.row("c"), column.first("c"), "d" in column
    (1, None, 3, True)
    >>> list(column.rows(["d", "c", "b"]))
    [3, None, 1]
    """

    def __init__(self, column: pa.ChunkedArray) -> None:
        self.values = column.combine_chunks()

    def first(self, value: str) -> int:
        """The first row that does not come before a value; the number of rows where all do."""
        return bisect_left(self.values, value, key=pa.StringScalar.as_py)

    def row(self, value: str) -> int | None:
        """The first row that has a value, if one has it."""
        row = self.first(value)
        return row if row < len(self.values) and self.values[row].as_py() == value else None

    def rows(self, values: Sequence[str]) -> Iterator[int | None]:
        """The first row of each of some values, in their order, as `row` gives it."""
        if len(values) * _FEW < len(self.values):
            return map(self.row, values)
        held = self.values.to_pylist()
        return map(dict(zip(reversed(held), reversed(range(len(held))), strict=True)).get, values)

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and self.row(value) is not None

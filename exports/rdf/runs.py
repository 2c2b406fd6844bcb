"""Rows of a table, taken beside those of another table that they belong to."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from exports.rdf.things import columns
from kg.errors import ExportError


class Runs:
    """Rows that belong to the rows of another table, in whose order they stand.

    Parameters
    ----------
    table : pyarrow.Table
        Sorted by `key`.
    key : str
        Its column that holds an id of the other table.
    ids : pyarrow.ChunkedArray
        The ids of the other table.

    Raises
    ------
    ExportError
        When a row belongs to none, or they are not in order.

    Examples
    --------
    >>> runs = Runs(pa.table({"of": ["a", "a", "c"], "is": [1, 2, 3]}), "of", pa.chunked_array([["a", "b", "c"]]))
    >>> found, bounds = runs.take(0, 2)
    >>> found["is"].to_pylist(), found["row"].to_pylist(), bounds
    ([1, 2], [0, 0], [0, 2, 2])
    """

    def __init__(self, table: pa.Table, key: str, ids: pa.ChunkedArray) -> None:
        self._table = table
        self._rows = rows_of(table.column(key), ids)
        if (np.diff(self._rows) < 0).any():
            raise ExportError(
                f"rows of the graph are not in the order of {key!r}; run `kg build` again to mend the graph"
            )

    def take(self, first: int, last: int) -> tuple[dict[str, pa.Array], list[int]]:
        """What belongs to the rows from `first` to before `last`.

        Returns
        -------
        dict of str to pyarrow.Array
            The columns, and ``row``: the row that each belongs to, counted from `first`.
        list of int
            Where what belongs to each row begins, and the end of all.
        """
        bounds = np.searchsorted(self._rows, np.arange(first, last + 1))
        found = self._table.slice(bounds[0], bounds[-1] - bounds[0])
        rows = pa.array(self._rows[bounds[0] : bounds[-1]] - first, pa.int64())
        return {**columns(found), "row": rows}, (bounds - bounds[0]).tolist()


def rows_of(values: pa.Array | pa.ChunkedArray, ids: pa.ChunkedArray) -> np.ndarray:
    """Rows of ids in the table whose ids are given.

    Raises
    ------
    ExportError
        When one of them is not there.
    """
    rows = pc.index_in(values, value_set=ids)
    if rows.null_count:
        missing = values.filter(rows.is_null())[0].as_py()
        raise ExportError(
            f"{missing!r} is named by a row of the graph and is not in it; run `kg build` again to mend the graph"
        )
    found: np.ndarray = rows.to_numpy()
    return found

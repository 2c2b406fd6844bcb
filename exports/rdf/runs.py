"""Rows of a sorted table, taken key by key beside another table that is sorted alike."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Generic, TypeVar

from kg.errors import ExportError

_Row = TypeVar("_Row")


class Runs(Generic[_Row]):
    """Rows of one key at a time, so that no more than those are in memory.

    Parameters
    ----------
    rows : iterable
        Sorted by key.
    key : callable
        The key of a row.

    Raises
    ------
    ExportError
        At the end of the ``with`` block, when rows are left over: their keys were never asked for, or not in order.

    Examples
    --------
    >>> with Runs(["a1", "a2", "c1"], key=lambda row: row[0]) as runs:
    ...     [runs.take(key) for key in "abc"]
    [['a1', 'a2'], [], ['c1']]
    """

    def __init__(self, rows: Iterable[_Row], key: Callable[[_Row], str]) -> None:
        self._groups: Iterator[tuple[str, Iterator[_Row]]] = groupby(rows, key)
        self._head = next(self._groups, None)

    def __enter__(self) -> "Runs[_Row]":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._head is not None:
            raise ExportError(
                f"{self._head[0]!r} is named by a row of the graph and is not in it, or out of order; "
                "run `kg build` again to mend the graph"
            )

    def take(self, key: str) -> list[_Row]:
        """The rows of a key; none when it has none."""
        if self._head is None or self._head[0] != key:
            return []
        rows = list(self._head[1])
        self._head = next(self._groups, None)
        return rows

"""The tables of a graph: their Arrow schemas, and rows of dataclasses to and from them."""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import pyarrow as pa

from kg.types import Edge, Entity, LedgerEntry, Mention, Paper

_TEXT = pa.string()
_COUNT = pa.int32()
_ORGANISATIONS = pa.list_(pa.struct([("name", _TEXT), ("account", _TEXT)]))
_BIBLIOGRAPHIC: list[tuple[str, pa.DataType]] = [
    ("identifiers", pa.list_(_TEXT)),
    ("date", _TEXT),
    ("url", _TEXT),
    ("venue", _TEXT),
    ("organisations", _ORGANISATIONS),
    ("authors", _COUNT),
    ("keywords", pa.list_(_TEXT)),
    ("upvotes", _COUNT),
]

RECORDS = pa.schema([("line", pa.int64()), ("title", _TEXT), ("abstract", _TEXT), ("id", _TEXT), *_BIBLIOGRAPHIC])
"""What a reader found in one source, a row a listing."""

DEFINITIONS = pa.schema(
    [
        ("paper", _TEXT),
        ("field", _TEXT),
        ("short", _TEXT),
        ("long", _TEXT),
        ("sentence_start", _COUNT),
        ("sentence_end", _COUNT),
    ]
)
"""The short forms that papers define, a row a `kg.types.Definition`."""

TABLES: Mapping[str, pa.Schema] = {
    "papers": pa.schema(
        [
            ("id", _TEXT),
            ("title", _TEXT),
            ("abstract", _TEXT),
            *_BIBLIOGRAPHIC,
            ("sources", pa.list_(pa.struct([("path", _TEXT), ("line", pa.int64())]))),
        ]
    ),
    "mentions": pa.schema(
        [
            ("paper", _TEXT),
            ("field", _TEXT),
            ("start", _COUNT),
            ("end", _COUNT),
            ("surface", _TEXT),
            ("type", _TEXT),
            ("score", pa.float64()),
            ("introduced", pa.bool_()),
            ("group", _COUNT),
            ("sentence_start", _COUNT),
            ("sentence_end", _COUNT),
            ("entity", _TEXT),
        ]
    ),
    "entities": pa.schema(
        [
            ("id", _TEXT),
            ("name", _TEXT),
            ("type", _TEXT),
            ("aliases", pa.list_(_TEXT)),
            ("papers", _COUNT),
            ("mentions", _COUNT),
            ("first_seen", _TEXT),
            ("last_seen", _TEXT),
        ]
    ),
    "ledger": pa.schema(
        [
            ("entity", _TEXT),
            ("alias", _TEXT),
            ("rule", _TEXT),
            ("detail", _TEXT),
            ("papers", _COUNT),
            ("paper", _TEXT),
            ("field", _TEXT),
            ("sentence_start", _COUNT),
            ("sentence_end", _COUNT),
        ]
    ),
    "edges": pa.schema(
        [
            ("kind", _TEXT),
            ("source", _TEXT),
            ("target", _TEXT),
            ("papers", _COUNT),
            ("fractional", pa.float64()),
            ("association", pa.float64()),
            ("npmi", pa.float64()),
            ("p_value", pa.float64()),
            ("q_value", pa.float64()),
            ("backbone", pa.bool_()),
            ("mentions", _COUNT),
            ("in_title", _COUNT),
            ("in_abstract", _COUNT),
            ("first", _TEXT),
            ("last", _TEXT),
        ]
    ),
    "skips": pa.schema(
        [("source", _TEXT), ("line", pa.int64()), ("paper", _TEXT), ("reason", _TEXT), ("excerpt", _TEXT)]
    ),
}
"""Every table of a graph directory, by name."""

LOOKED_UP: Mapping[str, Sequence[str]] = {"mentions": ("entity",), "edges": ("target",)}
"""Columns that rows are picked by and not sorted by, see `kg.store.Store.rows`."""

REPEATED: Mapping[str, Sequence[str]] = {
    "papers": ("date", "venue", "authors", "upvotes"),
    "entities": ("type", "papers", "mentions", "first_seen", "last_seen"),
    "ledger": ("entity", "rule", "papers", "paper", "field", "sentence_start", "sentence_end"),
    "edges": [name for name in TABLES["edges"].names if name not in {"fractional", "association"}],
}
"""Columns whose values stand in many rows: each is written once for a group of rows, and a number for it in each; of
tables that are not here any column."""

CODED: Mapping[str, Sequence[str]] = {"edges": ("kind", "first", "last")}
"""Columns of few values that, where they come as dictionaries without repeats, are written as such."""

ROWS: Mapping[str, type] = {
    "papers": Paper,
    "mentions": Mention,
    "entities": Entity,
    "ledger": LedgerEntry,
    "edges": Edge,
}
"""The dataclass of a row, for the tables that have one."""

_Row = TypeVar("_Row")


def to_table(rows: Sequence[Any], schema: pa.Schema) -> pa.Table:
    """Rows of one dataclass as an Arrow table.

    Parameters
    ----------
    rows : sequence
        Dataclasses with at least the schema's fields.
    schema : pyarrow.Schema
        One of `TABLES`, or `RECORDS`.

    Returns
    -------
    pyarrow.Table
        One row each, in their order.
    """
    columns = []
    for field in schema:
        values = [getattr(row, field.name) for row in rows]
        if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
            values = [[asdict(item) for item in value] for value in values]
        columns.append(pa.array(values, field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def text_scalar(text: str) -> pa.StringScalar:
    """A text as Arrow has it, to compare columns with; `pyarrow.scalar` would load pandas, where that is installed.

    Examples
    --------
    >>> text_scalar("BERT").as_py()
    'BERT'
    """
    data = text.encode()
    bounds = pa.py_buffer(struct.pack("=2i", 0, len(data)))
    return pa.Array.from_buffers(pa.string(), 1, [None, bounds, pa.py_buffer(data)])[0]


def from_table(table: pa.Table, kind: type[_Row]) -> Iterator[_Row]:
    """Rows of an Arrow table as dataclasses, in order.

    Parameters
    ----------
    table : pyarrow.Table
        With a column for each field of the dataclass.
    kind : type
        The dataclass.

    Yields
    ------
    object
        One `kind` a row.
    """
    nested = _nested_types(kind)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    for batch in table.select(names).to_batches(max_chunksize=8192):
        columns = [batch.column(name).to_pylist() for name in names]
        for i, name in enumerate(names):
            if name in nested:
                columns[i] = [_tuple(value, nested[name]) for value in columns[i]]
        for values in zip(*columns, strict=True):
            yield kind(**dict(zip(names, values, strict=True)))


def _nested_types(kind: type) -> dict[str, type | None]:
    """Fields that are tuples, with the dataclass they hold or None for plain values."""
    found: dict[str, type | None] = {}
    for name, hint in get_type_hints(kind).items():
        if get_origin(hint) is tuple:
            inner = get_args(hint)[0]
            found[name] = inner if is_dataclass(inner) and isinstance(inner, type) else None
    return found


def _tuple(values: Iterable[Any] | None, kind: type | None) -> tuple[Any, ...]:
    if kind is None:
        return tuple(values or ())
    return tuple(kind(**value) for value in values or ())

"""Asking a graph in Cypher, on Ladybug over the same tables; reads only."""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from kg import derived
from kg.errors import KgError, MissingExtraError
from kg.types import EDGE_KINDS, PAPER_EDGES

if TYPE_CHECKING:
    import ladybug

    from kg.graph import Graph

_NODES = {
    "Paper": ("papers", ("id", "title", "abstract", "date", "url", "venue", "authors", "upvotes")),
    "Entity": ("entities", ("id", "name", "type", "aliases", "papers", "mentions", "first_seen", "last_seen")),
}
"""Node table: the graph's table, and its columns."""

_WEIGHTS = ("fractional", "association", "npmi", "p_value", "q_value", "backbone")
_LINKS = {
    "mentions": ("mentions", "in_title", "in_abstract", "first"),
    "introduces": ("first",),
    "published_by": ("first",),
    "co_mention": ("papers", *_WEIGHTS, "first", "last"),
    "cites": ("papers", "first", "last"),
    "variant_of": ("papers", "first", "last"),
}
"""Kind of edge: its columns."""

_TYPES = {pa.string(): "STRING", pa.int32(): "INT64", pa.float64(): "DOUBLE", pa.bool_(): "BOOL"}
_TOKEN = re.compile(
    r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|//[^\n]*|/\*.*?\*/|\w+""",
    re.DOTALL,
)
_OUTSIDE = {"COPY", "LOAD", "EXPORT", "IMPORT", "INSTALL", "UNINSTALL", "UPDATE", "ATTACH", "EXTENSION"}
"""Words of statements that touch files or a network: a database that is opened for reading does not refuse them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gives.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns.
    rows : list of tuple
        Values; nodes and relationships as dictionaries.
    more : bool
        Whether there was more than the bound on rows lets through.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool


def schema() -> list[str]:
    """The node and relationship tables, as the statements that define them."""
    from kg.schema import TABLES

    def columns(table: str, names: tuple[str, ...]) -> str:
        fields = TABLES[table]
        types = (_TYPES.get(fields.field(name).type, "STRING[]") for name in names)
        return ", ".join(f"{name} {type}" for name, type in zip(names, types, strict=True))

    nodes = [
        f"CREATE NODE TABLE {label}({columns(table, names)}, PRIMARY KEY(id))"
        for label, (table, names) in _NODES.items()
    ]
    links = []
    for kind in EDGE_KINDS:
        measures = columns("edges", _LINKS.get(kind, ()))
        ends = f"FROM {'Paper' if kind in PAPER_EDGES else 'Entity'} TO Entity"
        links.append(f"CREATE REL TABLE {kind.upper()}({', '.join(filter(None, (ends, measures)))})")
    return nodes + links


def ask(graph: "Graph", query: str, *, rows: int | None = None, seconds: float = 60) -> Answer:
    """Ask a graph in Cypher.

    Parameters
    ----------
    graph : Graph
        An open graph; not a window of one.
    query : str
        One statement that reads.
    rows : int, optional
        At most so many rows.
    seconds : float
        How long it may take.

    Returns
    -------
    Answer
        What was found.

    Raises
    ------
    MissingExtraError
        When Ladybug is not installed.
    KgError
        When the query is none, fails, takes too long, writes, or touches files or a network.
    """
    words = {token.group().upper() for token in _TOKEN.finditer(query)}
    if refused := sorted(words & _OUTSIDE):
        raise KgError(f"{refused[0]} touches files or a network, and queries only read the graph; leave it out")
    connection = _connect(graph)
    try:
        connection.set_query_timeout(int(seconds * 1000))
        result = connection.execute(query)
        if isinstance(result, list):
            raise KgError("more than one statement; ask one at a time")
        found = (tuple(result.get_next()) for _ in iter(result.has_next, False))
        kept = list(islice(found, rows))
        return Answer(columns=tuple(result.get_column_names()), rows=kept, more=result.has_next())
    except RuntimeError as error:
        if "Interrupted" in str(error):
            message = f"the query took longer than {seconds:g} s; narrow it, or give it more with --timeout"
            raise KgError(message) from None
        raise KgError(f"the query failed: {error}") from None
    finally:
        connection.close()


def _connect(graph: "Graph") -> "ladybug.Connection":
    try:
        import ladybug
    except ImportError:
        message = "Cypher needs Ladybug; install it with `pip install 'papers-kg[cypher]'`"
        raise MissingExtraError(message) from None

    def make(path: Path) -> None:
        database = ladybug.Database(str(path))
        _fill(ladybug.Connection(database), graph)
        database.close()

    path = derived.kept(graph.store, "cypher.lbdb", make)
    if path is not None:
        return ladybug.Connection(ladybug.Database(str(path), read_only=True))
    held = ladybug.Connection(ladybug.Database(":memory:"))
    _fill(held, graph)
    return held


def _fill(connection: "ladybug.Connection", graph: "Graph") -> None:
    for statement in schema():
        connection.execute(statement)
    for label, (table, names) in _NODES.items():
        connection.execute(f"COPY {label} FROM $rows", {"rows": graph.table(table).select(list(names))})
    edges = graph.table("edges")
    for kind in EDGE_KINDS:
        rows = edges.filter(pc.field("kind") == kind).select(["source", "target", *_LINKS.get(kind, ())])
        if rows.num_rows:
            connection.execute(f"COPY {kind.upper()} FROM $rows", {"rows": rows})
    connection.close()

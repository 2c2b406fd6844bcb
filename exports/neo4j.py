"""CSV files with the headers of ``neo4j-admin database import``."""

from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from exports.delimited import write_rows
from kg.graph import Graph
from kg.types import EDGE_KINDS, PAPER_EDGES, Edge, Entity, Paper

suffix = "-neo4j"

SEPARATOR = "\x1f"
"""Between the values of a list; no text of a graph has it."""

_PAPER = ("title", "abstract", "identifiers", "date", "url", "venue", "authors", "keywords", "upvotes")
_ENTITY = ("name", "type", "aliases", "papers", "mentions", "first_seen", "last_seen")
_EDGE = tuple(field.name for field in fields(Edge) if field.name not in {"kind", "source", "target"})


def write(graph: Graph, path: Path) -> None:
    """Write a folder with ``papers.csv``, ``entities.csv`` and a file for each kind of edges.

    Lists are separated by U+001F. Formulas are defused as `exports.delimited.write_rows` does it.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The folder, which is made; the same bytes for the same graph.
    """
    path.mkdir()
    papers = ([paper.id, "Paper", *_values(paper, _PAPER)] for paper in graph.papers())
    write_rows(path / "papers.csv", ["id:ID(Paper)", ":LABEL", *_header(Paper, _PAPER)], papers)
    # the type is a label beside `Entity`; no name of one can hold the separator
    entities = (
        [entity.id, f"Entity{SEPARATOR}{entity.type}", *_values(entity, _ENTITY)] for entity in graph.entities()
    )
    write_rows(path / "entities.csv", ["id:ID(Entity)", ":LABEL", *_header(Entity, _ENTITY)], entities)
    for kind in EDGE_KINDS:
        start = "Paper" if kind in PAPER_EDGES else "Entity"
        header = [f":START_ID({start})", ":END_ID(Entity)", ":TYPE", *_header(Edge, _EDGE)]
        edges = ([edge.source, edge.target, kind.upper(), *_values(edge, _EDGE)] for edge in graph.edges(kind=kind))
        write_rows(path / f"{kind}.csv", header, edges)


def _values(row: Any, names: tuple[str, ...]) -> list[Any]:
    values = (getattr(row, name) for name in names)
    return [SEPARATOR.join(value) if isinstance(value, tuple) else value for value in values]


def _header(kind: type, names: tuple[str, ...]) -> list[str]:
    hints = get_type_hints(kind)
    return [f"{name}:{_type(hints[name])}" for name in names]


def _type(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return "string[]"
    known = [part for part in get_args(hint) if part is not type(None)] if isinstance(hint, UnionType) else [hint]
    return {int: "int", float: "double", bool: "boolean"}.get(known[0], "string")

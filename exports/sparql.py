"""Asking a graph's RDF in SPARQL 1.1: the triples that the exports write, in an Oxigraph store beside the tables."""

import json
import multiprocessing
import re
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

import kg
from exports.rdf.statements import statements
from exports.rdf.terms import PREFIXES, prefixes
from exports.rdf.things import lines
from kg import derived
from kg.errors import KgError
from kg.graph import Graph

Term: TypeAlias = dict[str, str]
"""An RDF term as the SPARQL 1.1 JSON results have it: ``type``, ``value`` and for some literals ``datatype``."""

_BATCH = 4
"""Parts of the RDF that are loaded at a time."""

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r"""\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\x00-\x20]*>|\#[^\n]*"""
    r"""|[?$@]?[\w:.-]+""",
    re.DOTALL,
)
_XSD = PREFIXES["xsd"]
_NUMBERS = {_XSD + name: int for name in ("integer", "int", "long")} | {
    _XSD + name: float for name in ("double", "float", "decimal")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gives.

    Attributes
    ----------
    variables : tuple of str
        SELECT: the columns; else empty.
    rows : list of tuple of (Term or None)
        SELECT: the solutions, None where a variable is not bound.
    truth : bool or None
        ASK: the answer.
    turtle : str or None
        CONSTRUCT and DESCRIBE: the triples, sorted.
    more : bool
        Whether there was more than the bound on rows lets through.
    """

    variables: tuple[str, ...] = ()
    rows: list[tuple[Term | None, ...]]
    truth: bool | None = None
    turtle: str | None = None
    more: bool = False


def store(graph: Graph, *, mentions: bool = True) -> Store:
    """The graph's triples in a store: opened where it is kept, made where it is not, in memory where it cannot be.

    Parameters
    ----------
    graph : Graph
        An open graph.
    mentions : bool
        Whether it has the annotations, as `exports.rdf.statements.statements` takes it.
    """

    def make(path: Path) -> None:
        made = Store(str(path))
        _fill(made, graph, mentions=mentions)
        made.flush()

    path = derived.kept(graph.store, "rdf" if mentions else "rdf-no-mentions", make)
    if path is not None:
        return Store.read_only(str(path))
    held = Store()
    _fill(held, graph, mentions=mentions)
    return held


def _fill(made: Store, graph: Graph, *, mentions: bool) -> None:
    written = map(lines, statements(graph, mentions=mentions))
    while batch := b"".join(islice(written, _BATCH)):
        made.bulk_load(batch, RdfFormat.N_TRIPLES)


def ask(graph: Graph, query: str, *, rows: int | None = None, mentions: bool = True) -> Answer:
    """Ask the graph's RDF.

    Parameters
    ----------
    graph : Graph
        An open graph.
    query : str
        SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE; the prefixes of ``docs/ontology.md`` are known.
    rows : int, optional
        At most so many rows or triples.
    mentions : bool
        As for `store`.

    Returns
    -------
    Answer
        What was found.

    Raises
    ------
    KgError
        When it is no query, fails, or wants to ask elsewhere: nothing leaves the machine.
    """
    if _asks_elsewhere(query):
        raise KgError("SERVICE asks another server, and nothing here uses a network; leave it out of the query")
    try:
        return _answer(store(graph, mentions=mentions).query(query, prefixes=prefixes()), rows)
    except SyntaxError as error:
        raise KgError(f"not a SPARQL query: {error.msg}") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise KgError(f"the query failed: {error}") from error


def ask_within(graph: Graph, query: str, *, seconds: float, rows: int | None = None, mentions: bool = True) -> Answer:
    """Ask as `ask` does, in a process of its own that is ended when its time is up.

    Parameters
    ----------
    graph : Graph
        An open graph.
    query : str
        As for `ask`.
    seconds : float
        How long the query may take.
    rows, mentions
        As for `ask`.

    Returns
    -------
    Answer
        What was found.

    Raises
    ------
    KgError
        As from `ask`, and when the time is up.
    """
    store(graph, mentions=mentions)  # making it is not the query's time
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_work, args=(theirs, str(graph.directory), query, rows, mentions), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise KgError(f"the query took longer than {seconds:g} s; narrow it, or give it more with --timeout")
        found = json.loads(ours.recv_bytes())
    except EOFError:
        raise KgError("the query's process ended without an answer; it may have run out of memory") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if "error" in found:
        raise KgError(found["error"])
    return Answer(**{**found, "rows": [tuple(row) for row in found["rows"]], "variables": tuple(found["variables"])})


def _work(connection: Connection, directory: str, query: str, rows: int | None, mentions: bool) -> None:
    try:
        found = asdict(ask(kg.open(directory), query, rows=rows, mentions=mentions))
    except KgError as error:
        found = {"error": str(error)}
    connection.send_bytes(json.dumps(found).encode())


def value(term: Term | None) -> str | int | float | bool | None:
    """A term as a plain value: numbers and truth as such, everything else as text.

    Examples
    --------
    >>> value({"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"})
    3
    """
    if term is None:
        return None
    datatype = term.get("datatype", "")
    if datatype == _XSD + "boolean":
        return term["value"] in {"true", "1"}
    return _NUMBERS.get(datatype, str)(term["value"])


def _asks_elsewhere(query: str) -> bool:
    """Whether SERVICE stands in a query outside strings, IRIs, comments and names."""
    plain = _ESCAPE.sub(lambda match: chr(min(int(match[1] or match[2], 16), 0x10FFFF)), query)
    return any(token.group().upper() == "SERVICE" for text in (query, plain) for token in _TOKEN.finditer(text))


def _answer(found: QuerySolutions | QueryBoolean | QueryTriples, rows: int | None) -> Answer:
    if isinstance(found, QueryBoolean):
        return Answer(rows=[], truth=bool(found))
    if isinstance(found, QueryTriples):
        statements = sorted(islice(found, rows), key=str)
        return Answer(rows=[], turtle=_turtle(statements), more=next(found, None) is not None)
    solutions = [tuple(_term(term) for term in solution) for solution in islice(found, rows)]
    variables = tuple(variable.value for variable in found.variables)
    return Answer(variables=variables, rows=solutions, more=next(found, None) is not None)


def _turtle(statements: list[Triple]) -> str:
    written = serialize(statements, format=RdfFormat.TURTLE, prefixes=prefixes()) or b""
    lines = written.decode().splitlines()
    # pyoxigraph writes the prefixes in an order that differs from run to run
    header = sorted(line for line in lines if line.startswith("@prefix"))
    return "\n".join([*header, *lines[len(header) :]]) + "\n"


def _term(term: NamedNode | BlankNode | Literal | Triple | None) -> Term | None:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            return {**found, "xml:lang": term.language}
        datatype = term.datatype.value
        return found if datatype == _XSD + "string" else {**found, "datatype": datatype}
    return {"type": "bnode" if isinstance(term, BlankNode) else "triple", "value": str(term)}

"""Whether RDF keeps the shapes that ship with it."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Triple

from exports.rdf.statements import in_rdflib, triples
from exports.rdf.terms import term
from kg.errors import MissingExtraError
from kg.graph import Graph

if TYPE_CHECKING:
    import rdflib

SHAPES = Path(__file__).with_name("shapes.ttl")
"""The shapes, in SHACL."""

_BATCH = 2_000
"""Triples validated at a time: pySHACL looks each of its things up in a list of all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What breaks a shape.

    Attributes
    ----------
    node : str
        IRI of the thing.
    property : str
        IRI of the property; ``""`` when it is the thing itself.
    value : str
        The value; ``""`` when something is missing.
    message : str
        What is wrong, in SHACL's words.
    """

    node: str
    property: str
    value: str
    message: str


def violations(graph: Graph) -> Iterator[Violation]:
    """What of a graph's RDF breaks the shapes.

    Parameters
    ----------
    graph : Graph
        An open graph.

    Yields
    ------
    Violation
        In the order of the triples; nothing when all is well.

    Raises
    ------
    MissingExtraError
        When pySHACL is not installed.
    """
    return violations_of(lambda: triples(graph))


def violations_of(read: Callable[[], Iterable[Triple]]) -> Iterator[Violation]:
    """What of some triples breaks the shapes, batch by batch.

    A shape speaks of the properties of one thing and of the classes of what it names, so that a batch needs its
    own triples and the classes of what they name.

    Parameters
    ----------
    read : callable
        Gives the triples; called twice. Those with the same subject follow each other.

    Yields
    ------
    Violation
        By batch, then by node, property and value.
    """
    a = term("rdf:type")
    classes: dict[object, list[Triple]] = {}
    for triple in read():
        if triple.predicate == a:
            classes.setdefault(triple.subject, []).append(triple)
    batch: list[Triple] = []
    for _, about in groupby(read(), key=lambda triple: triple.subject):
        batch.extend(about)
        if len(batch) >= _BATCH:
            yield from _validate(batch, classes)
            batch = []
    yield from _validate(batch, classes)


def _validate(batch: list[Triple], classes: dict[object, list[Triple]]) -> list[Violation]:
    import rdflib

    named = {triple.object for triple in batch}
    data = rdflib.Graph()
    for triple in batch:
        data.add(in_rdflib(triple))
    for thing in named & classes.keys():
        for triple in classes[thing]:
            data.add(in_rdflib(triple))
    focus = list({in_rdflib(triple)[0]: None for triple in batch})
    return _check(data, focus)


def _check(data: "rdflib.Graph", focus: "list[rdflib.URIRef]") -> list[Violation]:
    import rdflib

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pySHACL's dependencies, about their own future
            import pyshacl
    except ImportError as error:
        raise MissingExtraError("the shapes need pySHACL; pip install 'papers-kg[shacl]'") from error
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    shapes = rdflib.Graph().parse(SHAPES, format="turtle")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, focus_nodes=focus)
    found = []
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):

        def said(name: str, result: Any = result) -> str:
            return str(report.value(result, sh[name]) or "")

        found.append(
            Violation(
                node=said("focusNode"),
                property=said("resultPath"),
                value=said("value"),
                message=said("resultMessage"),
            )
        )
    return sorted(found, key=lambda item: (item.node, item.property, item.value, item.message))

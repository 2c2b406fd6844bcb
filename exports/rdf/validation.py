"""Whether RDF keeps the shapes that ship with it."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pyoxigraph import Triple

from exports.rdf.statements import in_rdflib, triples
from exports.rdf.terms import term
from kg.errors import MissingExtraError
from kg.graph import Graph

SHAPES = Path(__file__).with_name("shapes.ttl")
"""The shapes, in SHACL."""

_BATCH = 20_000
"""Triples that are validated at a time."""


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

    Raises
    ------
    MissingExtraError
        When pySHACL is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its dependencies, about their own future
            import pyshacl  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("the shapes need pySHACL; pip install 'papers-kg[shacl]'") from error
    a = term("rdf:type")
    classes: dict[str, tuple[str, ...]] = {}
    known: dict[tuple[str, ...], tuple[str, ...]] = {}  # few, each kept once for millions of things
    for triple in read():
        if triple.predicate == a:
            thing = str(triple.subject)
            found = (*classes.get(thing, ()), str(triple.object))
            classes[thing] = known.setdefault(found, found)
    batch: list[Triple] = []
    for _, about in groupby(read(), key=lambda triple: triple.subject):
        batch.extend(about)
        if len(batch) >= _BATCH:
            yield from _validate(batch, classes)
            batch = []
    yield from _validate(batch, classes)


def _validate(batch: list[Triple], classes: Mapping[str, tuple[str, ...]]) -> list[Violation]:
    import pyshacl
    import rdflib
    from rdflib.namespace import RDF, SH

    data = rdflib.Graph()
    for triple in batch:
        data.add(in_rdflib(triple))
    # the shapes aim at the batch's own things: of the others no more than the class is there
    shapes = rdflib.Graph().parse(SHAPES, format="turtle")
    for shape, target in list(shapes.subject_objects(SH.targetClass)):
        shapes.remove((shape, SH.targetClass, target))
        for aim in data.subjects(RDF.type, target):
            shapes.add((shape, SH.targetNode, aim))
    for iri in {str(triple.object) for triple in batch} & classes.keys():
        for class_ in classes[iri]:
            data.add((rdflib.URIRef(iri[1:-1]), RDF.type, rdflib.URIRef(class_[1:-1])))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node, path, value, message = (
            str(report.value(result, said) or "") for said in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
        )
        found.append(Violation(node=node, property=path, value=value, message=message))
    return sorted(found, key=lambda item: (item.node, item.property, item.value, item.message))

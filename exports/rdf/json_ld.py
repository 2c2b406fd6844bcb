"""RDF as JSON-LD that reads like plain JSON (W3C, JSON-LD 1.1)."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from exports.rdf.statements import triples
from exports.rdf.terms import BASE, PREFIXES, term
from exports.rdf.values import Value
from kg.errors import ExportError
from kg.graph import Graph

suffix = ".jsonld"

_KINDS = ("citation", "co-mention", "dataset", "entity", "mention", "name", "paper", "source")
"""First segments of the IRIs of a graph's things that are prefixes; ``type`` is a key."""

_KEYS = {
    "dc:source": "listing",
    "dcterms:source": "shownBy",
    "kg:mentions": "mentionCount",
    "kg:papers": "paperCount",
    "skosxl:altLabel": "altName",
    "skosxl:prefLabel": "prefName",
}
"""Properties whose key is not their local name."""

_TYPES = {
    "@id": (
        "cito:cites cito:hasCitedEntity cito:hasCitingEntity dcterms:conformsTo dcterms:source dcterms:temporal "
        "kg:field kg:introduces kg:member oa:hasBody oa:hasSelector oa:hasSource oa:hasTarget oa:motivatedBy "
        "prov:used prov:wasAssociatedWith prov:wasDerivedFrom prov:wasGeneratedBy schema:mentions schema:sameAs "
        "schema:sourceOrganization skos:broader skos:related skosxl:altLabel skosxl:prefLabel void:class "
        "void:classPartition void:vocabulary"
    ),
    "xsd:date": "dcat:endDate dcat:startDate dcterms:issued kg:firstDate kg:lastDate",
    "xsd:boolean": "kg:backbone",
    "xsd:double": "kg:associationStrength kg:fractionalCount kg:npmi kg:pValue kg:qValue kg:score",
    "xsd:nonNegativeInteger": "oa:end oa:start",
    "": (
        "dc:source dcterms:abstract dcterms:format dcterms:identifier dcterms:title kg:authors kg:fingerprint "
        "kg:listed kg:mentions kg:papers kg:rule kg:sentence kg:upvotes oa:exact oa:prefix oa:suffix "
        "prism:publicationName schema:keywords schema:softwareVersion schema:url skos:altLabel skos:note "
        "skos:prefLabel skosxl:literalForm void:entities void:triples void:uriSpace"
    ),
}
"""Type of a value: the properties whose values are written without naming it."""

_TYPE_OF = {name: type for type, names in _TYPES.items() for name in names.split()}
_KEY_OF = {term(name).value: _KEYS.get(name, name.partition(":")[2]) for name in (*_TYPE_OF, "rdf:type")}
_COERCED = {term(name).value: type for name, type in (*_TYPE_OF.items(), ("rdf:type", "@id"))}
_STRING, _INTEGER = term("xsd:string").value, term("xsd:integer").value


def context(base: str = BASE) -> dict[str, Any]:
    """The context: prefixes, and for each property its key and the type of its values."""
    prefixes = dict(sorted((PREFIXES | {kind: f"{base}{kind}/" for kind in _KINDS}).items()))
    keys: dict[str, Any] = {"id": "@id", "type": "@type"}
    for name, type in sorted(_TYPE_OF.items(), key=lambda item: _KEYS.get(item[0], item[0].partition(":")[2])):
        key = _KEYS.get(name, name.partition(":")[2])
        keys[key] = {"@id": name, "@type": type} if type else {"@id": name}
    return {"@version": 1.1, **prefixes, **keys}


def write(graph: Graph, path: Path, *, base: str = BASE, mentions: bool = True, triple_terms: bool = False) -> None:
    """Write a graph as JSON-LD, a line for each thing; the same bytes for the same graph.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The file.
    base, mentions, triple_terms
        As `exports.rdf.triples` takes them.

    Raises
    ------
    ExportError
        When triple terms are asked for, which JSON-LD 1.1 does not know.
    """
    if triple_terms:
        raise ExportError("JSON-LD is not written with triple terms; choose turtle, ntriples, trig or nquads")
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        sink.write(f'{{"@context": {json.dumps(context(base), indent=1)},\n"@graph": [')
        for number, node in enumerate(_nodes(triples(graph, base=base, mentions=mentions), base)):
            sink.write(",\n" if number else "\n")
            # separators of lines are fine in JSON and end strings in older JavaScript
            line = json.dumps(node, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
            sink.write(line)
        sink.write("\n]}\n")


def _nodes(content: Iterable[Triple], base: str) -> Iterator[dict[str, Any]]:
    compact = partial(_compact, base=base)
    for subject, about in groupby(content, key=lambda triple: triple.subject):
        if not isinstance(subject, NamedNode):
            raise TypeError(f"only IRIs are written, not {subject!r}")
        found: dict[str, list[Any]] = {}
        for triple in about:
            key = _KEY_OF[triple.predicate.value]
            value = _value(triple.object, _COERCED[triple.predicate.value], compact)
            found.setdefault(key, []).append(value)
        plain = {key: values[0] if len(values) == 1 else values for key, values in found.items()}
        yield {"id": compact(subject.value), **plain}


def _compact(iri: str, *, base: str) -> str:
    if iri.startswith(base):
        kind, slash, rest = iri[len(base) :].partition("/")
        return f"{kind}:{rest}" if slash and kind in _KINDS else iri
    return _vocabulary(iri)


@lru_cache(maxsize=4096)
def _vocabulary(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _value(value: Value, coerced: str, compact: Any) -> Any:
    if isinstance(value, NamedNode):
        return compact(value.value) if coerced == "@id" else {"@id": compact(value.value)}
    if not isinstance(value, Literal):
        raise TypeError(f"only IRIs and literals are written, not {value!r}")
    datatype = value.datatype.value
    if datatype == _STRING:
        return {"@value": value.value} if coerced else value.value
    if coerced and datatype == term(coerced).value:
        return value.value
    if datatype == _INTEGER and not coerced:
        return int(value.value)
    return {"@value": value.value, "@type": _vocabulary(datatype)}

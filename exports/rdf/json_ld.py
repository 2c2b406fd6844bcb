"""RDF as JSON-LD that reads like plain JSON (W3C, JSON-LD 1.1)."""

import json
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from exports.rdf.statements import statements
from exports.rdf.terms import BASE, PREFIXES, word
from exports.rdf.things import Things, join, mapped, written
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
_KEY_OF = {
    name: (_KEYS.get(name, name.partition(":")[2]), type if type in {"", "@id"} else word(type))
    for name, type in (*_TYPE_OF.items(), ("rdf:type", "@id"))
}
"""Property: its key, and the type of its values as N-Triples has it."""

_INTEGER = word("xsd:integer")


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
        As `exports.rdf.statements.statements` takes them.

    Raises
    ------
    ExportError
        When triple terms are asked for, which JSON-LD 1.1 does not know.
    """
    if triple_terms:
        raise ExportError("JSON-LD is not written with triple terms; choose turtle, ntriples, trig or nquads")
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        sink.write(f'{{"@context": {json.dumps(context(base), indent=1)},\n"@graph": [')
        between = "\n"
        for batch in statements(graph, base=base, mentions=mentions):
            nodes = written(batch, lambda found: _nodes(found, base)).to_pybytes().decode()
            # separators of lines are fine in JSON and end strings in older JavaScript
            nodes = nodes.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
            if nodes:
                sink.write(between + nodes.removesuffix(",\n"))
                between = ",\n"
        sink.write("\n]}\n")


def _nodes(found: Things, base: str) -> pa.Array:
    """Each thing as a JSON object and a comma; texts of N-Triples are texts of JSON, escapes too."""
    members = []
    for predicate, columns in groupby(found.said, key=itemgetter(0)):
        key, type = _KEY_OF[predicate]
        values = [_values(column, type, base) for _, column in columns]
        members.append(_member(f', "{key}": ', values))
    return join('{"id": ', mapped(partial(_compact, base=base), found.subjects), *members, "},\n", nothing="")


def _member(key: str, values: list[str | pa.Array]) -> str | pa.Array:
    """A member of the object: an array where there are several values, nothing where there is none."""
    if len(values) > 1:
        return join(f"{key}[", *[piece for value in values for piece in (value, ", ")][:-1], "]")
    (value,) = values
    if isinstance(value, str):
        return key + value
    if not pa.types.is_list(value.type):
        return join(key, value)
    several = pc.binary_join(value, ", ")
    count = pc.list_value_length(value)
    found = pc.if_else(pc.greater(count, 1), join("[", several, "]"), pc.if_else(pc.equal(count, 1), several, None))
    return join(key, found)


def _values(values: str | pa.Array, type: str, base: str) -> str | pa.Array:
    spell = partial(_value, type=type, base=base)
    if isinstance(values, str):
        return spell(values)
    if pa.types.is_list(values.type):
        return pa.ListArray.from_arrays(values.offsets, mapped(spell, values.flatten()))
    return mapped(spell, values)


def _compact(iri: str, base: str) -> str:
    iri = iri[1:-1]
    if iri.startswith(base):
        kind, slash, rest = iri[len(base) :].partition("/")
        return f'"{kind}:{rest}"' if slash and kind in _KINDS else f'"{iri}"'
    return _vocabulary(iri)


@lru_cache(maxsize=4096)
def _vocabulary(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f'"{prefix}:{iri[len(namespace) :]}"'
    return f'"{iri}"'


def _value(value: str, type: str, base: str) -> str:
    if value.startswith("<"):
        found = _compact(value, base)
        return found if type == "@id" else f'{{"@id": {found}}}'
    if value.endswith('"'):
        return f'{{"@value": {value}}}' if type else value
    text, _, datatype = value.rpartition("^^")
    if datatype == type:
        return text
    if datatype == _INTEGER and not type:
        return text[1:-1]
    return f'{{"@value": {text}, "@type": {_vocabulary(datatype[1:-1])}}}'

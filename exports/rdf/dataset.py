"""The data set itself: how much is in it, what it is made of and how."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from exports.rdf.terms import PREFIXES, entity_class, iri, word
from exports.rdf.values import Statement, dated, number, quoted, say, text
from kg.graph import Graph

_DOCUMENTS = ("rdf", "xsd", "void")
"""Prefixes of namespaces that are not listed as the data set's vocabularies: every data set has them."""


def source_iri(path: str, base: str) -> str:
    """IRI of a file that went into the graph."""
    return iri("source", path, base=base)


def dataset_iri(base: str) -> str:
    """IRI of the data set."""
    return iri("dataset", base=base)


def describe(graph: Graph, base: str, triples: int) -> Iterator[Statement]:
    """Describe the data set of a graph.

    Parameters
    ----------
    graph : Graph
        An open graph.
    base : str
        What the IRIs of its things begin with.
    triples : int
        How many triples the rest of it has.

    Yields
    ------
    Statement
        Sources, the run that made it, and the data set: VoID and DCAT with the number of all triples, these included.
    """
    rest = [*_sources(graph, base), *_run(graph, base), *_dataset(graph, base)]
    yield from rest
    yield from say(dataset_iri(base), "void:triples", number(triples + len(rest) + 1))


def _sources(graph: Graph, base: str) -> Iterator[Statement]:
    listed = {source["path"]: source for source in graph.manifest["sources"]}
    named = {origin["path"] for origins in graph.table("papers").column("sources").to_pylist() for origin in origins}
    for path in sorted(listed.keys() | named):
        tell = partial(say, source_iri(path, base))
        yield from tell("rdf:type", word("prov:Entity"))
        yield from tell("dcterms:title", quoted(path))
        if path in listed:
            yield from tell("dcterms:format", text(listed[path]["format"]))
            yield from tell("dcterms:identifier", quoted(f"sha256:{listed[path]['digest']}"))
            yield from tell("kg:listed", number(listed[path]["listed"]))


def _run(graph: Graph, base: str) -> Iterator[Statement]:
    pipeline = graph.manifest["pipeline"]
    software = iri("software", base=base)
    tell = partial(say, iri("run", base=base))
    yield from tell("rdf:type", word("prov:Activity"))
    yield from tell("prov:used", *(source_iri(source["path"], base) for source in graph.manifest["sources"]))
    yield from tell("prov:wasAssociatedWith", software)
    tell = partial(say, software)
    yield from tell("rdf:type", word("prov:SoftwareAgent"))
    yield from tell("dcterms:title", quoted("Papers KG"))
    yield from tell("schema:softwareVersion", text(pipeline.get("version")))
    yield from tell("kg:fingerprint", text(pipeline.get("model")))


def _dataset(graph: Graph, base: str) -> Iterator[Statement]:
    types = Counter(graph.table("entities").column("type").to_pylist())
    partitions = {
        iri("dataset", "entity", type, base=base): (entity_class(type, base), count)
        for type, count in sorted(types.items())
    }
    if papers := graph.table("papers").num_rows:
        partitions[iri("dataset", "paper", base=base)] = (word("fabio:ResearchPaper"), papers)
    for partition, (class_, count) in partitions.items():
        yield from say(partition, "rdf:type", word("void:Dataset"))
        yield from say(partition, "void:class", class_)
        yield from say(partition, "void:entities", number(count))
    dates = sorted(filter(None, graph.table("papers").column("date").to_pylist()))
    period = iri("dataset", "period", base=base)
    if dates:
        yield from say(period, "rdf:type", word("dcterms:PeriodOfTime"))
        yield from say(period, "dcat:startDate", dated(dates[0]))
        yield from say(period, "dcat:endDate", dated(dates[-1]))
    tell = partial(say, dataset_iri(base))
    yield from tell("rdf:type", word("void:Dataset"), word("dcat:Dataset"))
    yield from tell("dcterms:title", quoted("What papers talk about: a graph made by Papers KG"))
    yield from tell("dcterms:conformsTo", f"<{PREFIXES['kg']}>")
    yield from tell("dcterms:temporal", period if dates else None)
    yield from tell("prov:wasGeneratedBy", iri("run", base=base))
    yield from tell("prov:wasDerivedFrom", *(source_iri(source["path"], base) for source in graph.manifest["sources"]))
    yield from tell("void:uriSpace", quoted(base))
    vocabularies = (f"<{namespace}>" for prefix, namespace in PREFIXES.items() if prefix not in _DOCUMENTS)
    yield from tell("void:vocabulary", *vocabularies)
    yield from tell("void:classPartition", *partitions)

"""The data set itself: how much is in it, what it is made of and how."""

from collections import Counter
from collections.abc import Iterator

from exports.rdf.terms import PREFIXES, entity_class, iri, word
from exports.rdf.things import Things, iris, several, texts, things
from exports.rdf.values import dated, number, quoted, text, typed
from kg.graph import Graph

_DOCUMENTS = ("rdf", "xsd", "void")
"""Prefixes of namespaces that are not listed as the data set's vocabularies: every data set has them."""


def source_iri(path: str, base: str) -> str:
    """IRI of a file that went into the graph."""
    return iri("source", path, base=base)


def dataset_iri(base: str) -> str:
    """IRI of the data set."""
    return iri("dataset", base=base)


def describe(graph: Graph, base: str, triples: int) -> Iterator[Things]:
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
    Things
        The sources, the run that made it, then the data set: VoID and DCAT with the number of all triples, these
        included.
    """
    described = [*_sources(graph, base), *_run(graph, base), *_dataset(graph, base)]
    total = typed(triples + sum(found.triples for found in described) + 1, "xsd:integer")
    last = described.pop()
    yield from described
    yield things(last.subjects, *last.said, ("void:triples", total))


def _sources(graph: Graph, base: str) -> Iterator[Things]:
    listed = {source["path"]: source for source in graph.manifest["sources"]}
    named = {origin["path"] for origins in graph.table("papers").column("sources").to_pylist() for origin in origins}
    paths = sorted(listed.keys() | named)
    known = [listed.get(path) for path in paths]
    yield things(
        iris("source", texts(paths), base=base),
        ("rdf:type", word("prov:Entity")),
        ("dcterms:title", texts(map(quoted, paths))),
        ("dcterms:format", texts(text(source and source["format"]) for source in known)),
        ("dcterms:identifier", texts(source and quoted(f"sha256:{source['digest']}") for source in known)),
        ("kg:listed", texts(source and number(source["listed"]) for source in known)),
    )


def _run(graph: Graph, base: str) -> Iterator[Things]:
    pipeline = graph.manifest["pipeline"]
    software = iri("software", base=base)
    yield things(
        texts([iri("run", base=base)]),
        ("rdf:type", word("prov:Activity")),
        ("prov:used", several([_listed(graph, base)])),
        ("prov:wasAssociatedWith", software),
    )
    yield things(
        texts([software]),
        ("rdf:type", word("prov:SoftwareAgent")),
        ("dcterms:title", quoted("Papers KG")),
        ("schema:softwareVersion", texts([text(pipeline.get("version"))])),
        ("kg:fingerprint", texts([text(pipeline.get("model"))])),
    )


def _listed(graph: Graph, base: str) -> Iterator[str]:
    return (source_iri(source["path"], base) for source in graph.manifest["sources"])


def _dataset(graph: Graph, base: str) -> Iterator[Things]:
    types = Counter(graph.table("entities").column("type").to_pylist())
    partitions = {
        iri("dataset", "entity", type, base=base): (entity_class(type, base), count)
        for type, count in sorted(types.items())
    }
    if papers := graph.table("papers").num_rows:
        partitions[iri("dataset", "paper", base=base)] = (word("fabio:ResearchPaper"), papers)
    yield things(
        texts(partitions),
        ("rdf:type", word("void:Dataset")),
        ("void:class", texts(class_ for class_, _ in partitions.values())),
        ("void:entities", texts(number(count) for _, count in partitions.values())),
    )
    dates = sorted(filter(None, graph.table("papers").column("date").to_pylist()))
    period = [iri("dataset", "period", base=base)] if dates else []
    yield things(
        texts(period),
        ("rdf:type", word("dcterms:PeriodOfTime")),
        ("dcat:startDate", texts(map(dated, dates[:1]))),
        ("dcat:endDate", texts(map(dated, dates[-1:]))),
    )
    vocabularies = (f"<{namespace}>" for prefix, namespace in PREFIXES.items() if prefix not in _DOCUMENTS)
    yield things(
        texts([dataset_iri(base)]),
        ("rdf:type", word("void:Dataset")),
        ("rdf:type", word("dcat:Dataset")),
        ("dcterms:title", quoted("What papers talk about: a graph made by Papers KG")),
        ("dcterms:conformsTo", f"<{PREFIXES['kg']}>"),
        ("dcterms:temporal", several([period])),
        ("prov:wasGeneratedBy", iri("run", base=base)),
        ("prov:wasDerivedFrom", several([_listed(graph, base)])),
        ("void:uriSpace", quoted(base)),
        ("void:vocabulary", several([vocabularies])),
        ("void:classPartition", several([partitions])),
    )

"""The data set itself: how much is in it, what it is made of and how."""

from collections import Counter
from collections.abc import Iterator

from exports.rdf.terms import PREFIXES, entity_class, iri, word
from exports.rdf.values import Statements, about, dated, each, number, quoted, text, typed
from kg.graph import Graph

_DOCUMENTS = ("rdf", "xsd", "void")
"""Prefixes of namespaces that are not listed as the data set's vocabularies: every data set has them."""


def source_iri(path: str, base: str) -> str:
    """IRI of a file that went into the graph."""
    return iri("source", path, base=base)


def dataset_iri(base: str) -> str:
    """IRI of the data set."""
    return iri("dataset", base=base)


def describe(graph: Graph, base: str, triples: int) -> Iterator[Statements]:
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
    Statements
        Of the sources, of the run that made it, and of the data set: VoID and DCAT with the number of all triples,
        these included.
    """
    described = [*_sources(graph, base), *_run(graph, base), *_dataset(graph, base)]
    total = triples + sum(len(said) for _, said in described) + 1
    described[-1][1].append(("void:triples", typed(total, "xsd:integer")))
    yield from described


def _sources(graph: Graph, base: str) -> Iterator[Statements]:
    listed = {source["path"]: source for source in graph.manifest["sources"]}
    named = {origin["path"] for origins in graph.table("papers").column("sources").to_pylist() for origin in origins}
    for path in sorted(listed.keys() | named):
        stated: list[tuple[str, str | None]] = []
        if path in listed:
            stated = [
                ("dcterms:format", text(listed[path]["format"])),
                ("dcterms:identifier", quoted(f"sha256:{listed[path]['digest']}")),
                ("kg:listed", number(listed[path]["listed"])),
            ]
        yield about(source_iri(path, base), ("rdf:type", word("prov:Entity")), ("dcterms:title", quoted(path)), *stated)


def _run(graph: Graph, base: str) -> Iterator[Statements]:
    pipeline = graph.manifest["pipeline"]
    software = iri("software", base=base)
    yield about(
        iri("run", base=base),
        ("rdf:type", word("prov:Activity")),
        *each("prov:used", (source_iri(source["path"], base) for source in graph.manifest["sources"])),
        ("prov:wasAssociatedWith", software),
    )
    yield about(
        software,
        ("rdf:type", word("prov:SoftwareAgent")),
        ("dcterms:title", quoted("Papers KG")),
        ("schema:softwareVersion", text(pipeline.get("version"))),
        ("kg:fingerprint", text(pipeline.get("model"))),
    )


def _dataset(graph: Graph, base: str) -> Iterator[Statements]:
    types = Counter(graph.table("entities").column("type").to_pylist())
    partitions = {
        iri("dataset", "entity", type, base=base): (entity_class(type, base), count)
        for type, count in sorted(types.items())
    }
    if papers := graph.table("papers").num_rows:
        partitions[iri("dataset", "paper", base=base)] = (word("fabio:ResearchPaper"), papers)
    for partition, (class_, count) in partitions.items():
        yield about(
            partition,
            ("rdf:type", word("void:Dataset")),
            ("void:class", class_),
            ("void:entities", number(count)),
        )
    dates = sorted(filter(None, graph.table("papers").column("date").to_pylist()))
    period = iri("dataset", "period", base=base)
    if dates:
        yield about(
            period,
            ("rdf:type", word("dcterms:PeriodOfTime")),
            ("dcat:startDate", dated(dates[0])),
            ("dcat:endDate", dated(dates[-1])),
        )
    vocabularies = (f"<{namespace}>" for prefix, namespace in PREFIXES.items() if prefix not in _DOCUMENTS)
    yield about(
        dataset_iri(base),
        ("rdf:type", word("void:Dataset")),
        ("rdf:type", word("dcat:Dataset")),
        ("dcterms:title", quoted("What papers talk about: a graph made by Papers KG")),
        ("dcterms:conformsTo", f"<{PREFIXES['kg']}>"),
        ("dcterms:temporal", period if dates else None),
        ("prov:wasGeneratedBy", iri("run", base=base)),
        *each("prov:wasDerivedFrom", (source_iri(source["path"], base) for source in graph.manifest["sources"])),
        ("void:uriSpace", quoted(base)),
        *each("void:vocabulary", vocabularies),
        *each("void:classPartition", partitions),
    )

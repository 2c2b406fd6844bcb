"""The RDF formats that Oxigraph writes, streamed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from exports.rdf.dataset import dataset_iri
from exports.rdf.statements import lines, statements, triples
from exports.rdf.terms import BASE, prefixes, thing
from exports.xml_text import xml_text
from kg.errors import ExportError
from kg.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class RdfFile:
    """An RDF format.

    Attributes
    ----------
    suffix : str
        Of its files.
    format : pyoxigraph.RdfFormat
        What Oxigraph calls it.
    """

    suffix: str
    format: RdfFormat

    def write(
        self, graph: Graph, path: Path, *, base: str = BASE, mentions: bool = True, triple_terms: bool = False
    ) -> None:
        """Write a graph, triple by triple; the same bytes for the same graph.

        Formats that know named graphs have the graph's triples in one, named ``graph`` after `base`, and what
        describes the data set in the default graph.

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
            When the format does not know triple terms, or a row names what the graph does not have.
        """
        if triple_terms and self.format not in _WITH_TRIPLE_TERMS:
            known = ", ".join(format.name for format in _WITH_TRIPLE_TERMS)
            raise ExportError(f"{self.format.name} is not written with triple terms; choose one of {known}")
        if self.format == RdfFormat.N_TRIPLES:
            with path.open("w", encoding="utf-8", newline="\n") as sink:
                sink.writelines(lines(statements(graph, base=base, mentions=mentions, triple_terms=triple_terms)))
            return
        content = triples(graph, base=base, mentions=mentions, triple_terms=triple_terms)
        written: Iterator[Triple] | Iterator[Quad] = content
        if self.format.supports_datasets:
            written = _quads(content, base)
        elif self.format == RdfFormat.RDF_XML:
            written = map(_in_xml, content)
        with path.open("wb") as binary:
            serialize(written, binary, format=self.format, prefixes=prefixes(base))


TURTLE = RdfFile(suffix=".ttl", format=RdfFormat.TURTLE)
N_TRIPLES = RdfFile(suffix=".nt", format=RdfFormat.N_TRIPLES)
RDF_XML = RdfFile(suffix=".rdf", format=RdfFormat.RDF_XML)
TRIG = RdfFile(suffix=".trig", format=RdfFormat.TRIG)
N_QUADS = RdfFile(suffix=".nq", format=RdfFormat.N_QUADS)

_WITH_TRIPLE_TERMS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.TRIG, RdfFormat.N_QUADS)


def _quads(content: Iterator[Triple], base: str) -> Iterator[Quad]:
    named, described = thing("graph", base=base), dataset_iri(base)[1:-1]
    for triple in content:
        about_all = isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(described)
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph() if about_all else named)


def _in_xml(triple: Triple) -> Triple:
    """A triple without the characters that XML cannot hold."""
    if not isinstance(triple.object, Literal):
        return triple
    value = xml_text(triple.object.value)
    if value == triple.object.value:
        return triple
    return Triple(triple.subject, triple.predicate, Literal(value, datatype=triple.object.datatype))

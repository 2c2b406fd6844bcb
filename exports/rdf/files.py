"""The RDF formats that Oxigraph writes, streamed."""

from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from pyoxigraph import Literal, Quad, RdfFormat, Triple, parse, serialize

from exports.rdf.dataset import dataset_iri
from exports.rdf.statements import statements
from exports.rdf.terms import BASE, iri, prefixes
from exports.rdf.things import Things, lines
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
        """Write a graph, part by part; the same bytes for the same graph.

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
        named = self.format.supports_datasets
        batches = statements(graph, base=base, mentions=mentions, triple_terms=triple_terms)
        written = (lines(batch, _graph(batch, base) if named else "") for batch in batches)
        with path.open("wb") as sink:
            if self.format in {RdfFormat.N_TRIPLES, RdfFormat.N_QUADS}:
                sink.writelines(written)
                return
            quads = (quad for text in written for quad in parse(text.to_pybytes(), format=RdfFormat.N_QUADS))
            of_kind = _in_xml if self.format == RdfFormat.RDF_XML else attrgetter("triple")
            content = quads if named else map(of_kind, quads)
            serialize(content, sink, format=self.format, prefixes=prefixes(base))


TURTLE = RdfFile(suffix=".ttl", format=RdfFormat.TURTLE)
N_TRIPLES = RdfFile(suffix=".nt", format=RdfFormat.N_TRIPLES)
RDF_XML = RdfFile(suffix=".rdf", format=RdfFormat.RDF_XML)
TRIG = RdfFile(suffix=".trig", format=RdfFormat.TRIG)
N_QUADS = RdfFile(suffix=".nq", format=RdfFormat.N_QUADS)

_WITH_TRIPLE_TERMS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.TRIG, RdfFormat.N_QUADS)


def _graph(batch: list[Things], base: str) -> str:
    """The named graph of what is written together: none for the data set."""
    described = any(subject.as_py().startswith(dataset_iri(base)[:-1]) for subject in batch[0].subjects[:1])
    return "" if described else iri("graph", base=base)


def _in_xml(quad: Quad) -> Triple:
    """Its triple, without the characters that XML cannot hold."""
    triple = quad.triple
    if not isinstance(triple.object, Literal):
        return triple
    value = xml_text(triple.object.value)
    if value == triple.object.value:
        return triple
    return Triple(triple.subject, triple.predicate, Literal(value, datatype=triple.object.datatype))

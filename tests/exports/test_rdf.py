"""The RDF: its terms, its IRIs, and the same triples whichever library reads them."""

import re
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD

import exports
from exports import turtle
from exports.rdf import dated, to_rdflib, triples
from exports.terms import PREFIXES, thing
from kg.graph import Graph

KG = rdflib.Namespace(PREFIXES["kg"])
ONTOLOGY = Path(exports.__file__).with_name("ontology.ttl")

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)


@given(names, names)
def test_other_names_have_other_iris(one: str, other: str) -> None:
    assert (thing("entity", one) == thing("entity", other)) == (one == other)
    assert (thing("name", one, other) == thing("name", other, one)) == (one == other)


@given(names)
def test_iri_is_plain_text_and_no_path_of_its_own(name: str) -> None:
    iri = thing("entity", name).value
    assert re.fullmatch(r"https://papers-kg\.example/entity/[A-Za-z0-9%._~-]+", iri)
    assert iri.rpartition("/")[2] not in {".", ".."}
    assert len(iri) < 1000


def test_long_names_that_begin_alike_differ() -> None:
    assert thing("entity", "x" * 500) != thing("entity", "x" * 501)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2025", XSD.gYear),
        ("2025-09", XSD.gYearMonth),
        ("2025-09-18", XSD.date),
        ("2025-02-31", XSD.string),
        ("2025-13", XSD.string),
        ("0000", XSD.string),
        ("soon", XSD.string),
        ("\uff12\uff10\uff12\uff15", XSD.string),
    ],
)
def test_dates_are_as_precise_as_known(text: str, datatype: rdflib.URIRef) -> None:
    literal = dated(text)
    assert literal is not None
    assert (literal.value, literal.datatype.value) == (text, str(datatype))


def test_rdflib_and_oxigraph_read_the_same_triples_from_turtle(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    turtle.write(graph, path)
    whole = set(triples(graph))
    with path.open("rb") as source:
        assert {quad.triple for quad in parse(source, format=RdfFormat.TURTLE)} == whole
    loaded = rdflib.Graph().parse(path, format="turtle")
    assert len(loaded) == len(whole)
    assert set(loaded) == set(to_rdflib(graph))


def test_every_term_of_ours_is_in_the_ontology_and_its_page(small: Graph, repo: Path) -> None:
    ontology = rdflib.Graph().parse(ONTOLOGY, format="turtle")
    defined = {str(term) for term in ontology.subjects(RDF.type) if str(term) != str(KG)}
    used = {
        node.value
        for triple in triples(small)
        for node in (triple.predicate, triple.object)
        if getattr(node, "value", "").startswith(str(KG))
    }
    assert used <= defined
    page = (repo / "docs" / "ontology.md").read_text("utf-8")
    for term in sorted(defined):
        assert f"`kg:{term.removeprefix(str(KG))}`" in page


def test_query_of_the_documentation(small: Graph, repo: Path) -> None:
    (query,) = re.findall(r"```sparql\n(.*?)```", (repo / "docs" / "ontology.md").read_text("utf-8"), re.DOTALL)
    rows = [(str(row[0]), int(row[1])) for row in to_rdflib(small).query(query)]
    expected = [
        (near.entity.name, near.edge.papers) for near in small.neighbors("GRPO") if near.entity.type == "Benchmark"
    ]
    assert rows == sorted(expected, key=lambda row: (-row[1], row[0]))


def test_ledger_goes_along(small: Graph) -> None:
    loaded = to_rdflib(small)
    skosxl = rdflib.Namespace(PREFIXES["skosxl"])
    entity = rdflib.URIRef(thing("entity", "grpo").value)
    (label,) = loaded.objects(entity, skosxl.altLabel)
    assert str(loaded.value(label, skosxl.literalForm)) == "GRPO"
    assert str(loaded.value(label, KG.rule)) == "abbreviation"
    assert str(loaded.value(label, SKOS.note)) == "a paper defines it as Group Relative Policy Optimization"
    assert str(loaded.value(label, KG.sentence)) == "We introduce Group Relative Policy Optimization (GRPO)."
    assert loaded.value(label, DCTERMS.source) == rdflib.URIRef(thing("paper", "p1").value)


def test_only_web_addresses_become_links(small: Graph, hostile: Graph) -> None:
    for graph in (small, hostile):
        for url in to_rdflib(graph).objects(None, rdflib.URIRef("https://schema.org/url")):
            assert isinstance(url, rdflib.Literal) or str(url).startswith(("http://", "https://"))

"""The RDF: its terms, its IRIs, and the same triples whichever library reads them."""

import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD

import exports.rdf
import kg
from exports.cut import Part, cut
from exports.formats import exporter
from exports.rdf import to_rdflib, triples
from exports.rdf.terms import PREFIXES, checked_base, term, thing
from exports.rdf.validation import violations, violations_of
from exports.rdf.values import dated, quoted
from exports.xml_text import xml_text
from kg.errors import ExportError
from kg.graph import Graph

KG = rdflib.Namespace(PREFIXES["kg"])
OA = rdflib.Namespace(PREFIXES["oa"])
PROV = rdflib.Namespace(PREFIXES["prov"])
VOID = rdflib.Namespace(PREFIXES["void"])
SCHEMA = rdflib.Namespace(PREFIXES["schema"])
ONTOLOGY = Path(exports.rdf.__file__).with_name("ontology.ttl")

FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
"""Format: what Oxigraph calls it; rapper's names are ours."""

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
    written = f"<http://s> <http://p> {dated(text)} ."
    (literal,) = (quad.object for quad in parse(written, format=RdfFormat.N_TRIPLES))
    assert isinstance(literal, Literal)
    assert (literal.value, literal.datatype.value) == (text, str(datatype))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_read_back_as_they_are(text: str) -> None:
    written = quoted(text)
    assert "\n" not in written
    assert "\r" not in written
    assert json.loads(written) == text
    (quad,) = parse(f"<http://s> <http://p> {written} .", format=RdfFormat.N_TRIPLES)
    assert quad.object == Literal(text)


@pytest.mark.parametrize(
    "base", ["", "relative/", "https://example.org/no-end", "https://a b/", "https://example.org/<>/"]
)
def test_what_is_no_base(base: str) -> None:
    with pytest.raises(ValueError, match="base"):
        checked_base(base)


def in_xml(found: Iterable[Triple]) -> set[Triple]:
    return {
        Triple(triple.subject, triple.predicate, Literal(xml_text(value.value), datatype=value.datatype))
        if isinstance(value := triple.object, Literal)
        else triple
        for triple in found
    }


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_oxigraph_reads_the_same_triples_from_every_format(graph: Graph, format: str, tmp_path: Path) -> None:
    exporter(format).write(graph, tmp_path / "graph")
    with (tmp_path / "graph").open("rb") as source:
        read = [quad.triple for quad in parse(source, format=FORMATS[format])]
    whole = set(triples(graph))
    assert set(read) == (in_xml(whole) if format == "rdfxml" else whole)
    assert len(read) == len(whole)


@pytest.mark.parametrize("format", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_rdflib_reads_the_same_triples(graph: Graph, format: str, tmp_path: Path) -> None:
    exporter(format).write(graph, tmp_path / "graph")
    names = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, while it reads
        loaded = set(rdflib.Graph().parse(tmp_path / "graph", format=names.get(format, format)))
    expected = set(to_rdflib(graph))
    if format == "rdfxml":
        assert len(loaded) == len(expected)
    else:
        assert loaded == expected


@pytest.mark.parametrize("format", ["turtle", "ntriples", "rdfxml", "trig", "nquads"])
@pytest.mark.parametrize("name", ["small", "synthetic", "hostile"])
def test_rapper_reads_as_many_triples(made: Callable[[str], Graph], name: str, format: str, tmp_path: Path) -> None:
    rapper = shutil.which("rapper")
    if rapper is None:
        pytest.skip("needs rapper, of raptor2-utils")
    graph = made(name)
    exporter(format).write(graph, tmp_path / "graph")
    # two non-characters that RDF allows and rapper does not; reading takes them out of every text
    written = (tmp_path / "graph").read_text("utf-8")
    (tmp_path / "graph").write_text(re.sub(r"\\uFFF[EF]", "?", written), "utf-8", newline="\n")
    command = [rapper, "-c", "-i", format, str(tmp_path / "graph")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"returned {len(set(triples(graph)))} triples" in done.stderr


def test_data_are_a_named_graph_where_there_are_such(small: Graph, tmp_path: Path) -> None:
    exporter("nquads").write(small, tmp_path / "graph")
    with (tmp_path / "graph").open("rb") as source:
        quads = list(parse(source, format=RdfFormat.N_QUADS))
    described = thing("dataset").value
    for quad in quads:
        assert isinstance(quad.subject, NamedNode)
        in_default = not isinstance(quad.graph_name, NamedNode)
        assert in_default == quad.subject.value.startswith(described)
    assert {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)} == {thing("graph").value}


def test_subjects_stand_together_and_nothing_twice(graph: Graph) -> None:
    found = list(triples(graph))
    assert len(found) == len(set(found))
    subjects = [triple.subject for triple in found]
    runs = [subject for subject, before in zip(subjects, [None, *subjects], strict=False) if subject != before]
    about_all = thing("dataset")
    assert len([subject for subject in runs if subject != about_all]) == len(set(runs) - {about_all})


def test_base_of_the_iris_can_be_chosen(small: Graph) -> None:
    base = "https://graph.example.org/one#"
    moved = [str(triple) for triple in triples(small, base=base)]
    things = "https://papers-kg.example/(?!ontology#)"
    assert [line for line in moved if re.search(things, line)] == []
    assert sorted(moved) == sorted(re.sub(things, base, str(triple)) for triple in triples(small))


def test_data_set_knows_how_large_it_is_and_what_made_it(graph: Graph) -> None:
    loaded = to_rdflib(graph)
    dataset = rdflib.URIRef(thing("dataset").value)
    assert int(str(loaded.value(dataset, VOID.triples))) == len(loaded)
    parts = list(loaded.objects(dataset, VOID.classPartition))
    for part in parts:
        class_ = loaded.value(part, VOID["class"])
        assert int(str(loaded.value(part, VOID.entities))) == len(list(loaded.subjects(RDF.type, class_)))
    assert loaded.value(dataset, PROV.wasGeneratedBy) is not None


def test_mentions_say_where_they_stand(graph: Graph) -> None:
    loaded = to_rdflib(graph)
    spans = {(mention.paper, mention.field, mention.start, mention.end) for mention in graph.mentions()}
    annotations = list(loaded.subjects(RDF.type, OA.Annotation))
    assert len(annotations) == len(spans)
    for annotation in annotations:
        target = loaded.value(annotation, OA.hasTarget)
        text = str(loaded.value(loaded.value(target, OA.hasSource), loaded.value(target, KG.field)))
        (position,) = (node for node in loaded.objects(target, OA.hasSelector) if (node, OA.start, None) in loaded)
        (quotation,) = (node for node in loaded.objects(target, OA.hasSelector) if (node, OA.exact, None) in loaded)
        start, end = (int(str(loaded.value(position, OA[name]))) for name in ("start", "end"))
        before, exact, after = (str(loaded.value(quotation, OA[name])) for name in ("prefix", "exact", "suffix"))
        assert text[start:end] == exact
        assert text[:start].endswith(before)
        assert text[end:].startswith(after)


def test_papers_behind_a_link_are_as_many_as_it_says(graph: Graph) -> None:
    loaded = to_rdflib(graph)
    for class_ in (KG.CoMention, rdflib.URIRef(term("cito:Citation").value)):
        for link in loaded.subjects(RDF.type, class_):
            assert len(list(loaded.objects(link, PROV.wasDerivedFrom))) == int(str(loaded.value(link, KG.papers)))


def test_without_mentions(small: Graph) -> None:
    fewer, whole = set(triples(small, mentions=False)), set(triples(small))
    counts = {triple for triple in fewer ^ whole if triple.predicate == term("void:triples")}
    assert fewer - counts < whole
    assert not any(PREFIXES["oa"] in str(triple) for triple in fewer if triple.subject != thing("dataset"))


@pytest.mark.parametrize("format", ["turtle", "ntriples", "trig", "nquads"])
def test_triple_terms_name_the_triples_they_weigh(small: Graph, format: str, tmp_path: Path) -> None:
    exporter(format).write(small, tmp_path / "graph", triple_terms=True)
    with (tmp_path / "graph").open("rb") as source:
        read = {quad.triple for quad in parse(source, format=FORMATS[format])}
    weighed = {triple.object for triple in read if triple.predicate == term("rdf:reifies")}
    plain = {triple for triple in read if triple.predicate in {term("skos:related"), term("cito:cites")}}
    assert weighed == plain != set()


@pytest.mark.parametrize("format", ["rdfxml", "jsonld"])
def test_formats_without_triple_terms_say_so(small: Graph, format: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"(?i)turtle"):
        exporter(format).write(small, tmp_path / "graph", triple_terms=True)


def test_links_outward_are_known_ones(small: Graph) -> None:
    loaded = to_rdflib(small)
    outward = {str(value) for value in loaded.objects(None, SCHEMA.sameAs)}
    assert outward == {"https://arxiv.org/abs/2401.00001"}  # no source of it is Hugging Face's


@pytest.mark.shared
def test_accounts_of_the_real_pages(page_graph: Path) -> None:
    loaded = to_rdflib(kg.open(page_graph))
    nvidia = rdflib.URIRef(thing("entity", kg.open(page_graph).entity("NVIDIA").id).value)
    assert [str(value) for value in loaded.objects(nvidia, SCHEMA.sameAs)] == ["https://huggingface.co/nvidia"]


# ---- shapes ------------------------------------------------------------------------------------------------


def test_every_graph_keeps_the_shapes(graph: Graph) -> None:
    assert list(violations(graph)) == []


@pytest.mark.parametrize("part", [0, 1])
def test_the_examples_keep_the_shapes(example_graph: Path, part: int) -> None:
    graph = kg.open(example_graph)
    assert list(violations(cut(graph, types=["Model"]) if part else graph)) == []


def _without(predicate: str) -> Callable[[list[Triple]], list[Triple]]:
    return lambda found: [triple for triple in found if triple.predicate != term(predicate)]


def _with_value(predicate: str, value: Literal | NamedNode) -> Callable[[list[Triple]], list[Triple]]:
    def broken(found: list[Triple]) -> list[Triple]:
        first = next(triple for triple in found if triple.predicate == term(predicate))
        return [Triple(first.subject, first.predicate, value) if triple == first else triple for triple in found]

    return broken


def _twice(predicate: str, value: Literal) -> Callable[[list[Triple]], list[Triple]]:
    def broken(found: list[Triple]) -> list[Triple]:
        place = next(place for place, triple in enumerate(found) if triple.predicate == term(predicate))
        return [*found[: place + 1], Triple(found[place].subject, found[place].predicate, value), *found[place + 1 :]]

    return broken


def _without_entity(found: list[Triple]) -> list[Triple]:
    return [triple for triple in found if triple.subject != thing("entity", "grpo")]


WRONG = Literal("-1", datatype=term("xsd:integer"))
BREAKS: dict[str, Callable[[list[Triple]], list[Triple]]] = {
    "a paper without title": _without("dcterms:title"),
    "two titles": _twice("dcterms:title", Literal("Another")),
    "an entity that is not there": _without_entity,
    "an entity without name": _without("skos:prefLabel"),
    "a name that is preferred and alternative": _with_value(
        "skos:altLabel", Literal("Group Relative Policy Optimization")
    ),
    "a name without reason": _without("kg:rule"),
    "a link with one end": _without("kg:member"),
    "a negative count": _with_value("kg:papers", WRONG),
    "a count that is text": _with_value("kg:mentions", Literal("three")),
    "a date of another kind": _with_value("kg:firstDate", Literal(2024)),
    "a mention of nothing": _without("oa:hasBody"),
    "a mention that ends before it starts": _with_value(
        "oa:end", Literal("0", datatype=term("xsd:nonNegativeInteger"))
    ),
    "a mention in no text": _with_value("kg:field", NamedNode("https://example.org/nowhere")),
    "a link outward that is text": _with_value("schema:sameAs", Literal("https://arxiv.org/abs/2401.00001")),
    "a score above one": _with_value("kg:score", Literal("1.5", datatype=term("xsd:double"))),
    "a data set that nothing made": _without("prov:wasGeneratedBy"),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_shapes_catch(small: Graph, name: str) -> None:
    broken = BREAKS[name](list(triples(small)))
    assert list(violations_of(lambda: broken)) != []


# ---- words ---------------------------------------------------------------------------------------------------


def test_every_term_of_ours_is_in_the_ontology_and_its_page(small: Graph, repo: Path) -> None:
    ontology = rdflib.Graph().parse(ONTOLOGY, format="turtle")
    defined = {str(iri) for iri in ontology.subjects(RDF.type) if str(iri) != str(KG)}
    used = {
        node.value
        for triple in triples(small)
        for node in (triple.predicate, triple.object)
        if isinstance(node, NamedNode) and node.value.startswith(str(KG)) and node.value != str(KG)
    }
    assert used <= defined
    page = (repo / "docs" / "ontology.md").read_text("utf-8")
    for iri in sorted(defined):
        assert f"`kg:{iri.removeprefix(str(KG))}`" in page


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


def test_what_is_named_and_is_not_there_is_an_error(small: Graph) -> None:
    tables = {name: small.table(name) for name in ("papers", "mentions", "entities", "ledger", "edges", "skips")}
    for name in ("papers", "entities"):
        with pytest.raises(ExportError, match="kg build"):
            list(triples(Part(small, tables | {name: tables[name].slice(1)})))


def test_one_span_may_name_several_things(small: Graph) -> None:
    mentions = small.table("mentions")
    again = mentions.set_column(mentions.schema.get_field_index("entity"), "entity", pa.repeat("grpo", len(mentions)))
    order = [("paper", "ascending"), ("field", "descending"), ("start", "ascending")]
    both = pa.concat_tables([mentions, again]).sort_by(order)
    tables = {name: small.table(name) for name in ("papers", "entities", "ledger", "edges", "skips")}
    found = list(triples(Part(small, tables | {"mentions": both})))
    assert len(found) == len(set(found))
    bodies = {(triple.subject, triple.object) for triple in found if triple.predicate == term("oa:hasBody")}
    assert len({annotation for annotation, _ in bodies}) == len(mentions)
    assert len(bodies) == len(mentions) + sum(entity != "grpo" for entity in mentions.column("entity").to_pylist())

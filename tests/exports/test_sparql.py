"""SPARQL over the very triples that are exported, within bounds of time and rows, and without a network."""

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Store

import kg
from exports.formats import exporter
from exports.sparql import ask, ask_within, store, value
from kg.errors import KgError
from kg.graph import Graph
from tests.exports import graphs

BENCHMARKS = "SELECT ?name ?papers { ?b a kg:Benchmark ; skos:prefLabel ?name ; kg:papers ?papers } ORDER BY ?name"


def test_the_store_holds_what_is_exported(graph: Graph, tmp_path: Path) -> None:
    exporter("ntriples").write(graph, tmp_path / "graph.nt")
    exported = Store()
    exported.bulk_load(path=str(tmp_path / "graph.nt"))
    assert set(store(graph)) == set(exported)


def test_a_store_without_mentions_is_one_of_its_own(small: Graph) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?mention a oa:Annotation }"
    found = [value(ask(small, count, mentions=mentions).rows[0][0]) for mentions in (False, True, False)]
    spans = {(mention.paper, mention.field, mention.start, mention.end) for mention in small.mentions()}
    assert found == [0, len(spans), 0]
    assert ask(small, BENCHMARKS, mentions=False) == ask(small, BENCHMARKS)


def test_the_same_answer_as_rdflib_on_the_exported_file(small: Graph, tmp_path: Path) -> None:
    exporter("turtle").write(small, tmp_path / "small.ttl")
    loaded = rdflib.Graph().parse(tmp_path / "small.ttl")
    expected = [tuple(term.toPython() for term in row) for row in loaded.query(BENCHMARKS)]  # type: ignore[union-attr]
    found = ask(small, BENCHMARKS)
    assert [tuple(value(term) for term in row) for row in found.rows] == expected
    assert found.variables == ("name", "papers")
    assert len(expected) == 2


def test_measures_of_a_link_can_be_asked_for(small: Graph) -> None:
    query = "SELECT ?a ?p ?q ?npmi ?kept { [] kg:associationStrength ?a ; kg:pValue ?p ; kg:qValue ?q ; kg:npmi ?npmi ;"
    found = ask(small, query + " kg:backbone ?kept }").rows
    assert len(found) == len(list(small.edges(kind="co_mention")))
    assert {type(value(row[-1])) for row in found} == {bool}


def test_rows_are_bounded(small: Graph) -> None:
    found = ask(small, "SELECT * { ?s ?p ?o }", rows=5)
    assert (len(found.rows), found.more) == (5, True)
    assert not ask(small, BENCHMARKS, rows=2).more
    built = ask(small, "CONSTRUCT WHERE { ?s ?p ?o }", rows=5)
    assert built.turtle is not None
    assert len(rdflib.Graph().parse(data=built.turtle)) == 5
    assert built.more


def test_truth_unbound_values_and_turtle(small: Graph) -> None:
    assert ask(small, "ASK { ?s a kg:Model }").truth is True
    assert ask(small, "ASK { ?s a kg:Nothing }").truth is False
    (row,) = ask(small, "SELECT ?s ?none { ?s skos:prefLabel 'GSM8K' }").rows
    assert value(row[1]) is None
    written = {ask(small, "CONSTRUCT WHERE { ?e skos:prefLabel ?name }").turtle for _ in range(3)}
    assert len(written) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { ?s ?p '}' . # not over\n SERVICE<http://example.org/>{ ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }",
    ],
)
def test_nothing_is_asked_elsewhere(small: Graph, query: str) -> None:
    with pytest.raises(KgError, match="network"):
        ask(small, query)


def test_the_word_itself_may_be_asked_for(small: Graph) -> None:
    # in a string, a comment, an IRI, a variable and a prefixed name
    query = "SELECT ?SERVICE { ?SERVICE ?p 'SERVICE', <http://example.org/SERVICE>, kg:SERVICE } # SERVICE"
    assert ask(small, query).rows == []


@pytest.mark.parametrize(
    "query", ["", "SELECT", "DELETE WHERE { ?s ?p ?o }", "DROP ALL", "LOAD <file:///etc/hostname>"]
)
def test_what_is_no_query_is_refused(small: Graph, query: str) -> None:
    with pytest.raises(KgError, match="not a SPARQL query"):
        ask(small, query)


def test_a_query_that_takes_too_long_is_ended(small: Graph) -> None:
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o } ORDER BY ?a ?d ?g ?j ?m"
    with pytest.raises(KgError, match=r"took longer than 0\.5 s"):
        ask_within(small, endless, seconds=0.5)


def test_a_process_of_its_own_answers_the_same(small: Graph) -> None:
    assert ask_within(small, BENCHMARKS, seconds=60) == ask(small, BENCHMARKS)
    with pytest.raises(KgError, match="not a SPARQL query"):
        ask_within(small, "SELECT", seconds=60)


def test_the_store_is_made_anew_for_another_state_and_may_be_deleted(tmp_path: Path) -> None:
    directory = tmp_path / "g.kg"
    count = "SELECT (COUNT(*) AS ?n) { ?e a skos:Concept }"
    graphs.synthetic(directory, 5)
    (before,) = ask(kg.open(directory), count).rows
    graphs.synthetic(directory, 9)
    (after,) = ask(kg.open(directory), count).rows
    assert [value(row[0]) for row in (before, after)] == [5, 9]
    (kept,) = directory.glob("derived/*/rdf")
    for file in kept.iterdir():
        file.unlink()
    kept.rmdir()
    assert ask(kg.open(directory), count).rows == [after]
    for folder in directory.glob("derived/*"):
        folder.rename(tmp_path / folder.name)
    (directory / "derived").rmdir()
    (directory / "derived").write_text("in the way")
    assert ask(kg.open(directory), count).rows == [after]

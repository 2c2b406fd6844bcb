"""Cypher over the same tables: reads, and nothing else."""

import builtins
from pathlib import Path
from typing import Any

import pytest

from kg import cypher
from kg.errors import KgError, MissingExtraError
from kg.graph import Graph


def test_the_database_holds_the_graph(graph: Graph) -> None:
    for label, rows in (("Paper", graph.papers()), ("Entity", graph.entities())):
        found = cypher.ask(graph, f"MATCH (n:{label}) RETURN n.id").rows
        assert sorted(id for (id,) in found) == sorted(row.id for row in rows)
    for kind in ("mentions", "introduces", "published_by", "co_mention", "cites"):
        found = cypher.ask(graph, f"MATCH (a)-[:{kind.upper()}]->(b) RETURN a.id, b.id").rows
        assert sorted(found) == sorted((edge.source, edge.target) for edge in graph.edges(kind=kind))
        assert found


def test_measures_are_those_of_the_edges(graph: Graph) -> None:
    query = "MATCH (a)-[c:CO_MENTION]->(b) RETURN a.id, b.id, c.papers, c.fractional, c.q_value, c.backbone, c.last"
    assert set(cypher.ask(graph, query).rows) == {
        (edge.source, edge.target, edge.papers, edge.fractional, edge.q_value, edge.backbone, edge.last)
        for edge in graph.edges(kind="co_mention")
    }


def test_rows_are_bounded(graph: Graph) -> None:
    found = cypher.ask(graph, "MATCH (e:Entity) RETURN e.name ORDER BY e.name", rows=2)
    assert (len(found.rows), found.more, found.columns) == (2, True, ("e.name",))
    assert not cypher.ask(graph, "MATCH (e:Entity) RETURN e.name LIMIT 2", rows=2).more


def test_a_query_that_takes_too_long_is_ended(graph: Graph) -> None:
    endless = "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y RETURN sum(x * y % 7)"
    with pytest.raises(KgError, match=r"took longer than 0\.2 s"):
        cypher.ask(graph, endless, seconds=0.2)


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:Entity {id: 'z'})",
        "MATCH (e:Entity) DETACH DELETE e",
        "MATCH (e:Entity) SET e.name = 'x'",
        "DROP TABLE MENTIONS",
        "COPY (MATCH (e:Entity) RETURN e.name) TO '{path}'",
        "EXPORT DATABASE '{path}'",
        "LOAD FROM '{path}' RETURN *",
        "MATCH (e) load from '{path}' RETURN *",
        "INSTALL httpfs",
        "ATTACH '{path}' AS other (dbtype lbug)",
        "RETURN '//'; COPY (MATCH (e:Entity) RETURN e.name) TO '{path}'",
        "MATCH (e) RETURN e.id; MATCH (e) RETURN e.id",
        "MATCH (",
        "",
    ],
)
def test_only_one_query_that_reads_is_taken(graph: Graph, tmp_path: Path, query: str) -> None:
    before = cypher.ask(graph, "MATCH (e:Entity) RETURN e.id, e.name ORDER BY e.id").rows
    with pytest.raises(KgError):
        cypher.ask(graph, query.replace("{path}", str(tmp_path / "out")))
    assert list(tmp_path.iterdir()) == []
    assert cypher.ask(graph, "MATCH (e:Entity) RETURN e.id, e.name ORDER BY e.id").rows == before


def test_words_in_strings_are_no_statements(graph: Graph) -> None:
    assert cypher.ask(graph, "MATCH (e:Entity {name: 'COPY'}) RETURN e.id // INSTALL").rows == []


def test_without_the_extra_the_message_has_the_install_line(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "ladybug":
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install 'papers-kg\[cypher\]'"):
        cypher.ask(graph, "MATCH (e) RETURN e.id")
    assert cypher.schema()[0].startswith("CREATE NODE TABLE Paper(id STRING")

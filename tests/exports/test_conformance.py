"""What every registered exporter keeps: valid, deterministic, complete."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import igraph
import networkx as nx
import pytest
import rdflib
from rdflib.namespace import RDF, SKOS

from exports.formats import exporter, formats
from exports.terms import BASE, PREFIXES
from kg.graph import Graph

KG, CITO, SCHEMA, DCTERMS = (rdflib.Namespace(PREFIXES[name]) for name in ("kg", "cito", "schema", "dcterms"))


@dataclass
class Facts:
    """What a graph says, whatever it is written in."""

    papers: dict[str, str] = field(default_factory=dict)
    entities: dict[str, tuple[str, str, int, str]] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], int] = field(default_factory=dict)


def facts_of(graph: Graph) -> Facts:
    return Facts(
        papers={paper.id: paper.title for paper in graph.papers()},
        entities={
            entity.id: (entity.name, entity.type, entity.papers, " | ".join(sorted({entity.name, *entity.aliases})))
            for entity in graph.entities()
        },
        edges={(edge.kind, edge.source, edge.target): edge.papers for edge in graph.edges()},
    )


def from_networkx(network: "nx.MultiDiGraph[str]") -> Facts:
    facts = Facts()
    for node, data in network.nodes(data=True):
        if data["kind"] == "paper":
            facts.papers[node.removeprefix("paper:")] = data["name"]
        else:
            aliases = data["aliases"] if isinstance(data["aliases"], list) else data["aliases"].split(" | ")
            joined = " | ".join(sorted({data["name"], *aliases}))
            facts.entities[node] = (data["name"], data["type"], data["papers"], joined)
    for source, target, data in network.edges(data=True):
        from_paper = data["kind"] in {"mentions", "introduces", "published_by"}
        key = (data["kind"], source.removeprefix("paper:") if from_paper else source, target)
        assert key not in facts.edges
        facts.edges[key] = data["papers"]
    return facts


def read_turtle(path: Path) -> Facts:
    loaded = rdflib.Graph().parse(path, format="turtle")
    facts = Facts()
    ids: dict[rdflib.term.Node, str] = {}
    for paper in loaded.subjects(RDF.type, SCHEMA.ScholarlyArticle):
        ids[paper] = original(loaded, paper, BASE + "paper/")
        facts.papers[ids[paper]] = str(loaded.value(paper, DCTERMS.title))
    for entity in loaded.subjects(RDF.type, SKOS.Concept):
        ids[entity] = str(loaded.value(entity, DCTERMS.identifier))
        name = str(loaded.value(entity, SKOS.prefLabel))
        (type_,) = (str(found) for found in loaded.objects(entity, RDF.type) if found != SKOS.Concept)
        short = unquote(type_.removeprefix(str(KG)).removeprefix(BASE + "type/"))
        aliases = {name, *map(str, loaded.objects(entity, SKOS.altLabel))}
        count = int(str(loaded.value(entity, KG.papers)))
        facts.entities[ids[entity]] = (name, short, count, " | ".join(sorted(aliases)))
    plain = {"mentions": SCHEMA.mentions, "introduces": KG.introduces, "published_by": SCHEMA.sourceOrganization}
    for kind, predicate in plain.items():
        facts.edges.update({(kind, ids[paper], ids[entity]): 1 for paper, entity in loaded.subject_objects(predicate)})
    for link in loaded.subjects(RDF.type, KG.CoMention):
        one, other = sorted(ids[member] for member in loaded.objects(link, KG.member))
        facts.edges["co_mention", one, other] = int(str(loaded.value(link, KG.papers)))
    for link in loaded.subjects(RDF.type, CITO.Citation):
        citing, cited = loaded.value(link, CITO.hasCitingEntity), loaded.value(link, CITO.hasCitedEntity)
        assert (citing, CITO.cites, cited) in loaded
        assert citing is not None
        assert cited is not None
        facts.edges["cites", ids[citing], ids[cited]] = int(str(loaded.value(link, KG.papers)))
    return facts


def original(loaded: rdflib.Graph, node: rdflib.term.Node, base: str) -> str:
    """The id behind an IRI: of the node's identifiers the one that the IRI is made of."""
    from exports.terms import thing

    (found,) = {
        str(value)
        for value in loaded.objects(node, DCTERMS.identifier)
        if thing(base.removeprefix(BASE).strip("/"), str(value)).value == str(node)
    }
    return found


def read_graphml(path: Path) -> Facts:
    return from_networkx(nx.read_graphml(path, force_multigraph=True))


def read_node_link(path: Path) -> Facts:
    return from_networkx(nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges"))


READERS: dict[str, Callable[[Path], Facts]] = {
    "turtle": read_turtle,
    "graphml": read_graphml,
    "node-link": read_node_link,
}


def in_xml(facts: Facts) -> Facts:
    """The facts as XML can hold them: characters that it forbids are escapes."""

    def plain(text: str) -> str:
        return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", lambda match: ascii(match[0])[1:-1], text)

    return Facts(
        papers={plain(id): plain(title) for id, title in facts.papers.items()},
        entities={
            plain(id): (plain(name), plain(type_), papers, " | ".join(sorted(plain(aliases).split(" | "))))
            for id, (name, type_, papers, aliases) in facts.entities.items()
        },
        edges={(kind, plain(source), plain(target)): papers for (kind, source, target), papers in facts.edges.items()},
    )


@pytest.fixture(params=sorted(formats()))
def format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_read_back_gives_the_same_graph(graph: Graph, format: str, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    exporter(format).write(graph, path)
    expected = facts_of(graph)
    found = READERS[format](path)
    wanted = in_xml(expected) if format == "graphml" else expected
    assert found.papers == wanted.papers
    assert found.entities == wanted.entities
    assert found.edges == wanted.edges


def test_same_graph_gives_same_bytes(graph: Graph, format: str, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        exporter(format).write(graph, tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_igraph_reads_graphml(graph: Graph, tmp_path: Path) -> None:
    exporter("graphml").write(graph, tmp_path / "graph")
    loaded = igraph.Graph.Read_GraphML(str(tmp_path / "graph"))
    network = graph.networkx()
    assert (loaded.vcount(), loaded.ecount()) == (network.number_of_nodes(), network.number_of_edges())


def test_suffix_is_that_of_a_file(format: str) -> None:
    assert re.fullmatch(r"\.\w+", exporter(format).suffix)

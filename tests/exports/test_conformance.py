"""What every registered exporter keeps: valid, deterministic, complete."""

import csv
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import igraph
import networkx as nx
import pyarrow.parquet as pq
import pytest
import rdflib
from defusedxml import ElementTree
from rdflib.namespace import RDF, SKOS

from exports.formats import exporter, formats, writes_folder
from exports.neo4j import SEPARATOR
from exports.rdf.terms import BASE, PREFIXES, thing
from exports.xml_text import xml_text
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


def read_rdf(format: str) -> Callable[[Path], Facts]:
    def read(path: Path) -> Facts:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, while it reads
            graph = rdflib.Dataset(default_union=True) if format in {"trig", "nquads"} else rdflib.Graph()
            return from_rdf(graph.parse(path, format=format))

    return read


def from_rdf(loaded: rdflib.Graph) -> Facts:
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
    """The id behind an IRI: of the node's identifiers the one that the IRI is made of, as XML has it perhaps."""
    (found,) = {
        str(value)
        for value in loaded.objects(node, DCTERMS.identifier)
        if thing(base.removeprefix(BASE).strip("/"), str(value)).value == str(node)
        or xml_text(unquote(str(node).removeprefix(base))) == str(value)
    }
    return found


def read_graphml(path: Path) -> Facts:
    return from_networkx(nx.read_graphml(path, force_multigraph=True))


def read_node_link(path: Path) -> Facts:
    return from_networkx(nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges"))


def read_gexf(path: Path) -> Facts:
    return from_networkx(nx.read_gexf(path))


def read_cytoscape(path: Path) -> Facts:
    return from_networkx(nx.cytoscape_graph(json.loads(path.read_text("utf-8"))))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a delimited file; the apostrophe that defuses a formula is taken off."""
    with path.open(encoding="utf-8", newline="") as source:
        return [
            {name: value.removeprefix("'") for name, value in row.items()}
            for row in csv.DictReader(source, strict=True)
        ]


def read_csv(path: Path) -> Facts:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in rows_of(path / "nodes.csv"):
        papers = int(row["papers"]) if row["papers"] else None
        network.add_node(row["Id"], **row | {"name": row["Label"], "papers": papers})
    for row in rows_of(path / "edges.csv"):
        assert row["Type"] == ("Undirected" if row["kind"] == "co_mention" else "Directed")
        network.add_edge(row["Source"], row["Target"], **row | {"papers": int(row["papers"])})
    return from_networkx(network)


def read_neo4j(path: Path) -> Facts:
    facts = Facts(papers={row["id:ID(Paper)"]: row["title:string"] for row in rows_of(path / "papers.csv")})
    for row in rows_of(path / "entities.csv"):
        name, type_ = row["name:string"], row["type:string"]
        assert row[":LABEL"].split(SEPARATOR) == ["Entity", type_]
        aliases = " | ".join(sorted({name, *row["aliases:string[]"].split(SEPARATOR)}))
        facts.entities[row["id:ID(Entity)"]] = (name, type_, int(row["papers:int"]), aliases)
    for file in path.glob("*.csv"):
        if file.stem not in {"papers", "entities"}:
            for row in rows_of(file):
                source = row.get(":START_ID(Paper)", row.get(":START_ID(Entity)", ""))
                assert row[":TYPE"] == file.stem.upper()
                facts.edges[file.stem, source, row[":END_ID(Entity)"]] = int(row["papers:int"])
    return facts


def read_parquet(path: Path) -> Facts:
    rows = {name: pq.read_table(path / f"{name}.parquet").to_pylist() for name in ("papers", "entities", "edges")}
    return Facts(
        papers={row["id"]: row["title"] for row in rows["papers"]},
        entities={
            row["id"]: (row["name"], row["type"], row["papers"], " | ".join(sorted({row["name"], *row["aliases"]})))
            for row in rows["entities"]
        },
        edges={(row["kind"], row["source"], row["target"]): row["papers"] for row in rows["edges"]},
    )


READERS: dict[str, Callable[[Path], Facts]] = {
    "turtle": read_rdf("turtle"),
    "ntriples": read_rdf("nt"),
    "rdfxml": read_rdf("xml"),
    "jsonld": read_rdf("json-ld"),
    "trig": read_rdf("trig"),
    "nquads": read_rdf("nquads"),
    "graphml": read_graphml,
    "gexf": read_gexf,
    "node-link": read_node_link,
    "cytoscape": read_cytoscape,
    "csv": read_csv,
    "neo4j": read_neo4j,
    "parquet": read_parquet,
}
"""How each format is read back; VOSviewer's files hold a part of the graph, see below."""


def in_xml(facts: Facts) -> Facts:
    """The facts as XML can hold them: characters that it forbids are escapes."""
    return Facts(
        papers={xml_text(id): xml_text(title) for id, title in facts.papers.items()},
        entities={
            xml_text(id): (xml_text(name), xml_text(type_), papers, " | ".join(sorted(xml_text(aliases).split(" | "))))
            for id, (name, type_, papers, aliases) in facts.entities.items()
        },
        edges={
            (kind, xml_text(source), xml_text(target)): papers for (kind, source, target), papers in facts.edges.items()
        },
    )


def without_direction(facts: Facts) -> Facts:
    """The facts with both ends of a co-mention in the order of their ids as they are now."""
    edges = {
        (kind, *(sorted(ends) if kind == "co_mention" else ends)): papers
        for (kind, *ends), papers in facts.edges.items()
    }
    return Facts(papers=facts.papers, entities=facts.entities, edges=edges)


@pytest.fixture(params=sorted(formats()))
def format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def tree(path: Path) -> dict[str, bytes]:
    """Bytes of a file, or of the files of a folder by name."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name if path.is_dir() else "": file.read_bytes() for file in files}


@pytest.mark.parametrize("format", sorted(READERS))
def test_read_back_gives_the_same_graph(graph: Graph, format: str, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    exporter(format).write(graph, path)
    wanted = facts_of(graph)
    found = READERS[format](path)
    if format in {"graphml", "gexf"}:
        wanted = in_xml(wanted)
    if format == "rdfxml":
        # ids are read off IRIs, which hold them whole; texts are XML's
        wanted, found = (without_direction(in_xml(facts)) for facts in (wanted, found))
    assert found.papers == wanted.papers
    assert found.entities == wanted.entities
    assert found.edges == wanted.edges


def test_every_format_is_read_back() -> None:
    assert {*READERS, "vosviewer"} == set(formats())


def test_vosviewer_has_the_entities_and_their_links(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    exporter("vosviewer").write(graph, path)
    with (path / "map.txt").open(encoding="utf-8", newline="") as source:
        items = list(csv.DictReader(source, delimiter="\t", strict=True))
    ids = {item["id"]: entity.id for item, entity in zip(items, graph.entities(), strict=True)}
    for item, entity in zip(items, graph.entities(), strict=True):
        assert item["label"].removeprefix("'").split() == entity.name.replace('"', " ").split()
        assert (int(item["weight<Papers>"]), int(item["weight<Mentions>"])) == (entity.papers, entity.mentions)
    lines = (path / "network.txt").read_text("utf-8").splitlines()
    links = {(ids[one], ids[other]): float(strength) for one, other, strength in (line.split("\t") for line in lines)}
    assert links == {(edge.source, edge.target): edge.fractional for edge in graph.edges(kind="co_mention")}


@pytest.mark.parametrize("format", ["csv", "neo4j", "vosviewer"])
def test_no_cell_is_a_formula(hostile: Graph, format: str, tmp_path: Path) -> None:
    exporter(format).write(hostile, tmp_path / "graph")
    cells = []
    for file in (tmp_path / "graph").iterdir():
        with file.open(encoding="utf-8", newline="") as source:
            cells += [
                cell for row in csv.reader(source, delimiter="\t" if file.suffix == ".txt" else ",") for cell in row
            ]
    assert "'=HYPERLINK(1)" in cells
    for cell in cells:
        assert not re.match(r"[=+@\t\r\n]|-(?!\d)", cell)


def test_same_graph_gives_same_bytes(graph: Graph, format: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        exporter(format).write(graph, tmp_path / name)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_igraph_reads_graphml(graph: Graph, tmp_path: Path) -> None:
    exporter("graphml").write(graph, tmp_path / "graph")
    loaded = igraph.Graph.Read_GraphML(str(tmp_path / "graph"))
    network = graph.networkx()
    assert (loaded.vcount(), loaded.ecount()) == (network.number_of_nodes(), network.number_of_edges())


def test_gexf_has_dates_places_and_colours(small: Graph, tmp_path: Path) -> None:
    exporter("gexf").write(small, tmp_path / "graph")
    network = nx.read_gexf(tmp_path / "graph")
    assert network.nodes["grpo"]["start"] == "2024-02-05"
    assert network.nodes["paper:p2"]["start"] == "2025-03-01"
    assert {data["start"] for *_, data in network.edges(data=True)} == {"2024-02-05", "2025-03-01", "2025-01-01"}
    places = [
        tuple(data["viz"]["position"].values()) for _, data in network.nodes(data=True) if data["kind"] == "entity"
    ]
    assert len(set(places)) == len(places)
    colours = {data.get("type", "paper"): tuple(data["viz"]["color"].values()) for _, data in network.nodes(data=True)}
    assert len(set(colours.values())) == len(colours)
    assert "lastmodifieddate" not in (tmp_path / "graph").read_text("utf-8")


# of GEXF 1.2's schema: elements, what each holds, and the attributes that it must and may have, of those that we write
VIZ = "{http://www.gexf.net/1.2draft/viz}"
GEXF: dict[str, tuple[set[str], set[str], set[str]]] = {
    "gexf": ({"meta", "graph"}, {"version"}, {"{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"}),
    "meta": ({"creator"}, set(), {"lastmodifieddate"}),
    "creator": (set(), set(), set()),
    "graph": ({"attributes", "nodes", "edges"}, set(), {"timeformat", "defaultedgetype", "idtype", "mode"}),
    "attributes": ({"attribute"}, {"class"}, {"mode"}),
    "attribute": ({"default", "options"}, {"id", "title", "type"}, set()),
    "nodes": ({"node"}, set(), {"count"}),
    "node": ({"attvalues", f"{VIZ}color", f"{VIZ}position", f"{VIZ}size"}, {"id"}, {"label", "start", "end", "pid"}),
    "edges": ({"edge"}, set(), {"count"}),
    "edge": ({"attvalues"}, {"id", "source", "target"}, {"type", "label", "weight", "start", "end"}),
    "attvalues": ({"attvalue"}, set(), set()),
    "attvalue": (set(), {"for", "value"}, set()),
    f"{VIZ}color": (set(), {"r", "g", "b"}, {"a"}),
    f"{VIZ}position": (set(), {"x", "y", "z"}, set()),
    f"{VIZ}size": (set(), {"value"}, set()),
}
ATTRIBUTE_TYPES = {"integer", "long", "double", "float", "boolean", "liststring", "string", "anyURI"}


def test_gexf_keeps_its_schema(graph: Graph, tmp_path: Path) -> None:
    exporter("gexf").write(graph, tmp_path / "graph")
    root = ElementTree.parse(tmp_path / "graph").getroot()
    assert root is not None
    for element in root.iter():
        holds, must, may = GEXF[element.tag.removeprefix("{http://www.gexf.net/1.2draft}")]
        assert {child.tag.removeprefix("{http://www.gexf.net/1.2draft}") for child in element} <= holds
        assert must <= set(element.attrib) <= must | may
    tree = {tag: list(root.iter("{http://www.gexf.net/1.2draft}" + tag)) for tag in ("attribute", "node", "edge")}
    assert {element.get("type") for element in tree["attribute"]} <= ATTRIBUTE_TYPES
    nodes = {element.get("id") for element in tree["node"]}
    assert {element.get(end) for element in tree["edge"] for end in ("source", "target")} <= nodes
    for elements in tree.values():
        assert len({element.get("id") for element in elements}) == len(elements)
    for element in [*tree["node"], *tree["edge"]]:
        assert date.fromisoformat(element.get("start", "2000-01-01"))


def test_suffix_says_file_or_folder(format: str, small: Graph, tmp_path: Path) -> None:
    assert re.fullmatch(r"\.\w+|-\w+", exporter(format).suffix)
    exporter(format).write(small, tmp_path / "graph")
    assert (tmp_path / "graph").is_dir() == writes_folder(exporter(format))

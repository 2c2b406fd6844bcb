"""GEXF 1.2, for Gephi: with dates for its timeline, positions, sizes and colours."""

import re
from collections import Counter
from math import sqrt
from pathlib import Path
from typing import Any

from networkx.readwrite.gexf import GEXFWriter

from exports import view
from exports.view.backbone import backbone, communities, links, ranked
from exports.view.layout import layout
from exports.xml_text import network_in_xml, xml_text
from kg.dates import first_day
from kg.graph import Graph
from kg.network import PAPER_PREFIX
from kg.types import ENTITY_TYPES

suffix = ".gexf"

_STYLE = Path(view.__file__).with_name("style.css").read_text(encoding="utf-8")
_COLOURS: list[str] = re.findall(r"--type-\d: (#[0-9a-f]{6});", _STYLE)[: len(ENTITY_TYPES) + 1]
"""Of the types in their order, and of every other type, as the view has them on light ground."""

_PAPER_COLOUR = "#c8c8c8"


def write(graph: Graph, path: Path) -> None:
    r"""Write a graph as GEXF, through NetworkX.

    Nodes and edges are those of `Graph.networkx`, each from the first day that its date may mean. Entities
    stand where the view has them, papers amid what they mention; an edge's weight is its fractional count, else its
    number of mentions or papers. All edges are directed, ``co_mention`` from the smaller id: NetworkX reads no mixed
    ones. Lists become one text with ``|`` between, what XML cannot hold becomes an escape
    such as ``\x01``.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The file; the same bytes for the same graph.
    """
    network = network_in_xml(graph)
    places = _places(graph)
    for node, attributes in network.nodes(data=True):
        entity = attributes["kind"] == "entity"
        attributes["label"] = attributes["name"]
        _dated(attributes, attributes.get("first_seen" if entity else "date"))
        colour = _colour(attributes["type"]) if entity else _PAPER_COLOUR
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        x, y = places.get(node, (0.0, 0.0))
        attributes["viz"] = {
            "color": {"r": red, "g": green, "b": blue},
            "position": {"x": x, "y": y, "z": 0.0},
            "size": round(4 + 3 * sqrt(attributes["papers"]), 2) if entity else 3.0,
        }
    for _, _, key, attributes in network.edges(data=True, keys=True):
        attributes["id"] = key
        weight = attributes.get("fractional", attributes.get("mentions", attributes["papers"]))
        attributes["weight"] = weight
        _dated(attributes, attributes.get("first"))
    writer: Any = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(network)
    # the day of the export is nothing that the graph knows, and a name is nothing that the schema knows
    writer.xml.find("meta").attrib.pop("lastmodifieddate")
    writer.xml.find("graph").attrib.pop("name")
    with path.open("wb") as sink:
        writer.write(sink)


def _places(graph: Graph) -> dict[str, tuple[float, float]]:
    """Node: place on the map of the view, with the second axis upward as Gephi has it."""
    entities = ranked(graph)
    every = links(graph, entities)
    points, _ = layout(communities(entities, every), backbone(every))
    places = {
        xml_text(entity.id): (float(x), -float(y)) for entity, (x, y) in zip(entities, points.tolist(), strict=True)
    }
    count: Counter[str] = Counter()
    sums: dict[str, tuple[float, float]] = {}
    for edge in graph.edges(kind="mentions"):
        paper = xml_text(PAPER_PREFIX + edge.source)
        x, y = places[xml_text(edge.target)]
        before = sums.get(paper, (0.0, 0.0))
        sums[paper] = (before[0] + x, before[1] + y)
        count[paper] += 1
    amid = {paper: (round(x / count[paper], 2), round(y / count[paper], 2)) for paper, (x, y) in sums.items()}
    return amid | places


def _colour(type: str) -> str:
    return _COLOURS[ENTITY_TYPES.index(type) if type in ENTITY_TYPES else -1]


def _dated(attributes: dict[str, Any], day: str | None) -> None:
    if (start := first_day(day)) is not None:
        attributes["start"] = start

"""What the page knows: the map's entities, links and topics, and the papers' sentences behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exports.view.backbone import backbone, communities, cosine, ranked
from exports.view.layout import layout
from kg.graph import Graph
from kg.types import ENTITY_TYPES, Entity, Paper

NAMES = 3
"""Entities that a topic is named by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Plain JSON values; entities and papers are numbered, entities by importance.

    Attributes
    ----------
    nodes : list of dict
        Entities: ``id``, ``key`` (the graph's id), ``name``, ``type``, ``aliases``, ``papers``, ``mentions``,
        ``first``, ``last``, ``topic``, ``x``, ``y``.
    edges : list of dict
        The backbone: ``from``, ``to``, ``papers``.
    topics : list of dict
        Communities: ``x``, ``y``, ``radius``, ``names``.
    types : list of str
        Types in the order they are shown.
    links : int
        Number of all co-mention links, of which the backbone is a part.
    evidence : dict
        ``papers`` (``title``, ``date``, ``url``, ``venue``, ``introduces``, ``publishers``, ``sentences``), newest
        first, where a sentence is its text and the marks in it (start, end, entity; offsets in UTF-16 units, as
        JavaScript counts), and ``reasons``, for each entity its ledger (``alias``, ``rule``, ``detail``, ``papers``
        and, where there is one, ``sentence``).
    """

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    types: list[str]
    links: int
    evidence: dict[str, Any]


def payload(graph: Graph) -> Payload:
    """Collect what the page shows of a graph."""
    entities = ranked(graph)
    rank = {entity.id: position for position, entity in enumerate(entities)}
    links = list(graph.edges(kind="co_mention"))
    strongest = backbone(entities, links)
    topic_of = communities(entities, links, strongest)
    points, discs = layout(
        topic_of, [(rank[edge.source], rank[edge.target], cosine(edge, entities, rank)) for edge in strongest]
    )
    linked = {end for edge in strongest for end in (edge.source, edge.target)}
    present = {entity.type for entity in entities}
    nodes = [
        {
            "id": number,
            "key": entity.id,
            "name": entity.name,
            "type": entity.type,
            "aliases": [alias for alias in entity.aliases if alias != entity.name],
            "papers": entity.papers,
            "mentions": entity.mentions,
            "first": entity.first_seen,
            "last": entity.last_seen,
            "topic": topic,
            "x": int(x),
            "y": int(y),
        }
        for number, (entity, topic, (x, y)) in enumerate(zip(entities, topic_of, points, strict=True))
    ]
    return Payload(
        nodes=nodes,
        edges=[{"from": rank[edge.source], "to": rank[edge.target], "papers": edge.papers} for edge in strongest],
        topics=[
            {"x": disc.x, "y": disc.y, "radius": disc.radius, "names": names}
            for disc, names in zip(discs, _topic_names(entities, topic_of, linked), strict=True)
        ],
        types=[*(type for type in ENTITY_TYPES if type in present), *sorted(present - set(ENTITY_TYPES))],
        links=len(links),
        evidence=_evidence(graph, rank),
    )


def _topic_names(entities: Sequence[Entity], topic_of: Sequence[int], linked: set[str]) -> list[list[str]]:
    """The most important entities of each topic; metrics and organisations only where there is nothing else."""
    members: dict[int, list[Entity]] = {}
    for entity, topic in zip(entities, topic_of, strict=True):
        members.setdefault(topic, []).append(entity)
    names = []
    for _, group in sorted(members.items()):
        telling = [entity for entity in group if entity.type not in {"Metric", "Organisation"}]
        named = [entity.name for entity in (telling or group)[:NAMES]]
        names.append(named if group[0].id in linked else ["without links"])
    return names


def _evidence(graph: Graph, rank: Mapping[str, int]) -> dict[str, Any]:
    papers = {paper.id: paper for paper in graph.papers()}
    sentences: dict[str, dict[tuple[bool, int, int], list[tuple[int, int, int]]]] = {}
    introduces: dict[str, set[int]] = {}
    for mention in graph.mentions():
        place = (mention.field == "abstract", mention.sentence_start, mention.sentence_end)
        text = papers[mention.paper].text(mention.field)
        mark = (
            _utf16_length(text[mention.sentence_start : mention.start]),
            _utf16_length(text[mention.sentence_start : mention.end]),
            rank[mention.entity],
        )
        sentences.setdefault(mention.paper, {}).setdefault(place, []).append(mark)
        if mention.introduced:
            introduces.setdefault(mention.paper, set()).add(rank[mention.entity])
    publishers: dict[str, list[int]] = {}
    for edge in graph.edges(kind="published_by"):
        publishers.setdefault(edge.source, []).append(rank[edge.target])
    newest_first = sorted(
        sorted(sentences.keys() | publishers.keys()), key=lambda paper: papers[paper].date or "", reverse=True
    )
    reasons: list[list[dict[str, Any]]] = [[] for _ in rank]
    for entry in graph.ledger():
        reason = {"alias": entry.alias, "rule": entry.rule, "detail": entry.detail, "papers": entry.papers}
        if entry.paper is not None and entry.field is not None:
            text = papers[entry.paper].text(entry.field)
            reason["sentence"] = text[entry.sentence_start : entry.sentence_end]
        reasons[rank[entry.entity]].append(reason)
    return {
        "papers": [
            {
                "title": papers[id].title,
                "date": papers[id].date,
                "url": papers[id].url,
                "venue": papers[id].venue,
                "introduces": sorted(introduces.get(id, ())),
                "publishers": sorted(publishers.get(id, ())),
                "sentences": [
                    {"text": _sentence(papers[id], place), "marks": sorted(marks)}
                    for place, marks in sorted(sentences.get(id, {}).items())
                ],
            }
            for id in newest_first
        ],
        "reasons": reasons,
    }


def _sentence(paper: Paper, place: tuple[bool, int, int]) -> str:
    in_abstract, start, end = place
    return paper.text("abstract" if in_abstract else "title")[start:end]


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

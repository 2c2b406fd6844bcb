"""What the page knows: the map's entities and topics, and the papers' sentences behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from exports.view.backbone import TOPICS, Links, backbone, communities, links, ranked
from exports.view.layout import layout
from kg.graph import Graph
from kg.types import ENTITY_TYPES, Entity, Paper

NAMES = 3
"""Entities that a topic is named by."""

TEXT = 60_000_000
"""Characters of sentences that a page holds at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Plain JSON values; entities and papers are numbered, entities by importance, papers newest first.

    Attributes
    ----------
    nodes : list of dict
        Entities: ``id``, ``key`` (the graph's id), ``name``, ``type``, ``aliases``, ``papers``, ``mentions``,
        ``first``, ``last``, ``topic``, ``x``, ``y``.
    topics : list of dict
        Communities: ``x``, ``y``, ``radius``, ``names``, ``linked``.
    types : list of str
        Types in the order they are shown.
    sources : list of str
        Paths of the files that the papers come from.
    links : int
        Number of co-mention links; the page finds them in the papers.
    left_out : int
        Sentences that the page does not hold.
    evidence : dict
        ``papers`` (``key``, ``title``, ``date``, ``url``, ``venue``, ``sources``, ``entities``, ``introduces``,
        ``publishers``, ``sentences``), where a sentence is its text and the marks in it (start, end, entity; offsets
        in UTF-16 units, as JavaScript counts), and ``reasons``, for each entity its ledger (``alias``, ``rule``,
        ``detail``, ``papers`` and, where there is one, ``sentence``).
    """

    nodes: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    types: list[str]
    sources: list[str]
    links: int
    left_out: int
    evidence: dict[str, Any]


def payload(graph: Graph, *, text: int = TEXT) -> Payload:
    """Collect what the page shows of a graph.

    Every paper keeps its title, date, address and the entities it names. Of the sentences, `text` characters are
    kept: those that name two entities or more before those that name one, of newer papers before older.

    Parameters
    ----------
    graph : Graph
        An open graph.
    text : int
        Characters of sentences to keep.

    Returns
    -------
    Payload
        The same for the same graph.
    """
    entities = ranked(graph)
    rank = {entity.id: position for position, entity in enumerate(entities)}
    every = links(graph, entities)
    topic_of = communities(entities, every)
    points, discs = layout(topic_of, backbone(every))
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
    papers = _papers(graph, rank)
    return Payload(
        nodes=nodes,
        topics=[
            {"x": disc.x, "y": disc.y, "radius": disc.radius, **topic}
            for disc, topic in zip(discs, _topics(entities, topic_of, every), strict=True)
        ],
        types=[*(type for type in ENTITY_TYPES if type in present), *sorted(present - set(ENTITY_TYPES))],
        sources=_sources(graph),
        links=len(every),
        left_out=_cut(papers, text),
        evidence={"papers": papers, "reasons": _reasons(graph, rank)},
    )


def _topics(entities: Sequence[Entity], topic_of: Sequence[int], every: Links) -> list[dict[str, Any]]:
    """Topics named by their most important entities; by metrics and organisations only where there is nothing else."""
    members: dict[int, list[int]] = {}
    for entity, topic in enumerate(topic_of):
        members.setdefault(topic, []).append(entity)
    inside = np.array(topic_of, np.int64)
    linked = set(inside[every.lower][inside[every.lower] == inside[every.upper]].tolist())
    topics = []
    for topic, group in sorted(members.items()):
        telling = [member for member in group if entities[member].type not in {"Metric", "Organisation"}]
        names = [entities[member].name for member in (telling or group)[:NAMES]]
        if topic not in linked:
            names = ["without links"]
        elif topic == TOPICS:
            names = ["small topics apart"]
        topics.append({"names": names, "linked": topic in linked and topic < TOPICS})
    return topics


def _sources(graph: Graph) -> list[str]:
    places = graph.table("papers").column("sources").combine_chunks().flatten()
    return sorted(pc.unique(places.field("path")).to_pylist()) if len(places) else []


def _papers(graph: Graph, rank: Mapping[str, int]) -> list[dict[str, Any]]:
    papers = {paper.id: paper for paper in graph.papers()}
    source = {path: number for number, path in enumerate(_sources(graph))}
    sentences: dict[str, dict[tuple[bool, int, int], list[tuple[int, int, int]]]] = {}
    introduces: dict[str, set[int]] = {}
    columns = ("paper", "field", "start", "end", "introduced", "sentence_start", "sentence_end", "entity")
    mentions = graph.table("mentions")
    for id, field, start, end, introduced, first, last, entity in zip(
        *(mentions.column(name).to_pylist() for name in columns), strict=True
    ):
        text = papers[id].text(field)
        mark = (_utf16_length(text[first:start]), _utf16_length(text[first:end]), rank[entity])
        sentences.setdefault(id, {}).setdefault((field == "abstract", first, last), []).append(mark)
        if introduced:
            introduces.setdefault(id, set()).add(rank[entity])
    publishers: dict[str, list[int]] = {}
    for edge in graph.edges(kind="published_by"):
        publishers.setdefault(edge.source, []).append(rank[edge.target])
    shown = [papers[id] for id in sorted(sentences.keys() | publishers.keys())]
    return [
        {
            "key": paper.id,
            "title": paper.title,
            "date": paper.date,
            "url": paper.url,
            "venue": paper.venue,
            "sources": sorted({source[origin.path] for origin in paper.sources}),
            "entities": sorted({mark[2] for marks in sentences.get(paper.id, {}).values() for mark in marks}),
            "introduces": sorted(introduces.get(paper.id, ())),
            "publishers": sorted(publishers.get(paper.id, ())),
            "sentences": [
                {"text": _sentence(paper, place), "marks": sorted(marks)}
                for place, marks in sorted(sentences.get(paper.id, {}).items())
            ],
        }
        for paper in sorted(shown, key=lambda paper: paper.date or "", reverse=True)
    ]


def _sentence(paper: Paper, place: tuple[bool, int, int]) -> str:
    in_abstract, start, end = place
    return paper.text("abstract" if in_abstract else "title")[start:end]


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _cut(papers: Sequence[dict[str, Any]], text: int) -> int:
    """Take sentences out until `text` characters are left; how many went."""
    kept: set[int] = set()
    for several in (True, False):
        for paper in papers:
            for sentence in paper["sentences"]:
                if (len({mark[2] for mark in sentence["marks"]}) > 1) == several and text >= len(sentence["text"]):
                    text -= len(sentence["text"])
                    kept.add(id(sentence))
    before = sum(len(paper["sentences"]) for paper in papers)
    for paper in papers:
        paper["sentences"] = [sentence for sentence in paper["sentences"] if id(sentence) in kept]
    return before - len(kept)


def _reasons(graph: Graph, rank: Mapping[str, int]) -> list[list[dict[str, Any]]]:
    papers = {paper.id: paper for paper in graph.papers()}
    reasons: list[list[dict[str, Any]]] = [[] for _ in rank]
    for entry in graph.ledger():
        reason = {"alias": entry.alias, "rule": entry.rule, "detail": entry.detail, "papers": entry.papers}
        # the name itself needs no proof: the papers below show it
        if entry.rule != "name" and entry.paper is not None and entry.field is not None:
            text = papers[entry.paper].text(entry.field)
            reason["sentence"] = text[entry.sentence_start : entry.sentence_end]
        reasons[rank[entry.entity]].append(reason)
    return reasons

"""What of a graph is drawn: its entities by importance, the few links that carry its shape, its communities."""

import heapq
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import sqrt

import igraph

from kg.graph import Graph
from kg.types import Edge, Entity

LINKS = 3
"""Links that an entity brings into the backbone."""


def ranked(graph: Graph) -> list[Entity]:
    """Entities by importance: number of papers, then of mentions, then id."""
    return sorted(graph.entities(), key=lambda entity: (-entity.papers, -entity.mentions, entity.id))


def backbone(entities: Sequence[Entity], edges: Sequence[Edge]) -> list[Edge]:
    """Links that carry the shape of a co-mention graph.

    Each entity brings its `LINKS` strongest links to entities more important than itself. Strength is the
    fractional count over the square root of both numbers of papers (Salton's cosine on fractional counts), so
    that a very frequent entity does not draw every link to itself. The backbone of the most important n
    entities is the part of the backbone that lies between them, for every n.

    Parameters
    ----------
    entities : sequence of Entity
        By importance, as `ranked` gives them.
    edges : sequence of Edge
        The ``co_mention`` edges between them.

    Returns
    -------
    list of Edge
        At most ``LINKS * len(entities)``, in the order of `edges`.
    """
    rank = {entity.id: position for position, entity in enumerate(entities)}
    upward: dict[str, list[tuple[float, int, Edge]]] = {}
    for edge in edges:
        lower, upper = sorted((edge.source, edge.target), key=rank.__getitem__, reverse=True)
        upward.setdefault(lower, []).append((-cosine(edge, entities, rank), rank[upper], edge))
    kept = {
        id(edge)
        for links in upward.values()
        for _, _, edge in heapq.nsmallest(LINKS, links, key=lambda link: (round(link[0], 9), link[1]))
    }
    return [edge for edge in edges if id(edge) in kept]


def cosine(edge: Edge, entities: Sequence[Entity], rank: dict[str, int]) -> float:
    """Fractional count of a link, relative to how often its ends are named."""
    papers = entities[rank[edge.source]].papers * entities[rank[edge.target]].papers
    return (edge.fractional or 0.0) / sqrt(papers)


def communities(entities: Sequence[Entity], edges: Sequence[Edge], strongest: Sequence[Edge]) -> list[int]:
    """Topics: groups of entities that are linked with each other more than with the rest.

    Leiden's algorithm [1]_ on modularity with a fixed seed, over the co-mention links weighted by `cosine` of the
    entities that two papers or more name: what a single paper names says nothing about topics. Each other entity
    goes with its strongest link to a more important one.

    Parameters
    ----------
    entities : sequence of Entity
        By importance, as `ranked` gives them.
    edges : sequence of Edge
        The ``co_mention`` edges between them.
    strongest : sequence of Edge
        Their `backbone`.

    Returns
    -------
    list of int
        The community of each entity; 0 is the one with most papers. Entities without any link share the last one.

    References
    ----------
    .. [1] Traag, Waltman and van Eck (2019). From Louvain to Leiden: guaranteeing well-connected communities.
       Scientific Reports 9. doi:10.1038/s41598-019-41695-z
    """
    rank = {entity.id: position for position, entity in enumerate(entities)}
    core = sum(entity.papers >= 2 for entity in entities)
    inner = [edge for edge in edges if rank[edge.source] < core and rank[edge.target] < core]
    network = igraph.Graph(core, [(rank[edge.source], rank[edge.target]) for edge in inner])
    weights = [cosine(edge, entities, rank) for edge in inner]
    with seeded():
        found = network.community_leiden(objective_function="modularity", weights=weights or None, n_iterations=10)
    home: dict[int, int] = {}
    for group in found:
        if len(group) > 1:
            home.update(dict.fromkeys(group, group[0]))
    upward: dict[int, tuple[float, int]] = {}
    for edge in strongest:
        upper, lower = sorted((rank[edge.source], rank[edge.target]))
        upward[lower] = min(upward.get(lower, (0.0, upper)), (-round(cosine(edge, entities, rank), 9), upper))
    for lower, (_, upper) in sorted(upward.items()):
        if lower not in home:
            home[lower] = home.setdefault(upper, upper)
    groups: dict[int, list[int]] = {}
    for member in range(len(entities)):
        groups.setdefault(home.get(member, len(entities)), []).append(member)
    weight = {key: sum(entities[member].papers for member in members) for key, members in groups.items()}
    order = sorted(groups, key=lambda key: (key == len(entities), -weight[key], key))
    number = {member: position for position, key in enumerate(order) for member in groups[key]}
    return [number[member] for member in range(len(entities))]


@contextmanager
def seeded() -> Iterator[None]:
    """Let igraph draw its random numbers from a fixed seed."""
    igraph.set_random_number_generator(random.Random(1))  # noqa: S311
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)

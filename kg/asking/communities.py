"""Topics: groups of entities that are linked with each other more than with the rest."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import igraph
import numpy as np

from kg.asking import links
from kg.types import Entity

if TYPE_CHECKING:
    from kg.graph import Graph

_NAMING = 3
"""Central entities that name a community."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A group of entities.

    Attributes
    ----------
    name : str
        Its central entities' names.
    weight : float
        Sum of the fractional counts inside.
    members : list of Entity
        The most central first: by the fractional counts with other members, then id.
    """

    name: str
    weight: float
    members: list[Entity]


def communities(graph: "Graph", *, resolution: float = 1.0) -> list[Community]:
    """Find the communities of a graph.

    Leiden's algorithm [1]_ on modularity, with a fixed seed, over the backbone's co-mentions weighted by fractional
    count.

    Parameters
    ----------
    graph : Graph
        An open graph.
    resolution : float
        Above 1 for more and smaller communities, below for fewer and larger.

    Returns
    -------
    list of Community
        Those with most entities first, then by name; entities without co-mentions are in none.

    References
    ----------
    .. [1] Traag, Waltman and van Eck (2019). From Louvain to Leiden: guaranteeing well-connected communities.
       Scientific Reports 9. doi:10.1038/s41598-019-41695-z
    """
    linked = links.network(graph, backbone=True)
    weights = linked.weights()
    with seeded():
        membership = linked.network.community_leiden(
            objective_function="modularity", weights=weights or None, resolution=resolution, n_iterations=10
        ).membership
    home = np.array(membership, np.int64)
    ends = np.array(linked.network.get_edgelist(), np.int64).reshape(-1, 2)
    inside = home[ends[:, 0]] == home[ends[:, 1]]
    strength = np.bincount(ends[inside].ravel(), np.repeat(np.array(weights)[inside], 2), minlength=home.size)
    groups: dict[int, list[int]] = {}
    for row in np.lexsort((-strength.round(9),)).tolist():
        groups.setdefault(int(home[row]), []).append(row)
    everyone = list(graph.entities())
    found = []
    for rows in groups.values():
        members = [everyone[row] for row in rows]
        if len(members) > 1:
            name = ", ".join(member.name for member in members[:_NAMING])
            found.append(Community(name=name, weight=float(strength[rows].sum() / 2), members=members))
    found.sort(key=lambda community: (-len(community.members), community.name))
    return found


@contextmanager
def seeded() -> Iterator[None]:
    """Let igraph draw its random numbers from a fixed seed."""
    igraph.set_random_number_generator(random.Random(1))  # noqa: S311
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)

"""Where everything stands on the map: communities as discs side by side, their members inside, nothing overlapping."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

import igraph
import numpy as np
import numpy.typing as npt

from exports.view.backbone import Links
from kg.asking.communities import seeded

Points = npt.NDArray[np.float64]

SPACING = 60.0
"""Distance between neighbouring places, in the map's units."""

ASPECT = 1.35
"""Width of the map over its height."""

FIRST = 300
"""Members of a community that stand where the drawing wants them; the others fill the places between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """The region of a community: centre and radius in the map's units."""

    x: float
    y: float
    radius: float


def layout(communities: Sequence[int], links: Links) -> tuple[Points, list[Disc]]:
    """Place entities and communities.

    Each community gets a disc as large as its members need; the first stands in the middle, each other one touches
    those before it, as near as it can to the middle and to those it is linked with. In a disc the places form a
    sunflower spiral [1]_, evenly spaced; Fruchterman and Reingold's layout [2]_ says which place each member takes.

    Parameters
    ----------
    communities : sequence of int
        The community of each entity, counted from 0; entities in order of importance.
    links : Links
        The backbone between them.

    Returns
    -------
    points : numpy.ndarray
        Shape (entities, 2), in the map's units, whole numbers.
    discs : list of Disc
        One a community.

    References
    ----------
    .. [1] Vogel (1979). A better way to construct the sunflower head. Mathematical Biosciences 44.
       doi:10.1016/0025-5564(79)90080-4
    .. [2] Fruchterman and Reingold (1991). Graph drawing by force-directed placement. Software: Practice and
       Experience 21. doi:10.1002/spe.4380211102
    """
    count = max(communities, default=-1) + 1
    members: list[list[int]] = [[] for _ in range(count)]
    for entity, community in enumerate(communities):
        members[community].append(entity)
    topic = np.array(communities, np.int64)
    upper, lower = topic[links.upper], topic[links.lower]
    between = np.zeros((count, count))
    np.add.at(between, (upper, lower), links.strength)
    between += between.T
    np.fill_diagonal(between, 0)
    inside = [links.only((upper == community) & (lower == community)) for community in range(count)]
    discs = _pack([SPACING * (sqrt(len(group)) / sqrt(pi) + 0.9) for group in members], between)
    points = np.zeros((len(communities), 2))
    for group, links_inside, disc in zip(members, inside, discs, strict=True):
        points[group] = np.array([disc.x, disc.y]) + _arrange(group, links_inside)
    return np.round(points), discs


def _arrange(group: Sequence[int], links: Links) -> Any:
    """Places of a community's members around its centre."""
    count = len(group)
    turns = np.arange(count) * pi * (3 - sqrt(5))
    places = np.sqrt((np.arange(count) + 0.5) / pi)[:, None] * np.column_stack([np.cos(turns), np.sin(turns)])
    if len(links):
        wanted = _wanted(count, np.searchsorted(group, links.upper), np.searchsorted(group, links.lower), links)
        places = places[_assign(wanted, places)]
    return places * SPACING


def _wanted(count: int, upper: Any, lower: Any, links: Links) -> Any:
    """Where a drawing of the links alone would have the members, spread over as much room as they get."""
    network: Any = igraph.Graph(count, np.column_stack([upper, lower]).tolist())
    rounds = max(50, min(300, 300_000 // count))
    with seeded():
        drawn = np.array(network.layout_fruchterman_reingold(weights=links.strength.tolist(), niter=rounds).coords)
    drawn = drawn - drawn.mean(axis=0)
    # by order of distance from the centre, so that dense parts get room; the more important, the more of it
    distance = np.hypot(*drawn.T)
    area = 1 / (np.arange(count) + 1)
    order = np.argsort(distance, kind="stable")
    outward = np.empty(count)
    outward[order] = np.sqrt((np.cumsum(area[order]) - area[order] / 2) * count / area.sum() / pi)
    return drawn / np.maximum(distance, 1e-9)[:, None] * outward[:, None]


def _assign(wanted: Points, places: Points) -> Any:
    """Number of the place that each member takes: the important ones the nearest, the others ring by ring."""
    taken = np.empty(len(wanted), np.int64)
    free = np.ones(len(places), np.bool_)
    for member, target in enumerate(wanted[:FIRST]):
        distance = np.round(((places - target) ** 2).sum(axis=1), 6)
        taken[member] = np.argmin(np.where(free, distance, np.inf))
        free[taken[member]] = False
    rest, left = wanted[FIRST:], np.flatnonzero(free)
    taken[FIRST:][_around(rest)] = left[_around(places[left])]
    return taken


def _around(points: Points) -> Any:
    """Order of points from the centre outward, ring by ring, each ring by angle."""
    ring = np.empty(len(points))
    ring[np.argsort(np.round(np.hypot(*points.T), 6), kind="stable")] = np.floor(np.sqrt(np.arange(len(points)) / pi))
    return np.lexsort((np.round(np.arctan2(points[:, 1], points[:, 0]), 6), ring))


def _pack(radii: Sequence[float], between: Points) -> list[Disc]:
    """Put discs side by side, the first in the middle."""
    angles = np.linspace(0, 2 * pi, 48, endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    centres = np.zeros((len(radii), 2))
    placed: list[int] = []
    for disc in range(len(radii)):
        if placed:
            reach = np.array([radii[other] + radii[disc] for other in placed]) + SPACING / 4
            candidates = (centres[placed][:, None, :] + ring * reach[:, None, None]).reshape(-1, 2)
            apart = np.hypot(*(candidates[:, None, :] - centres[placed]).transpose(2, 0, 1))
            clear = (apart >= reach - 1e-6).all(axis=1)
            pull = apart @ between[disc, placed] / max(between[disc, placed].sum(), 1e-9)
            spread = np.hypot(candidates[:, 0] / ASPECT, candidates[:, 1])
            cost = np.where(clear, np.round(2 * spread + pull, 3), np.inf)
            centres[disc] = candidates[int(np.argmin(cost))]
        placed.append(disc)
    return [
        Disc(x=round(float(x)), y=round(float(y)), radius=round(radius))
        for (x, y), radius in zip(centres, radii, strict=True)
    ]

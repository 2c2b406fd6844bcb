"""What of a graph is drawn: its entities by importance, the few links that carry its shape, its communities."""

from collections.abc import Sequence
from dataclasses import dataclass

import igraph
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.asking.communities import seeded
from kg.graph import Graph
from kg.types import Entity

Numbers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]

LINKS = 3
"""Links that an entity brings into the backbone."""

TOPICS = 60
"""Communities that are told apart, besides what is linked with none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Links between entities that are numbered by importance, from 0.

    Attributes
    ----------
    upper, lower : numpy.ndarray of int
        Shape (links,): the more and the less important end; ``upper < lower``.
    strength : numpy.ndarray of float
        Shape (links,): fractional count over the square root of both numbers of papers (Salton's cosine on
        fractional counts), so that a very frequent entity does not draw every link to itself. Nine decimals.
    """

    upper: Numbers
    lower: Numbers
    strength: Weights

    def __len__(self) -> int:
        return len(self.lower)

    def only(self, mask: npt.NDArray[np.bool_]) -> "Links":
        """Those links that a mask of shape (links,) has."""
        return Links(upper=self.upper[mask], lower=self.lower[mask], strength=self.strength[mask])


def ranked(graph: Graph) -> list[Entity]:
    """Entities by importance: number of papers, then of mentions, then id."""
    return sorted(graph.entities(), key=lambda entity: (-entity.papers, -entity.mentions, entity.id))


def links(graph: Graph, entities: Sequence[Entity]) -> Links:
    """The ``co_mention`` edges of a graph between its entities, which are given by importance."""
    table = graph.table("edges").filter(pc.field("kind") == "co_mention")
    ids = pa.array([entity.id for entity in entities], pa.string())
    ends = [pc.index_in(table.column(end), ids).to_numpy().astype(np.int64) for end in ("source", "target")]
    papers = np.array([entity.papers for entity in entities], np.float64)
    fractional = table.column("fractional").to_numpy()
    return Links(
        upper=np.minimum(*ends),
        lower=np.maximum(*ends),
        strength=np.round(fractional / np.sqrt(papers[ends[0]] * papers[ends[1]]), 9),
    )


def backbone(links: Links) -> Links:
    """Links that carry the shape of a co-mention graph.

    Each entity brings its `LINKS` strongest links to entities more important than itself. The backbone of the most
    important n entities is the part of the backbone that lies between them, for every n.

    Parameters
    ----------
    links : Links
        All links between the entities.

    Returns
    -------
    Links
        At most `LINKS` for each entity, in the order given.
    """
    order = np.lexsort((links.upper, -links.strength, links.lower))
    lower = links.lower[order]
    position = np.arange(len(order)) - np.searchsorted(lower, lower)
    kept = np.zeros(len(order), np.bool_)
    kept[order[position < LINKS]] = True
    return links.only(kept)


def communities(entities: Sequence[Entity], links: Links) -> list[int]:
    """Topics: groups of entities that are linked with each other more than with the rest.

    Leiden's algorithm [1]_ on modularity with a fixed seed, over the co-mention links weighted by strength, of the
    entities that two papers or more name: what a single paper names says nothing about topics. Each other entity
    goes with its strongest link to a more important one.

    Parameters
    ----------
    entities : sequence of Entity
        By importance, as `ranked` gives them.
    links : Links
        All links between them.

    Returns
    -------
    list of int
        The community of each entity; 0 is the one with most papers. A group beyond the `TOPICS` largest joins the
        one of these that it is linked with most. Entities without links, to any of these or at all, share the last.

    References
    ----------
    .. [1] Traag, Waltman and van Eck (2019). From Louvain to Leiden: guaranteeing well-connected communities.
       Scientific Reports 9. doi:10.1038/s41598-019-41695-z
    """
    core = sum(entity.papers >= 2 for entity in entities)
    inner = links.only(links.lower < core)
    network = igraph.Graph(core, np.column_stack([inner.upper, inner.lower]).tolist())
    with seeded():
        found = network.community_leiden(
            objective_function="modularity", weights=inner.strength.tolist() or None, n_iterations=10
        )
    home: dict[int, int] = {}
    for group in found:
        if len(group) > 1:
            home.update(dict.fromkeys(group, group[0]))
    order = np.lexsort((links.upper, -links.strength, links.lower))
    lower, first = np.unique(links.lower[order], return_index=True)
    for entity, strongest in zip(lower.tolist(), links.upper[order][first].tolist(), strict=True):
        if entity not in home:
            home[entity] = home.setdefault(strongest, strongest)
    apart = len(entities)
    groups: dict[int, list[int]] = {}
    for member in range(len(entities)):
        groups.setdefault(home.get(member, apart), []).append(member)
    weight = {key: sum(entities[member].papers for member in members) for key, members in groups.items()}
    order_of_groups = sorted(groups, key=lambda key: (key == apart, -weight[key], key))
    number = np.empty(len(entities), np.int64)
    for position, key in enumerate(order_of_groups):
        number[groups[key]] = position
    return _merged(number, links)[number].tolist() if len(groups) > TOPICS else number.tolist()


def _merged(number: Numbers, links: Links) -> Numbers:
    """For each community the one of the `TOPICS` largest that it is or is linked with most; else the next number."""
    toward = np.zeros((number.max() + 1, TOPICS))
    for one, other in ((links.upper, links.lower), (links.lower, links.upper)):
        large = number[other] < TOPICS
        np.add.at(toward, (number[one][large], number[other][large]), links.strength[large])
    merged = np.where(toward.any(axis=1), np.round(toward, 6).argmax(axis=1), TOPICS)
    merged[:TOPICS] = np.arange(TOPICS)
    return merged

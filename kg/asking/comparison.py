"""What two entities share and what sets them apart."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.asking.links import Neighbor, neighbors, touching
from kg.types import Edge, Entity

if TYPE_CHECKING:
    from kg.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A neighbour of both.

    Attributes
    ----------
    entity : Entity
        The neighbour.
    a, b : Edge
        Its co-mention with the one and with the other.
    """

    entity: Entity
    a: Edge
    b: Edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two entities side by side.

    Attributes
    ----------
    a, b : Entity
        The two.
    edge : Edge or None
        Their own co-mention.
    similarity : float
        Cosine of their fractional counts with all others, from 0 (nothing shared) to 1.
    shared : list of Shared
        Neighbours of both, by the smaller of the two fractional counts.
    only_a, only_b : list of Neighbor
        Neighbours of one alone, strongest first.
    """

    a: Entity
    b: Entity
    edge: Edge | None
    similarity: float
    shared: list[Shared]
    only_a: list[Neighbor]
    only_b: list[Neighbor]


def compare(graph: "Graph", a: Entity, b: Entity, *, type: str | None = None) -> Comparison:
    """Compare two entities by what they are mentioned with.

    Parameters
    ----------
    graph : Graph
        An open graph.
    a, b : Entity
        Two of its entities.
    type : str, optional
        Only by neighbours of this type; the similarity too.

    Returns
    -------
    Comparison
        Each neighbour in one of its lists.
    """
    near = [
        neighbors(graph, touching(graph, entity.id, kind="co_mention", by="fractional", type=None)) for entity in (a, b)
    ]
    own = next((item.edge for item in near[0] if item.entity.id == b.id), None)
    of_a, of_b = (
        {n.entity.id: n for n in found if n.entity.id not in {a.id, b.id} and type in {None, n.entity.type}}
        for found in near
    )
    shared = [Shared(entity=n.entity, a=n.edge, b=of_b[id].edge) for id, n in of_a.items() if id in of_b]
    shared.sort(key=lambda item: (-min(_weight(item.a), _weight(item.b)), item.entity.id))
    product = math.fsum(_weight(item.a) * _weight(item.b) for item in shared)
    norms = [math.sqrt(math.fsum(_weight(n.edge) ** 2 for n in found.values())) for found in (of_a, of_b)]
    return Comparison(
        a=a,
        b=b,
        edge=own,
        similarity=min(product / (norms[0] * norms[1]), 1.0) if product else 0.0,
        shared=shared,
        only_a=[n for id, n in of_a.items() if id not in of_b],
        only_b=[n for id, n in of_b.items() if id not in of_a],
    )


def _weight(edge: Edge) -> float:
    return edge.fractional or 0.0

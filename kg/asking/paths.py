"""How two entities hang together: the chain of co-mentions with the most evidence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from kg.asking import links
from kg.evidence import Evidence
from kg.schema import from_table
from kg.types import Edge, Entity

if TYPE_CHECKING:
    from kg.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a path.

    Attributes
    ----------
    source, target : Entity
        From where to where, in the path's direction.
    edge : Edge
        Their co-mention.
    evidence : list of Evidence
        The papers behind it with their sentences, as `kg.graph.Graph.why` gives them.
    """

    source: Entity
    target: Entity
    edge: Edge
    evidence: list[Evidence]


def path(graph: "Graph", source: str, target: str) -> list[Step]:
    """Find the strongest chain of co-mentions between two entities.

    The shortest path where a co-mention is as long as one over its fractional count: the distance of Newman [1]_, who
    defined it for authors of common papers with the same count.

    Parameters
    ----------
    graph : Graph
        An open graph.
    source, target : str
        The entities' ids.

    Returns
    -------
    list of Step
        Empty when nothing links them, or they are one.

    References
    ----------
    .. [1] Newman (2001). Scientific collaboration networks. II. Shortest paths, weighted networks, and centrality.
       Physical Review E 64. doi:10.1103/PhysRevE.64.016132
    """
    if source == target:
        return []
    linked = links.network(graph)
    rows = pc.index_in([source, target], value_set=graph.table("entities").column("id")).to_pylist()
    component = linked.network.connected_components().membership
    if component[rows[0]] != component[rows[1]]:  # igraph warns where there is no path
        return []
    found = linked.network.get_shortest_path(*rows, weights=linked.lengths(), output="epath")
    edges = list(from_table(linked.edges.take(found), Edge))
    steps, at = [], source
    for edge in edges:
        to = edge.target if edge.source == at else edge.source
        ends = list(graph.entities_of([at, to]))
        steps.append(Step(source=ends[0], target=ends[1], edge=edge, evidence=graph.why(at, to)))
        at = to
    return steps

"""Map and network file of VOSviewer (van Eck and Waltman 2010)."""

import re
from pathlib import Path

from exports.delimited import write_rows
from kg.dates import first_day
from kg.graph import Graph

suffix = "-vosviewer"

_SPACE = re.compile(r"[\s\"]+")


def write(graph: Graph, path: Path) -> None:
    """Write a folder with ``map.txt`` and ``network.txt``: entities, and how strongly papers name them together.

    VOSviewer places and clusters them itself. An item has its number of papers and mentions as weights and the year
    it was first seen in as score; a link's strength is the fractional count, which is what VOSviewer itself makes of
    papers. Labels are one line without quotation marks, as its files have them.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The folder, which is made; the same bytes for the same graph.

    References
    ----------
    .. [1] van Eck and Waltman (2010). Software survey: VOSviewer, a computer program for bibliometric mapping.
       Scientometrics 84. doi:10.1007/s11192-009-0146-3
    """
    path.mkdir()
    number = {entity.id: position for position, entity in enumerate(graph.entities(), start=1)}
    items = (
        [
            number[entity.id],
            _SPACE.sub(" ", entity.name).strip() or entity.type,
            f"Type: {_SPACE.sub(' ', entity.type)}",
            entity.papers,
            entity.mentions,
            (first_day(entity.first_seen) or "")[:4],
        ]
        for entity in graph.entities()
    )
    header = ["id", "label", "description", "weight<Papers>", "weight<Mentions>", "score<First seen>"]
    write_rows(path / "map.txt", header, items, delimiter="\t")
    links = ([number[edge.source], number[edge.target], edge.fractional] for edge in graph.edges(kind="co_mention"))
    write_rows(path / "network.txt", [], links, delimiter="\t")

"""The view inside a notebook."""

from html import escape
from typing import Any

from exports.view.page import page
from kg.graph import Graph


class show:  # noqa: N801
    """Show a graph inline: the last line of a notebook's cell, or passed to ``display``.

    Parameters
    ----------
    graph : Graph
        An open graph.
    height : int
        Of the frame, in pixels.
    **options
        As `exports.view.page.page` takes them: ``title``, ``top``, ``types``, ``since``, ``focus``.
    """

    def __init__(self, graph: Graph, *, height: int = 640, **options: Any) -> None:
        self._html = page(graph, **options)
        self._height = height

    def _repr_html_(self) -> str:
        # a frame of its own: neither page reaches into the other
        return (
            f'<iframe srcdoc="{escape(self._html)}" sandbox="allow-scripts allow-popups allow-downloads" '
            f'style="width: 100%; height: {self._height}px; border: 0"></iframe>'
        )

"""The page: pyvis fills our template with the payload, the styles and the scripts."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from pyvis.network import Network

from exports.view.payload import payload
from kg.errors import ExportError
from kg.graph import Graph

TOP = 250
"""Entities that are shown at first."""

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1, "borderWidthSelected": 3},
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "multiselect": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
}
"""What vis-network is told: everything stands where the layout put it, links are straight."""

_SCRIPTS = ("data", "state", "shown", "map", "details", "controls", "download", "start")
"""Ours, in the order in which they stand in the page; they share one scope."""

_VIS = "lib/vis-9.1.2/vis-network.min.js"


def page(
    graph: Graph,
    *,
    title: str | None = None,
    top: int = TOP,
    types: Sequence[str] = (),
    since: str | None = None,
    focus: str | None = None,
) -> str:
    """Make the view of a graph: one HTML page that needs nothing else, no network either.

    What is shown at first can be chosen here; the reader can change all of it in the page.

    Parameters
    ----------
    graph : Graph
        An open graph.
    title : str, optional
        Of the page; the name of the graph's directory when left out.
    top : int
        How many entities are shown at first, the most important ones.
    types : sequence of str
        Types of entities that are shown at first; all when empty.
    since : str, optional
        A year or month, as ``2025`` or ``2025-09``: papers before it do not count at first.
    focus : str, optional
        Open on this entity and what it is linked with; any name that `Graph.entity` takes.

    Returns
    -------
    str
        HTML; the same for the same graph and arguments.

    Raises
    ------
    NotFoundError
        When the graph has no entity of the name to focus.
    ExportError
        When it has no entity of one of the types, or `since` is no year or month.
    """
    focused = None if focus is None else graph.entity(focus).id
    content = payload(graph)
    network = Network(heading=title or graph.directory.resolve().stem)
    network.nodes, network.options = content.nodes, OPTIONS
    templates = ChoiceLoader([PackageLoader("exports.view", ""), network.templateEnv.loader])
    network.templateEnv = Environment(loader=templates, autoescape=True)
    network.templateEnv.filters["packed"] = _packed
    network.path = "template.html"
    names = ("style.css", _VIS, *(f"scripts/{name}.js" for name in _SCRIPTS))
    style, *scripts = (_source(templates, network.templateEnv, name) for name in names)
    network.templateEnv.globals.update(
        style=style,
        scripts=scripts,
        script_hashes=[_hash(script) for script in scripts],
        settings={
            "topics": content.topics,
            "types": content.types,
            "sources": content.sources,
            "links": content.links,
            "left_out": content.left_out,
            "papers": graph.table("papers").num_rows,
            "start": {
                "top": max(1, min(top, len(content.nodes))),
                "types": _known(types, content.types),
                "since": _month(since),
                "focus": focused,
            },
        },
        evidence=content.evidence,
    )
    return str(network.generate_html())


def _known(types: Sequence[str], present: Sequence[str]) -> list[str]:
    for type in types:
        if type not in present:
            raise ExportError(f"no entity of type {type!r} in this graph; its types are {', '.join(present)}")
    return list(types)


def _month(since: str | None) -> str | None:
    if since is None:
        return None
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", since, re.ASCII):
        raise ExportError(f"{since!r} is no year or month; write it as 2025 or 2025-09")
    return since if "-" in since else f"{since}-01"


def _source(templates: BaseLoader, environment: Environment, name: str) -> Markup:
    """A file of ours or of pyvis, to stand in the page as it is."""
    text, _, _ = templates.get_source(environment, name)
    return Markup(text.replace("\r\n", "\n"))  # noqa: S704


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _packed(value: object) -> str:
    """JSON, compressed, as text that is safe in HTML."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.b64encode(gzip.compress(data, compresslevel=6, mtime=0)).decode()

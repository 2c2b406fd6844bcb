"""The page: pyvis fills our template with the payload, the styles and the scripts."""

import base64
import gzip
import hashlib
import json
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from pyvis.network import Network

from exports.view.payload import payload
from kg.graph import Graph

TOP = 250
"""Entities that are shown at first."""

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1, "borderWidthSelected": 3},
    "edges": {"smooth": False, "selectionWidth": 1, "hoverWidth": 1},
    "interaction": {"hover": True, "dragNodes": False, "multiselect": False, "selectConnectedEdges": False},
}
"""What vis-network is told: everything stands where the layout put it, links are straight."""

_VIS = "lib/vis-9.1.2/vis-network.min.js"


def page(graph: Graph, *, title: str | None = None, top: int = TOP, focus: str | None = None) -> str:
    """Make the view of a graph: one HTML page that needs nothing else, no network either.

    Parameters
    ----------
    graph : Graph
        An open graph.
    title : str, optional
        Of the page; the name of the graph's directory when left out.
    top : int
        How many entities are shown at first, the most important ones.
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
    """
    focused = None if focus is None else graph.entity(focus).id
    content = payload(graph)
    network = Network(heading=title or graph.directory.resolve().stem)
    network.nodes, network.edges, network.options = content.nodes, content.edges, OPTIONS
    templates = ChoiceLoader([PackageLoader("exports.view", ""), network.templateEnv.loader])
    network.templateEnv = Environment(loader=templates, autoescape=True)
    network.path = "template.html"
    style, *scripts = (_source(templates, network.templateEnv, name) for name in ("view.css", _VIS, "view.js"))
    network.templateEnv.globals.update(
        style=style,
        scripts=scripts,
        script_hashes=[_hash(script) for script in scripts],
        settings={
            "topics": content.topics,
            "types": content.types,
            "links": content.links,
            "papers": graph.table("papers").num_rows,
            "top": max(1, min(top, len(content.nodes))),
            "focus": focused,
        },
        evidence=_packed(content.evidence),
    )
    return str(network.generate_html())


def _source(templates: BaseLoader, environment: Environment, name: str) -> Markup:
    """A file of ours or of pyvis, to stand in the page as it is."""
    text, _, _ = templates.get_source(environment, name)
    return Markup(text.replace("\r\n", "\n"))  # noqa: S704


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _packed(value: object) -> str:
    """JSON, compressed, as text that is safe in HTML."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()

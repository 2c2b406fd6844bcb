"""The page as text: what it holds, that it is safe as it stands, and that it is the same every time."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import kg
from exports.view.page import page
from kg.errors import ExportError, NotFoundError
from kg.graph import Graph
from tests.exports import graphs


class Elements(HTMLParser):
    """Collects the elements of a page, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "action", "data"}]


def test_same_graph_gives_same_page(small: Graph) -> None:
    assert page(small) == page(kg.open(small.directory))


def test_hostile_text_adds_no_element(small: Graph, hostile: Graph) -> None:
    plain = Elements(page(small, title="A title"))
    attacked = Elements(page(hostile, title="".join(graphs.HOSTILE)))
    assert attacked.tags == plain.tags


def test_page_refers_to_nothing_outside(small: Graph) -> None:
    html = page(small)
    assert Elements(html).links == []
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src 'none'")
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert "http" not in policy


@pytest.mark.parametrize("maker", [graphs.empty, graphs.small])
def test_title_is_what_the_graph_is_called(maker: object, tmp_path: Path) -> None:
    assert callable(maker)
    graph = maker(tmp_path / "my & own.kg")
    assert "<h1>my &amp; own</h1>" in page(graph)
    assert "<title>Mine · knowledge graph</title>" in page(graph, title="Mine")


def test_focus_on_what_is_not_there(small: Graph) -> None:
    with pytest.raises(NotFoundError, match="nearest: Qwen2"):
        page(small, focus="qwen")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"types": ["Model", "Colour"]}, "no entity of type 'Colour' in this graph; its types are Method, Model"),
        ({"since": "May 2025"}, "'May 2025' is no year or month; write it as 2025 or 2025-09"),
        ({"since": "2025-13"}, "is no year or month"),
    ],
)
def test_first_sight_that_is_not_there(small: Graph, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ExportError, match=message):
        page(small, **arguments)


@pytest.mark.shared
def test_real_pages_stay_small(page_graph: Path) -> None:
    assert len(page(kg.open(page_graph)).encode()) < 3_000_000

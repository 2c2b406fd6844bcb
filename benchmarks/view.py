"""Measure the view of graphs: making it, its size, opening it, a click; beside it pyvis as it comes.

Usage: view.py DIR...
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright
from pyvis.network import Network

import kg
from exports.view.backbone import ranked
from exports.view.page import page as view_page
from kg.graph import Graph

LIMIT = 60.0
"""Seconds that pyvis gets to settle."""

SETTLED = "document.getElementById('loadingBar')?.style.display === 'none'"
CLICK = """async name => {
    const start = performance.now();
    kgview.select(name);
    const done = performance.now() - start;
    await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
    return [done, performance.now() - start];
}"""


def timed(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def ours(browser: Browser, graph: Graph, path: Path) -> list[str]:
    making = timed(lambda: path.write_text(view_page(graph), encoding="utf-8"))
    name = ranked(graph)[0].name
    page = browser.new_page(viewport={"width": 1280, "height": 800})

    def search() -> None:
        page.goto(path.as_uri())
        page.get_by_role("searchbox").fill(name[:4])
        page.get_by_role("option").first.wait_for()

    opening = timed(search)
    panel, drawn = page.evaluate(CLICK, name)
    page.close()
    return [f"{making:.1f}", size(path), f"{opening:.1f}", f"{panel:.0f}", f"{drawn:.0f}"]


def pyvis(browser: Browser, graph: Graph, path: Path) -> list[str]:
    """All entities and links, physics on; lists are assigned, as adding edge by edge takes quadratic time."""

    def write() -> None:
        network = Network(cdn_resources="in_line")
        network.nodes = [{"id": e.id, "label": e.name, "shape": "dot"} for e in graph.entities()]
        network.edges = [{"from": e.source, "to": e.target} for e in graph.edges(kind="co_mention")]
        path.write_text(network.generate_html(), encoding="utf-8")

    making = timed(write)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    try:
        settled = f"{timed(lambda: settle(page, path)):.1f}"
    except Error:
        settled = f"not settled in {LIMIT:.0f}"
    page.close()
    return [f"{making:.1f}", size(path), settled, "-", "-"]


def settle(page: Page, path: Path) -> None:
    page.route("http*://**", lambda route: route.abort())  # Bootstrap from a network that is not there
    page.goto(path.as_uri(), timeout=LIMIT * 1000)
    page.wait_for_function(SETTLED, timeout=LIMIT * 1000)


def size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f}"


def main() -> None:
    graphs = [kg.open(name) for name in sys.argv[1:] or sys.exit(__doc__)]
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("needs Chromium")
    print("| graph | view | making, s | MB | opening until it answers, s | click, ms | and drawn, ms |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for graph in graphs:
            papers, entities = (graph.table(name).num_rows for name in ("papers", "entities"))
            for name, measure in (("kg view", ours), ("pyvis as it comes", pyvis)):
                row = measure(browser, graph, Path(folder) / "view.html")
                print(f"| {papers:,} papers, {entities:,} entities | {name} | {' | '.join(row)} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()

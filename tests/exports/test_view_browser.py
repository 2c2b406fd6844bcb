"""The view as people use it, in Chromium, opened from the disk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from exports.view.page import page as view_page
from exports.view.payload import payload
from kg.graph import Graph
from kg.types import Paper
from tests.exports import graphs

pytestmark = pytest.mark.browser


@dataclass
class Seen:
    """What a page did that nobody should have to see."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass
class View:
    page: Page
    seen: Seen


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


Open = Callable[..., View]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    opened: list[View] = []

    def show(graph: Graph, width: int = 1280, height: int = 800, **arguments: object) -> View:
        path = tmp_path / "view.html"
        path.write_text(view_page(graph, **arguments), encoding="utf-8")  # type: ignore[arg-type]
        page = browser.new_page(viewport={"width": width, "height": height})
        view = View(page=page, seen=Seen())

        def listen(message: ConsoleMessage) -> None:
            view.seen.complaints.append(f"{message.type}: {message.text}")

        page.on("request", lambda request: view.seen.requests.append(request.url))
        page.on("console", listen)
        page.on("pageerror", lambda error: view.seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: view.seen.complaints.append(f"dialog: {dialog.message}"))
        page.goto(path.as_uri())
        page.wait_for_function("window.kgview")
        opened.append(view)
        return view

    yield show
    for view in opened:
        view.page.close()
        assert view.seen.complaints == []
        assert len(view.seen.requests) == 1, view.seen.requests  # the file itself


def test_opens_and_says_what_it_shows(show: Open, small: Graph) -> None:
    page = show(small).page
    expect(page.get_by_role("status")).to_have_text("showing 15 of 18 edges between 7 of 7 entities")
    expect(page.get_by_role("heading", level=1)).to_have_text("small")
    details = page.get_by_role("complementary", name="Details")
    expect(details).to_contain_text("3 papers name 7 entities; 18 links")


def test_search_finds_by_alias_and_jumps(show: Open, small: Graph) -> None:
    page = show(small).page
    page.get_by_role("searchbox").fill("grp")
    option = page.get_by_role("listbox").get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_contain_text("GRPO → Group Relative Policy Optimization")
    option.click()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("heading", level=2)).to_have_text("Group Relative Policy Optimization")
    expect(details).to_contain_text("Method, in 2 papers, 6 mentions")
    expect(details).to_contain_text("First seen 2024-02-05, last 2025-03")
    expect(details).to_contain_text("abbreviation: a paper defines it as Group Relative Policy Optimization")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_search_by_keyboard(show: Open, small: Graph) -> None:
    page = show(small).page
    page.keyboard.press("/")
    page.keyboard.type("m")
    expect(page.get_by_role("option", selected=True)).to_contain_text("MATH")
    page.keyboard.press("Backspace")
    page.keyboard.type("grosse")
    expect(page.get_by_role("option")).to_have_text("No entity of that name")
    page.keyboard.press("Control+a")
    page.keyboard.type("größe 7b")
    page.keyboard.press("Enter")
    heading = page.get_by_role("complementary", name="Details").get_by_role("heading", level=2)
    expect(heading).to_have_text("Größe-7B")
    page.keyboard.press("Escape")
    expect(heading).to_have_text("What is here")


def test_from_an_entity_to_the_sentences_of_a_link(show: Open, small: Graph) -> None:
    page = show(small).page
    page.evaluate("kgview.select('GRPO')")
    details = page.get_by_role("complementary", name="Details")
    details.get_by_role("button", name="Sentences that link Qwen2.5, 2 papers").click()
    expect(details.get_by_role("heading", level=2)).to_have_text("Group Relative Policy Optimization and Qwen2.5")
    expect(details).to_contain_text("Named together in 2 papers of 3, 2024-02-05 to 2025-03.")
    edge = next(e for e in small.edges(kind="co_mention") if (e.source, e.target) == ("grpo", "model-qwen2.5"))
    assert edge.fractional is not None
    expect(details).to_contain_text(f"Fractional count {edge.fractional:.2f}")
    expect(details).to_contain_text("1 paper introducing Group Relative Policy Optimization named Qwen2.5.")
    together = details.locator("li.paper").first
    expect(together).to_contain_text("Scaling GRPO to larger models")
    expect(together.locator("mark")).to_have_text(["GRPO", "Qwen2.5"])
    expect(together.locator("blockquote")).to_have_text("\U0001f680 GRPO works for Qwen2.5 and for Größe-7B.")
    link = details.get_by_role("link", name="Group Relative Policy Optimization for reasoning")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("href", "https://example.org/p1")
    expect(details.get_by_role("link")).to_have_count(1)  # the other paper's address is no web address


def test_organisation_has_what_it_published(show: Open, small: Graph) -> None:
    page = show(small).page
    page.evaluate("kgview.select('Example Lab')")
    details = page.get_by_role("complementary", name="Details")
    published = details.get_by_role("heading", name="Listed as publisher of 2 papers")
    titles = published.locator("xpath=following-sibling::ul[1]").locator("p:first-child")
    expect(titles).to_have_text([paper.title for paper in small.publications("Example Lab")])


def test_clicks_on_the_map(show: Open, tmp_path: Path) -> None:
    papers = [Paper(id="p", title="Both", abstract="Alpha beats Beta.", date="2024")]
    things = [graphs.Thing(name="Alpha", type="Method"), graphs.Thing(name="Beta", type="Model")]
    graph = graphs.make(tmp_path / "two.kg", papers, things)
    page = show(graph).page
    box = page.locator("#map").bounding_box()
    assert box is not None
    content = payload(graph)
    (disc,) = content.topics  # it fills the height of the map, as documented of the first sight
    scale = min(3, box["height"] / (2 * disc["radius"])) * 0.98

    def click(x: float, y: float) -> None:
        across, down = (x - disc["x"]) * scale, (y - disc["y"]) * scale
        page.mouse.click(box["x"] + box["width"] / 2 + across, box["y"] + box["height"] / 2 + down)

    heading = page.get_by_role("complementary", name="Details").get_by_role("heading", level=2)
    one, other = content.nodes
    click((one["x"] + other["x"]) / 2, (one["y"] + other["y"]) / 2)
    expect(heading).to_have_text("Alpha and Beta")
    page.get_by_role("button", name="Reset").click()
    click(other["x"], other["y"])
    expect(heading).to_have_text(other["name"])
    page.get_by_role("button", name="Reset").click()
    expect(heading).to_have_text("What is here")


def test_filters_change_the_counts(show: Open, small: Graph) -> None:
    page = show(small).page
    status = page.get_by_role("status")
    page.get_by_role("checkbox", name="Benchmark").uncheck()
    expect(status).to_contain_text("5 of 7 entities")
    assert not {"GSM8K", "MATH"} & set(page.evaluate("kgview.shown().entities"))
    page.get_by_role("slider", name="Entities").fill("2")
    expect(status).to_contain_text("showing 1 of 18 edges between 2 of 7 entities")
    assert page.evaluate("kgview.shown().links") == [["Group Relative Policy Optimization", "accuracy"]]
    page.get_by_role("button", name="Reset").click()
    expect(status).to_have_text("showing 15 of 18 edges between 7 of 7 entities")


def test_search_shows_what_the_filters_hide(show: Open, small: Graph) -> None:
    page = show(small, top=2).page
    expect(page.get_by_role("status")).to_contain_text("2 of 7 entities")
    page.get_by_role("checkbox", name="Benchmark").uncheck()
    page.get_by_role("searchbox").fill("math")
    page.keyboard.press("Enter")
    assert "MATH" in page.evaluate("kgview.shown().entities")
    expect(page.get_by_role("checkbox", name="Benchmark")).to_be_checked()


def test_focus_shows_the_neighbourhood(show: Open, small: Graph) -> None:
    page = show(small, top=1, focus="MATH").page
    heading = page.get_by_role("complementary", name="Details").get_by_role("heading", level=2)
    expect(heading).to_have_text("MATH")
    shown = set(page.evaluate("kgview.shown().entities"))
    assert shown == {neighbour.entity.name for neighbour in small.neighbors("MATH")} | {"MATH"}
    assert {name for link in page.evaluate("kgview.shown().links") if "MATH" in link for name in link} == shown


def test_list_has_what_the_map_has(show: Open, small: Graph) -> None:
    page = show(small).page
    page.get_by_role("button", name="List").click()
    table = page.get_by_role("table", name="Entities shown")
    expect(table.get_by_role("row")).to_have_count(8)
    names = table.locator("tbody td:first-child").all_text_contents()
    assert names == page.evaluate("kgview.shown().entities")
    table.get_by_role("button", name="MATH").click()
    expect(page.get_by_role("complementary", name="Details")).to_contain_text("Benchmark, in 1 paper")


def test_every_claim_of_a_pair_agrees_with_the_graph(show: Open, made: Callable[[str], Graph]) -> None:
    graph = made("synthetic")
    page = show(graph, top=1000).page
    entity = max(graph.entities(), key=lambda entity: entity.papers)
    page.evaluate("name => kgview.select(name)", entity.name)
    details = page.get_by_role("complementary", name="Details")
    strongest = graph.neighbors(entity.name, type="Method", limit=6)
    rows = details.get_by_role("heading", name="With Method").locator("xpath=following-sibling::ul[1]/li")
    assert rows.locator("button.plain").all_text_contents() == [near.entity.name for near in strongest]
    assert rows.locator("button.count").all_text_contents() == [
        f"{near.edge.papers} paper{'s' * (near.edge.papers > 1)}" for near in strongest
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_everything_fits_the_width(show: Open, small: Graph, width: int) -> None:
    page = show(small, width=width, height=844).page
    page.evaluate("kgview.select('GRPO')")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for role, name in (("searchbox", None), ("complementary", "Details"), ("slider", "Entities"), ("button", "List")):
        element = page.get_by_role(role, name=name) if name else page.get_by_role(role)  # type: ignore[arg-type]
        box = element.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    canvas = page.locator("#map canvas").bounding_box()
    assert canvas is not None
    assert canvas["height"] > 300


def test_empty_graph(show: Open, made: Callable[[str], Graph]) -> None:
    page = show(made("empty")).page
    expect(page.get_by_role("status")).to_have_text("showing 0 of 0 edges between 0 of 0 entities")


def test_hostile_text_runs_nothing(show: Open, hostile: Graph) -> None:
    page = show(hostile, title="".join(graphs.HOSTILE)).page
    details = page.get_by_role("complementary", name="Details")
    for entity in hostile.entities():
        page.evaluate("id => kgview.focus(id)", entity.id)
        expect(details.get_by_role("heading", level=2)).to_be_visible()
        for button in range(details.locator("button.count").count()):
            page.evaluate("id => kgview.select(id)", entity.id)
            details.locator("button.count").nth(button).click()
        page.get_by_role("searchbox").fill(entity.name[:40])
    page.get_by_role("button", name="List").click()
    page.keyboard.press("Escape")
    assert page.evaluate("window.hacked") is None
    assert page.locator("a[href]:not([href^='http'])").count() == 0
    injected = (
        "main b, aside b, aside script, main script, main img, aside img, svg, [onclick], [onmouseover], [onload]"
    )
    assert page.locator(injected).count() == 0

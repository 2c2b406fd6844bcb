"""The view as people use it, in Chromium, opened from the disk."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from exports.view.backbone import backbone, links, ranked
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

    def show(graph: Graph, width: int = 1280, height: int = 800, address: str = "", **arguments: object) -> View:
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
        page.goto(path.as_uri() + address)
        page.wait_for_function("window.kgview")
        opened.append(view)
        return view

    yield show
    for view in opened:
        view.page.close()
        assert view.seen.complaints == []
        elsewhere = [url for url in view.seen.requests if not url.startswith(("file:", "blob:", "about:"))]
        assert elsewhere == []


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


def test_backbone_is_drawn(show: Open, made: Callable[[str], Graph]) -> None:
    graph = made("synthetic")
    page = show(graph, top=120).page
    entities = ranked(graph)
    kept = backbone(links(graph, entities).only(links(graph, entities).lower < 120))
    expected = {
        (entities[lower].name, entities[upper].name) for lower, upper in zip(kept.lower, kept.upper, strict=True)
    }
    assert {tuple(link) for link in page.evaluate("kgview.shown().links")} == expected


def names_until(graph: Graph, until: str) -> set[str]:
    """Entities named by papers of a date up to and with a month; a year alone begins in January."""
    early = {paper.id for paper in graph.papers() if paper.date and paper.date[:7] <= until}
    names = {entity.id: entity.name for entity in graph.entities()}
    return {names[mention.entity] for mention in graph.mentions() if mention.paper in early} | {
        entity.name for entity in graph.entities() for paper in graph.papers()
        if paper.id in early and entity.name in {organisation.name for organisation in paper.organisations}
    }  # fmt: skip


def test_date_slider_shows_the_field_growing(show: Open, small: Graph) -> None:
    page = show(small).page
    slider = page.get_by_role("slider", name="Until")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "2024-02")
    assert set(page.evaluate("kgview.shown().entities")) == names_until(small, "2024-02")
    expect(page.locator("#what")).to_contain_text("papers until 2024-02")
    page.keyboard.press("End")
    assert len(page.evaluate("kgview.shown().entities")) == 7
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)
    assert len(page.evaluate("kgview.shown().entities")) == 7


def test_more_filters(show: Open, small: Graph) -> None:
    page = show(small).page
    page.get_by_role("button", name="More filters").click()

    def shown() -> set[str]:
        return set(page.evaluate("kgview.shown().entities"))

    page.get_by_label("Papers at least").fill("2")
    assert shown() == {entity.name for entity in small.entities() if entity.papers >= 2}
    page.get_by_label("Papers at least").fill("0")
    page.get_by_label("Source").select_option("page.txt")
    assert shown() == names_until(small, "2024-02")
    page.get_by_label("Source").select_option("")
    page.get_by_label("Weight at least").fill("2")
    together = [e for e in small.edges(kind="co_mention") if e.papers >= 2]
    assert len(page.evaluate("kgview.shown().links")) == len(together)
    page.get_by_label("Weight at least").fill("0")
    page.get_by_role("slider", name="Links each").press("End")
    assert len(page.evaluate("kgview.shown().links")) == 18
    page.get_by_label("Weight", exact=True).select_option("npmi")
    page.get_by_label("Topic").select_option("0")
    expect(page.locator("#what")).to_contain_text("topic ")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("status")).to_have_text("showing 15 of 18 edges between 7 of 7 entities")


def test_address_holds_what_is_set(show: Open, small: Graph) -> None:
    page = show(small).page
    heading = page.get_by_role("complementary", name="Details").get_by_role("heading", level=2)
    page.evaluate("kgview.select('MATH')")
    page.evaluate("kgview.select('GSM8K')")
    page.get_by_role("checkbox", name="Metric").uncheck()
    address = page.url
    page.go_back()
    expect(page.get_by_role("checkbox", name="Metric")).to_be_checked()
    page.go_back()
    expect(heading).to_have_text("MATH")
    page.go_back()
    expect(heading).to_have_text("What is here")
    page.go_forward()
    expect(heading).to_have_text("MATH")
    page.goto("about:blank")
    page.goto(address)
    expect(heading).to_have_text("GSM8K")
    expect(page.get_by_role("checkbox", name="Metric")).not_to_be_checked()
    page.close()


@pytest.mark.parametrize(
    "address",
    [
        "#chosen=entity&chosen=nothing&focus=nothing&topic=__proto__&weight=constructor&at=1 2 x&until=99&top=-3",
        "#chosen=<img src=x onerror=hacked=1>&hide=<b>&theme=<script>&source=x&top=1e99&steps=&from=2024-13",
        "#chosen=path&chosen=grpo&links=NaN&min=Infinity&%E0%A4%A",
    ],
)
def test_address_of_a_stranger(show: Open, small: Graph, address: str) -> None:
    page = show(small, address=address).page
    expect(page.get_by_role("status")).to_contain_text("of 7 entities")
    assert page.evaluate("window.hacked") is None


def test_path_with_its_sentences(show: Open, tmp_path: Path) -> None:
    papers = [
        Paper(id="p1", title="One", abstract="Alpha extends Beta.", date="2024"),
        Paper(id="p2", title="Two", abstract="Beta precedes Gamma.", date="2025"),
        Paper(id="p3", title="Three", abstract="Delta stands alone with Epsilon.", date="2025"),
    ]
    things = [graphs.Thing(name=name, type="Method") for name in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")]
    page = show(graphs.make(tmp_path / "path.kg", papers, things)).page
    page.evaluate("kgview.select('Alpha')")
    details = page.get_by_role("complementary", name="Details")
    details.get_by_role("button", name="Path to").click()
    page.keyboard.type("gamma")
    page.keyboard.press("Enter")
    expect(details).to_contain_text("2 steps, each shown by its newest paper.")
    expect(details.locator("blockquote")).to_have_text(["Alpha extends Beta.", "Beta precedes Gamma."])
    expect(details.locator("mark")).to_have_text(["Alpha", "Beta", "Beta", "Gamma"])
    page.evaluate("kgview.path('Alpha', 'Delta')")
    expect(details).to_contain_text("No path leads there.")


def test_papers_too(show: Open, small: Graph) -> None:
    page = show(small).page
    page.get_by_role("button", name="More filters").click()
    page.get_by_role("checkbox", name="Show papers too").check()
    expect(page.get_by_role("status")).to_contain_text("and 3 of 3 papers")
    page.goto(page.url.split("#")[0] + "#papers=1&chosen=paper&chosen=p1")
    page.reload()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("link", name="Group Relative Policy Optimization for reasoning")).to_be_visible()
    expect(details.get_by_role("heading", name="Introduces").locator("xpath=following-sibling::ul[1]")).to_contain_text(
        "Group Relative Policy Optimization"
    )
    view = page.locator("blockquote")
    expect(view).to_have_count(4)
    page.close()


def test_downloads_what_is_shown(show: Open, hostile: Graph) -> None:
    page = show(hostile).page

    def download(name: str) -> bytes:
        page.get_by_text("Download", exact=True).click()
        with page.expect_download() as started:
            page.get_by_role("button", name=name).click()
        page.keyboard.press("Escape")
        page.get_by_text("Download", exact=True).click()
        return Path(started.value.path()).read_bytes()

    image = download("Picture (PNG)")
    assert image.startswith(b"\x89PNG")
    assert len(image) > 5_000
    drawing = ET.fromstring(download("Drawing (SVG)"))  # noqa: S314
    tags = [element.tag.rpartition("}")[2] for element in drawing.iter()]
    assert set(tags) <= {"svg", "title", "rect", "circle", "polygon", "line", "text"}
    assert tags.count("line") == len(page.evaluate("kgview.shown().links"))
    rows = list(csv.DictReader(io.StringIO(download("Entities (CSV)").decode(), newline="")))
    assert len(rows) == len(page.evaluate("kgview.shown().entities"))
    assert [row for row in rows if row["name"] == "'=HYPERLINK(1)"]
    edges = list(csv.DictReader(io.StringIO(download("Edges (CSV)").decode(), newline="")))
    assert len(edges) == len(page.evaluate("kgview.shown().links"))
    assert not [value for row in (*rows, *edges) for value in row.values() if value[:1] in "=+@" and value]


def test_light_and_dark(show: Open, small: Graph) -> None:
    page = show(small).page

    def background() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert background() == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = background()
    page.get_by_role("button", name="More filters").click()
    page.get_by_label("Colours").select_option("light")
    assert background() == "rgb(255, 255, 255)" != dark


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(show: Open, small: Graph, theme: str) -> None:
    page = show(small, address=f"#theme={theme}").page

    def colour(name: str) -> str:
        return str(page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()"))

    def contrast(one: str, other: str) -> float:
        low, high = sorted([luminance(colour(one)), luminance(colour(other))])
        return (high + 0.05) / (low + 0.05)

    for ground in ("paper", "surface", "region"):
        assert min(contrast(text, ground) for text in ("ink", "muted", "accent")) >= 4.5, ground
        assert min(contrast(f"type-{number}", ground) for number in range(7)) >= 3, ground
    assert min(contrast("ink", mark) for mark in ("mark-a", "mark-b")) >= 4.5


def test_notebook_shows_it_in_a_frame(browser: Browser, small: Graph, tmp_path: Path) -> None:
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><title>Notebook</title>{small.view(focus='MATH')._repr_html_()}", "utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(notebook.as_uri())
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("complementary", name="Details")).to_contain_text("Benchmark, in 1 paper")
    frame.get_by_role("button", name="Reset").click()
    expect(frame.get_by_role("status")).to_contain_text("of 7 entities")
    page.close()
    assert complaints == []


def test_prints_a_drawing_in_light_colours(show: Open, small: Graph) -> None:
    page = show(small, address="#theme=dark").page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    drawing = page.locator("#print svg")
    expect(drawing).to_be_visible()
    expect(drawing).to_contain_text("The entities named by most papers; showing 15 of 18 edges between 7 of 7 entities")
    expect(drawing).to_contain_text("Benchmark")  # the legend
    expect(page.get_by_role("complementary", name="Details")).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_first_sight_can_be_chosen(show: Open, small: Graph) -> None:
    page = show(small, types=["Model", "Benchmark"], since="2025").page
    assert set(page.evaluate("kgview.shown().entities")) == {"Qwen2.5", "Größe-7B", "GSM8K", "MATH"}
    expect(page.locator("#what")).to_have_text(
        "The entities named by most papers · only Model, Benchmark · papers since 2025-01"
    )


def test_focus_in_two_steps_and_back_to_the_map(show: Open, made: Callable[[str], Graph]) -> None:
    graph = made("synthetic")
    page = show(graph).page
    entity = ranked(graph)[40]
    page.evaluate("name => kgview.focus(name)", entity.name)
    one = set(page.evaluate("kgview.shown().entities"))
    assert one == {entity.name} | {near.entity.name for near in graph.neighbors(entity.name)}
    details = page.get_by_role("complementary", name="Details")
    details.get_by_role("button", name="Two steps").click()
    assert set(page.evaluate("kgview.shown().entities")) > one
    expect(page.locator("#what")).to_contain_text(f"What is named together with {entity.name}, two steps")
    page.get_by_role("button", name="Whole map").click()
    expect(page.get_by_role("status")).to_contain_text("between 25")


def test_topic_opens(show: Open, made: Callable[[str], Graph]) -> None:
    page = show(made("synthetic"), top=5).page
    details = page.get_by_role("complementary", name="Details")
    topics = details.get_by_role("heading", name="Largest topics").locator("xpath=following-sibling::ul[1]//button")
    topics.nth(1).click()
    expect(details).to_contain_text("that are named together more than with others")
    assert len(page.evaluate("kgview.shown().entities")) > 5
    details.get_by_role("button", name="Only this topic").click()
    assert len(page.evaluate("kgview.shown().entities")) == 5
    expect(page.locator("#what")).to_contain_text("topic ")


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
    table.get_by_role("button", name="MATH").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Details")).to_contain_text("Benchmark, in 1 paper")


def test_everything_is_reached_by_keys(show: Open, small: Graph) -> None:
    page = show(small).page
    page.get_by_role("button", name="More filters").press("Enter")
    page.get_by_text("Download", exact=True).press("Enter")
    everything = "[...document.querySelectorAll('input, select, button, summary')].filter(item => item.offsetParent)"
    controls = set(
        page.evaluate(f"{everything}.map((item, number) => {{ item.dataset.number = number; return number; }})")
    )
    assert len(controls) > 25
    assert page.evaluate(f"{everything}.every(item => item.labels?.length || item.ariaLabel || item.textContent)")
    reached = set()
    for _ in range(len(controls) + 10):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("Number(document.activeElement.dataset.number ?? -1)"))
    assert controls <= reached


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
        page.evaluate("id => kgview.path(kgview.shown().entities[0], id)", entity.id)
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="More filters").click()
    page.get_by_role("checkbox", name="Show papers too").check()
    for number in range(len(graphs.HOSTILE)):
        page.evaluate("number => choose('paper', data.papers[number].key)", number)
        expect(details.get_by_role("heading", name="Sentences that name them")).to_be_visible()
    for topic in range(page.evaluate("settings.topics.length")):
        page.evaluate("topic => choose('topic', String(topic))", topic)
        details.get_by_role("button", name="Only this topic").click()
    page.get_by_role("button", name="List").click()
    page.keyboard.press("Escape")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.reload()
    assert page.evaluate("window.hacked") is None
    assert page.locator("a[href]:not([href^='http'])").count() == 0
    injected = (
        "main b, aside b, aside script, main script, img, aside svg, header svg, [onclick], [onmouseover], [onload]"
    )
    assert page.locator(injected).count() == 0

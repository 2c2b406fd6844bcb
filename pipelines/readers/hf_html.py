"""Pages of Hugging Face Daily Papers saved as HTML: the page carries its papers as the API's JSON."""

from collections.abc import Iterator
from html.parser import HTMLParser

from kg.types import Record, Skip
from pipelines.readers import hf_daily, json_items
from pipelines.sources import Document


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether it is an HTML page, of whatever site."""
    start = head.lstrip()[:1024].casefold()
    return start.startswith(("<!doctype html", "<html", "<head", "<body", "<!-- saved from")) or "<html" in start


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the page; any other HTML is skipped whole."""
    page = _Page()
    page.feed(document.text())
    for line, data in page.found:
        for item in json_items.scan(data):
            yield item if isinstance(item, Skip) else hf_daily.record(line, item[1])
    if not page.found:
        yield Skip(line=0, reason="an HTML page that carries no papers; save what it shows as text instead")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        values = dict(attrs)
        if values.get("data-target") == "DailyPapers" and (data := values.get("data-props")):
            self.found.append((self.getpos()[0], data))

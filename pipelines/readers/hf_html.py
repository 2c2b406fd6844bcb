"""Pages of Hugging Face Daily Papers saved as HTML: the page carries its papers as the API's JSON."""

import html
import re
from collections.abc import Iterator

from kg.types import Record, Skip
from pipelines.readers import hf_daily, json_items
from pipelines.sources import Document

_STARTS = ("<!doctype html", "<html", "<head", "<body", "<!-- saved from")
_PAPERS = re.compile(r'data-target="DailyPapers"[^<>"]{0,200}data-props="([^"]*)"')


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether it is an HTML page, of whatever site."""
    start = head.lstrip()[:1024].casefold()
    return start.startswith(_STARTS) or "<html" in start


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the page; any other HTML is skipped whole."""
    page = document.text()
    found = False
    for match in _PAPERS.finditer(page):
        found = True
        line = page.count("\n", 0, match.start()) + 1
        for item in json_items.scan(html.unescape(match[1])):
            yield item if isinstance(item, Skip) else hf_daily.record(line, item[1])
    if not found:
        yield Skip(line=0, reason="an HTML page that carries no papers; save what it shows as text instead")

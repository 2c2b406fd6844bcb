"""Pages of Hugging Face Daily Papers saved as HTML: the page carries its papers as the API's JSON."""

import html
import re
from collections.abc import Iterator

from kg.types import Record, Skip
from pipelines.readers import hf_daily, json_items
from pipelines.sources import Document

LISTS_LIMIT = 100
"""Lists of papers that a page may carry; those saved have one."""

_STARTS = ("<!doctype html", "<html", "<head", "<body", "<!-- saved from")
_PAPERS = re.compile(r'data-target="DailyPapers"[^<>"]{0,200}data-props="([^"]*)"')


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether it is an HTML page, of whatever site."""
    start = head.lstrip()[:1024].casefold()
    return start.startswith(_STARTS) or "<html" in start


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the page; any other HTML is skipped whole."""
    page = document.text()
    found = here = 0
    line = 1
    for match in _PAPERS.finditer(page):
        line += page.count("\n", here, match.start())
        here = match.start()
        found += 1
        if found > LISTS_LIMIT:
            yield Skip(line=line, reason=f"{LISTS_LIMIT} lists of papers stand before this; the rest is not read")
            return
        for item in json_items.scan(html.unescape(match[1])):
            yield item if isinstance(item, Skip) else hf_daily.record(line, item[1])
    if not found:
        yield Skip(line=0, reason="an HTML page that carries no papers; save what it shows as text instead")

"""Pages of Hugging Face Daily Papers saved as text, in three layouts.

After a header come the papers: title and abstract on a line each; in one layout followed by a line of authors
(``• 6 authors``) or of the organisation (``nvidia NVIDIA``: account, display name), a line with a dot, and a date
with the number of comments (``Oct 16 3``). Any paper may lack these, the last of a page its abstract too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kg.text import normalise
from kg.types import Organisation, Record, Skip
from pipelines.readers.fields import date, record
from pipelines.sources import Document, excerpt

LINES_LIMIT, LINE = 10_000, 24
"""Lines that a page may have whatever they say; of more, each has so many characters on average."""

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(rf"((?:{_MONTHS})[a-z]* \d{{1,2}})(?:, (\d{{4}}))?(?:\s+\d+)?")
_AUTHORS = re.compile(r"•\s*(\d{1,6}) authors?")
_INVITATIONS = ("Get trending papers in your email inbox!", "Get trending papers in your email inbox once a day!")
_HEADER = (*_INVITATIONS, "new", "Subscribe", "Daily Papers", "byAK and the research community")
_DOT = "·"
_HEADER_LINES = 40
_LONG = 300
"""Characters that no title reaches and every abstract does, by a wide margin; used only where order leaves doubt."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


@dataclass(slots=True)
class _Paper:
    title: _Line
    abstract: list[str] = field(default_factory=list)
    authors: int | None = None
    organisations: tuple[Organisation, ...] = ()
    day: str = ""
    year: str | None = None


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether the page's invitation stands at the top, or dots between authors and dates do below."""
    lines = [line.strip() for line in head.split("\n", 4 * _HEADER_LINES)[: 4 * _HEADER_LINES]]
    if any(line in _INVITATIONS for line in lines[:_HEADER_LINES]):
        return True
    return any(_AUTHORS.fullmatch(first) and second == _DOT for first, second in pairwise(lines))


def read(document: Document) -> Iterator[Record | Skip]:
    """Papers in the order of the page.

    A date without a year is of the year in which the page was saved: the year in its header's date where there is
    one, else the one after the latest year on the page, since the site writes years out for all but the current one.
    """
    lines: list[_Line] = []
    size = 0
    for number, line in document.lines():
        if text := line.strip():
            lines.append(_Line(number, text))
            size += len(text)
            if size < LINE * (len(lines) - LINES_LIMIT):
                reason = f"lines up to here have fewer than {LINE} characters on average; the rest is not read"
                yield Skip(line=number, reason=reason)
                break
    start, saved_line = _header(lines)
    papers = list(_papers(lines[start:]))
    years = [int(paper.year) for paper in papers if paper.year]
    saved = saved_line and _DATE.fullmatch(saved_line.text)
    this_year = saved[2] if saved and saved[2] else max(years) + 1 if years else None
    undated = 0
    for paper in papers:
        year = paper.year or this_year
        undated += bool(paper.day and not year)
        yield record(
            paper.title.number,
            paper.title.text,
            " ".join(paper.abstract),
            date=date(f"{paper.day}, {year}") if paper.day and year else None,
            organisations=paper.organisations,
            authors=paper.authors,
        )
    if undated:
        first = saved_line or lines[0]
        reason = f"{undated} dates without a year, and nothing on the page tells it: the papers are kept without a date"
        mend = "; write the year behind the date in the page's header, as in 'Nov 28, 2025'"
        yield Skip(line=first.number, reason=reason + mend, excerpt=excerpt(first.text))


def _header(lines: list[_Line]) -> tuple[int, _Line | None]:
    """Number of lines before the first title, and the line with the day the page was saved.

    A first title that is glued to the word "Subscribe" is freed of it.
    """
    last = -1
    for index, line in enumerate(lines[:_HEADER_LINES]):
        cut_off = index == len(lines) - 1 and any(text.startswith(line.text) for text in _HEADER)
        if line.text in _HEADER or cut_off:
            last = index
        elif index == last + 1 and index and line.text.startswith("Subscribe"):
            lines[index] = _Line(line.number, line.text.removeprefix("Subscribe"))
            break
    start = last + 1
    if start < len(lines) and _DATE.fullmatch(lines[start].text):
        return start + 1, lines[start]
    return start, None


def _papers(lines: list[_Line]) -> Iterator[_Paper]:
    paper: _Paper | None = None
    for position, line in enumerate(lines):
        before = lines[position - 1].text if position else ""
        after = lines[position + 1].text if position + 1 < len(lines) else ""
        if paper and line.text == _DOT:
            continue
        if paper and line.text.startswith("•"):
            number = _AUTHORS.fullmatch(line.text)
            paper.authors = int(number[1]) if number else None
        elif paper and after == _DOT and len(line.text) < _LONG:
            account, _, name = line.text.partition(" ")
            paper.organisations = (Organisation(name=normalise(name) or account, account=account),)
        elif paper and before == _DOT and (day := _DATE.fullmatch(line.text)):
            paper.day, paper.year = day[1], day[2]
            yield paper
            paper = None
        elif paper and (len(line.text) >= _LONG if paper.abstract else not len(line.text) < _LONG <= len(after)):
            paper.abstract.append(line.text)
        else:
            if paper:
                yield paper
            paper = _Paper(line)
    if paper:
        yield paper

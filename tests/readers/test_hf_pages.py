"""Saved pages of Hugging Face Daily Papers: the three layouts, their dates and their gaps."""

from collections import Counter
from pathlib import Path

import pytest

from kg.text import title_key
from kg.types import Organisation, Record
from pipelines.readers import read_source
from tests.readers.samples import (
    HARBOUR,
    HARBOUR_TEXT,
    LAMP,
    PAGE_BARE,
    PAGE_BLOCKS,
    PAGE_LINES,
    TIDE,
    TIDE_TEXT,
    TITLES,
    read_bytes,
)

PAGES = Path(__file__).parents[2].parent / "shared" / "pages"


def page(text: str) -> list[Record]:
    source, records = read_bytes(text.encode(), "page.txt")
    assert source.format == "hf-pages"
    assert source.skipped == ()
    return records


@pytest.mark.parametrize("text", [PAGE_LINES, PAGE_BLOCKS, PAGE_BARE])
def test_every_layout_gives_titles_and_abstracts_as_they_stand(text: str) -> None:
    found = [(record.title, record.abstract) for record in page(text)]
    assert found == [(HARBOUR, HARBOUR_TEXT), (TIDE, TIDE_TEXT), (LAMP, "")]


def test_a_block_gives_authors_organisation_and_date_and_no_count_of_comments() -> None:
    first, second, third = page(PAGE_BLOCKS)
    assert (first.authors, first.date, first.organisations) == (6, "2024-04-01", ())
    assert second.organisations == (Organisation(name="Harbour Lab", account="harbour-lab"),)
    assert (second.authors, third.date) == (None, None)


def test_a_date_without_a_year_is_of_the_year_after_the_latest_that_is_written_out() -> None:
    assert page(PAGE_BLOCKS)[1].date == "2025-10-16"
    assert page(PAGE_BLOCKS.replace("Apr 1, 2024", "Apr 1, 2019"))[1].date == "2020-10-16"


def test_a_year_in_the_header_decides() -> None:
    assert page(PAGE_BLOCKS.replace("Nov 28", "Nov 28, 2026"))[1].date == "2026-10-16"


def test_dates_that_nothing_completes_are_left_out_and_said_once() -> None:
    source, records = read_bytes(PAGE_BLOCKS.replace("Apr 1, 2024", "Apr 1").encode(), "page.txt")
    assert [record.date for record in records] == [None, None, None]
    assert [(skip.line, skip.excerpt) for skip in source.skipped] == [(11, "Nov 28")]
    assert source.skipped[0].reason.startswith("2 dates without a year")


@pytest.mark.parametrize("text", [PAGE_LINES, PAGE_BLOCKS, PAGE_BARE])
def test_a_paper_without_an_abstract_does_not_shift_those_behind_it(text: str) -> None:
    records = page(text.replace(HARBOUR_TEXT + "\n", ""))
    assert [(record.title, record.abstract) for record in records] == [(HARBOUR, ""), (TIDE, TIDE_TEXT), (LAMP, "")]


def test_an_abstract_in_two_paragraphs_stays_one() -> None:
    assert page(PAGE_BARE.replace(HARBOUR_TEXT, f"{HARBOUR_TEXT}\n\n{TIDE_TEXT}"))[0].abstract == (
        f"{HARBOUR_TEXT} {TIDE_TEXT}"
    )


def test_a_page_without_its_header_is_known_by_its_blocks() -> None:
    start = PAGE_BLOCKS.index(HARBOUR)
    assert [record.title for record in page(PAGE_BLOCKS[start:])] == TITLES


@pytest.mark.shared
def test_the_real_pages() -> None:
    read = [read_source(path.as_posix()) for path in sorted(PAGES.glob("*.txt"))]
    assert [source.listed for source, _ in read] == [119, 106, 78, 258, 46]
    assert not any(source.skipped for source, _ in read)
    records = [record for _, found in read for record in found]
    assert len({title_key(record.title) for record in records}) == 499
    assert records[0].title == "A Fast and Provable Algorithm for Sparse Phase Retrieval"
    assert all(record.abstract for record in records)
    # A line with a dot precedes every date: counted in the text itself.
    dots = sum(path.read_text("utf-8").split("\n").count("·") for path in PAGES.glob("*.txt"))
    assert Counter(len(record.date or "") for record in records) == {0: 607 - dots, 10: dots}
    organisations = Counter(item.name for record in records for item in record.organisations)
    assert sum(organisations.values()) == 10
    assert organisations["NVIDIA"] == 1
    years = [{record.title: record.date for record in found if record.date} for found in (read[1][1], read[4][1])]
    both = years[0].keys() & years[1].keys()
    assert both
    assert all(years[0][title] == years[1][title] for title in both)

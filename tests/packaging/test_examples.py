"""The examples are what the README's first command reads, so every line of them has to be readable."""

from pathlib import Path

import pytest

from kg.text import title_key
from kg.types import Record
from pipelines.readers import read_source
from pipelines.sources import find


@pytest.fixture(scope="module")
def pages(repo: Path) -> dict[str, list[Record]]:
    return {path.name: read_source(str(path))[1] for path in (repo / "examples").glob("page-*.txt")}


def test_nothing_in_the_folder_is_skipped(repo: Path) -> None:
    skipped = {location: read_source(location)[0].skipped for location in find([str(repo / "examples")])}
    assert set(skipped.values()) == {()}


def test_pages_list_what_they_should(pages: dict[str, list[Record]]) -> None:
    assert {name: len(records) for name, records in pages.items()} == {"page-blocks.txt": 17, "page-lines.txt": 12}
    assert len({title_key(record.title) for records in pages.values() for record in records}) == 26


def test_abstracts_are_short_and_whole(pages: dict[str, list[Record]]) -> None:
    for records in pages.values():
        for record in records:
            assert 60 <= len(record.abstract.split()) <= 130, record.title
            assert record.abstract.endswith("."), record.title


def test_a_paper_on_both_pages_has_one_text(pages: dict[str, list[Record]]) -> None:
    blocks = {record.title: record.abstract for record in pages["page-blocks.txt"]}
    both = [record for record in pages["page-lines.txt"] if record.title in blocks]
    assert len(both) == 3
    assert all(record.abstract == blocks[record.title] for record in both)


def test_blocks_carry_dates_and_authors_or_organisation(pages: dict[str, list[Record]]) -> None:
    found = {record.title.partition(":")[0]: record for record in pages["page-blocks.txt"]}
    assert found["DeepSeek-R1"].date == "2025-01-22"
    assert [organisation.name for organisation in found["DeepSeek-R1"].organisations] == ["DeepSeek"]
    assert found["Attention Is All You Need"].date == "2017-06-12"
    assert found["Attention Is All You Need"].authors == 8

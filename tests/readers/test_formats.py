"""What each format gives besides titles, and the real samples against counts made another way."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.registry import READERS
from kg.types import Organisation, Record
from pipelines.readers import fields, read_source, readers
from pipelines.readers.plain_json import NAMES
from pipelines.sources import Document
from tests.readers.samples import HARBOUR_TEXT, LAMP, SAMPLES, TIDE, read_bytes

SHARED = Path(__file__).parents[2].parent / "shared"


def first(name: str) -> Record:
    return read_bytes(SAMPLES[name].data, SAMPLES[name].name)[1][0]


def test_the_daily_papers_api() -> None:
    record = first("hf-daily")
    assert record.abstract == HARBOUR_TEXT
    assert (record.id, record.identifiers) == ("2404.00001", ("arxiv:2404.00001",))
    assert (record.date, record.authors, record.upvotes) == ("2024-04-01", 2, 7)
    assert record.url == "https://huggingface.co/papers/2404.00001"
    assert record.keywords == ("rare words", "translation")
    assert record.organisations == (Organisation(name="Harbour Lab", account="harbour-lab"),)
    assert first("hf-html") == Record(
        **{name: getattr(record, name) for name in Record.__slots__ if name != "line"}, line=3
    )


def test_an_archive_whose_items_are_printed_python_objects() -> None:
    items = [str(item) for item in json.loads(SAMPLES["hf-daily"].text)]
    source, records = read_bytes(json.dumps(items).encode(), "archive.json")
    assert (source.format, source.skipped) == ("hf-daily", ())
    assert records[0].keywords == ("rare words", "translation")
    assert [record.title for record in records][1:] == [TIDE, LAMP]


@pytest.mark.parametrize("name", ["arxiv-atom", "arxiv-json"])
def test_arxiv(name: str) -> None:
    record = first(name)
    assert record.identifiers == ("arxiv:2404.00001",)
    assert (record.date or "").startswith("2024-04")
    assert record.authors == 2


def test_an_error_of_the_arxiv_service_is_not_a_paper() -> None:
    text = SAMPLES["arxiv-atom"].text.replace("http://arxiv.org/abs/2404.00002v1", "http://arxiv.org/api/errors#x")
    source, records = read_bytes(text.encode(), "atom.xml")
    assert len(records) == 2
    assert [(skip.line, skip.reason.split(":")[0]) for skip in source.skipped] == [
        (14, "arXiv's service reports an error")
    ]


def test_the_acl_anthology() -> None:
    record = first("acl-anthology")
    assert record.abstract == "It takes n^2 nets."
    assert (record.id, record.date, record.venue, record.authors) == ("2024.quay-long.1", "2024-04", "quay", 1)
    assert record.identifiers == ("acl:2024.quay-long.1", "doi:10.1000/quay.1")


def test_pubmed_keeps_the_labels_of_an_abstract() -> None:
    record = first("pubmed")
    assert record.abstract == "AIM: To catch rare words. RESULTS: They were caught."
    assert (record.id, record.date, record.venue, record.authors) == ("11", "2024-04", "Quayside Letters", 1)


def test_bibtex_decodes_latex_and_keeps_mathematics_and_per_cent_signs() -> None:
    record = first("bibtex")
    assert record.abstract == HARBOUR_TEXT
    assert (record.id, record.date, record.venue, record.authors) == ("quay2024", "2024-04", "Quayside Meeting", 2)
    entry = r"@article{a, title = {Na{\"\i}ve \emph{nets} by 5% and 6\%}, abstract = {It is {\O}K: $\alpha_{1}$}}"
    (naive,) = read_bytes(entry.encode(), "a.bib")[1]
    assert (naive.title, naive.abstract) == ("Naïve nets by 5% and 6%", "It is ØK: $\\alpha_{1}$")


def test_two_entries_with_one_key_are_both_read() -> None:
    source, records = read_bytes(b"@misc{a, title = {One}}\n@misc{a, title = {Two}}\n", "a.bib")
    assert [record.title for record in records] == ["One", "Two"]
    assert source.skipped == ()


def test_openalex_puts_the_inverted_abstract_in_order() -> None:
    sample = SAMPLES["openalex"]
    one, two, _ = read_bytes(sample.data, sample.name)[1]
    assert (one.abstract, two.abstract) == ("nets hold rare words", "rise and rise")
    assert one.identifiers == ("doi:10.1000/quay.1", "openalex:W1")
    assert (one.organisations, one.authors) == ((Organisation(name="Harbour Lab"),), 2)


def test_one_openalex_work_alone_and_works_as_lines() -> None:
    works = json.loads(SAMPLES["openalex"].text)["results"]
    assert len(read_bytes(json.dumps(works[0]).encode(), "work.json")[1]) == 1
    source, records = read_bytes("\n".join(map(json.dumps, works)).encode(), "works")
    assert (source.format, [record.line for record in records]) == ("openalex", [1, 2, 3])


def test_semantic_scholar() -> None:
    record = first("semantic-scholar")
    assert record.identifiers == ("arxiv:2404.00001", "doi:10.1000/quay.1", "s2:s1")
    assert record.date == "2024-04-01"


def test_paperlists() -> None:
    record = first("paperlists")
    assert (record.date, record.venue, record.authors) == ("2024", "Quayside Meeting", 2)
    assert [item.name for item in record.organisations] == ["Harbour Lab", "Pier University"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_table_with_any_case_of_names_and_any_delimiter(delimiter: str) -> None:
    names = ["TITLE", "Summary", "Year", "Link", "Organizations", "Authors"]
    cells = ["Nets", "Catch words.", "2024", "https://example.org/n", "Harbour Lab/Pier", "A and B"]
    text = delimiter.join(names) + "\n" + delimiter.join(cells) + "\n"
    (record,) = read_bytes(text.encode(), "t")[1]
    assert (record.title, record.abstract, record.date, record.url) == (*cells[:3], cells[3])
    assert (record.organisations, record.authors) == ((Organisation(name="Harbour Lab/Pier"),), 2)


def test_a_quote_at_the_beginning_of_a_cell_is_part_of_it() -> None:
    text = 'title\tabstract\n"Give me nets" or not?\tYes.\n'
    (record,) = read_bytes(text.encode(), "t.tsv")[1]
    assert record.title == '"Give me nets" or not?'


def test_ids_are_kept_verbatim() -> None:
    lines = "".join(json.dumps({"id": given, "title": "Nets"}) + "\n" for given in ("2404.00001v2", "a b", 7))
    records = read_bytes(lines.encode(), "ids")[1]
    assert [record.id for record in records] == ["2404.00001v2", "a b", "7"]
    assert records[0].identifiers == ("arxiv:2404.00001",)


@pytest.mark.parametrize("value", [None, True, {}, [], "", float("nan"), float("inf"), "x" * 50, "1" * 5000, -1])
def test_a_value_of_any_type_is_no_date_and_no_count(value: object) -> None:
    assert fields.date(value) is None
    assert fields.count(value) is None


DAILY = SHARED / "formats" / "hf_daily"


@pytest.mark.shared
def test_the_real_replies_of_the_daily_papers_api() -> None:
    paths = sorted(DAILY.glob("*.json"))
    assert len(paths) == 30
    for path in paths:
        source, records = read_source(path.as_posix())
        assert (source.format, source.skipped) == ("hf-daily", ())
        # Every item names its discussion's comments once, whether it is JSON or printed Python.
        assert len(records) == len(re.findall(r"numComments['\"]", path.read_text("utf-8")))
        assert all(record.abstract and record.date and record.url and record.authors for record in records)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "format_", "pattern", "skipped"),
    [
        ("acl_anthology_2024.acl.xml", "acl-anthology", r"<paper id=", 0),
        ("arxiv_atom_2408.00716.xml", "arxiv-atom", r"<entry>", 0),
        ("arxiv_scraper_sample.jsonl", "arxiv-json", r'"summary":', 0),
        ("arxiv_scroll_2025-10-16.json", "arxiv-json", r'"arxiv_id":', 0),
        ("bibtex_with_abstracts.bib", "bibtex", r"(?m)^@", 1),
        ("openalex_W2492449078.trimmed.json", "openalex", r'"abstract_inverted_index"', 0),
        ("paperlists_icml2019_first50.json", "paperlists", r'"status":', 0),
        ("pubmed_efetch_mock.xml", "pubmed", r"<Pubmed(?:Book)?Article>|<DeleteCitation>", 1),
        ("semanticscholar_search_mock.json", "semantic-scholar", r'"paperId"', 0),
    ],
)
def test_the_real_samples(name: str, format_: str, pattern: str, skipped: int) -> None:
    path = SHARED / "formats" / name
    source, records = read_source(path.as_posix())
    assert source.format == format_
    assert len(source.skipped) == skipped
    assert len(records) + skipped == len(re.findall(pattern, path.read_text("utf-8")))


@pytest.mark.shared
def test_annotated_abstracts_read_with_their_ids() -> None:
    path = SHARED / "gold" / "annotated.jsonl"
    source, records = read_source(path.as_posix())
    assert (source.format, source.skipped) == ("json", ())
    assert [record.id for record in records] == [
        json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()
    ]


def test_another_distribution_adds_a_reader_that_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def recognises(head: str, name: str) -> bool:
        return head.startswith("{") and name == "special.jsonl"

    def read(document: Document) -> Iterator[Record]:
        return (Record(line=number, title=text) for number, text in document.lines())

    monkeypatch.setitem(sys.modules, "special", SimpleNamespace(recognises=recognises, read=read))  # type: ignore[misc]
    monkeypatch.setattr("pipelines.readers.plugins", lambda table: {"special": "special"} if table == "readers" else {})
    readers.cache_clear()
    try:
        assert read_bytes(b"{a", "special.jsonl")[0].format == "special"
        assert read_bytes(SAMPLES["json"].data, "papers.jsonl")[0].format == "json"
    finally:
        readers.cache_clear()


def test_the_documentation_names_every_format_and_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    assert all(f"| `{name}` |" in page for name in READERS)
    assert all(f"`{name}`" in page for names in NAMES.values() for name in names)

"""Files that are dense with what costs a reader: each is read within its bounds, and says what is not read."""

import io

import pytest

from pipelines import readers as reading
from pipelines import sources
from pipelines.readers import bibtex, hf_html, hf_pages, latex, xml_elements
from pipelines.sources import Document
from tests.readers.dense import DENSE, dense
from tests.readers.samples import SAMPLES, TITLES, read_bytes

XML = ("acl-anthology", "arxiv-atom", "pubmed")


@pytest.mark.parametrize("name", DENSE)
def test_a_dense_file_is_read_or_listed(name: str) -> None:
    kind = name.partition(":")[0]
    source, records = read_bytes(dense(name, 30_000), SAMPLES[kind].name)
    assert source.format == kind
    assert records or source.skipped
    assert not [skip.reason for skip in source.skipped if "reader failed" in skip.reason]
    assert sum(len(record.title) + len(record.abstract) for record in records) < 3 * 30_000


def _reasons(name: str, size: int = 30_000) -> str:
    return " ".join(
        skip.reason for skip in read_bytes(dense(name, size), SAMPLES[name.partition(":")[0]].name)[0].skipped
    )


@pytest.mark.parametrize("kind", sorted(set(SAMPLES) - {"hf-pages", "hf-html", "bibtex"}))
def test_a_list_of_titles_too_short_for_papers_is_left(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BRIEF_LIMIT", 100)
    short = next(name for name in DENSE if name.startswith(f"{kind}: short"))
    source, records = read_bytes(dense(short, 30_000), SAMPLES[kind].name)
    assert 100 < len(records) < 130
    assert source.skipped[-1].reason.startswith("titles and abstracts up to here have fewer than 32 bytes on average")
    believed = dense(f"{kind}: titles as short as believed", 30_000)
    assert "fewer than" not in str(read_bytes(believed, SAMPLES[kind].name)[0].skipped)


def test_a_page_of_short_lines_and_one_of_many_lists_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf_pages, "LINES_LIMIT", 100)
    assert "lines up to here have fewer than 24 characters" in _reasons("hf-pages: short lines")
    assert "fewer than" not in _reasons("hf-pages: long and short")
    monkeypatch.setattr(hf_html, "LISTS_LIMIT", 10)
    assert "10 lists of papers stand before this" in _reasons("hf-html: lists of a number")


def test_bibtex_has_so_many_macros_marks_and_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibtex, "MACROS_LIMIT", 100)
    assert "100 macros stand before this" in _reasons("bibtex: macros")
    assert "a macro of 15,0" in _reasons("bibtex: a long macro in many titles")
    monkeypatch.setattr(bibtex, "MARKS_LIMIT", 100)
    assert "more braces, quotes, commas and equals signs" in _reasons("bibtex: braces")
    monkeypatch.setattr(latex, "LATEX_LIMIT", 0)
    monkeypatch.setattr(latex, "LATEX_EVERY", 10**9)
    source, records = read_bytes(SAMPLES["bibtex"].data, "quay.bib")
    assert [record.title for record in records] == ["{Harbour Nets}: Catching Rare Words", *TITLES[1:]]
    assert "pieces of LaTeX are kept as they stand" in source.skipped[0].reason


@pytest.mark.parametrize("command", ["\\frac{", "\\sqrt[", "\\cite[", "\\footnote["])
def test_what_doubles_by_the_level_is_not_decoded(command: str) -> None:
    value = command * 60
    assert latex.Decoder(1000).text(value) == value
    assert latex.Decoder(1000).text(f'K\\"oln {value}') == f"Köln {value}"


@pytest.mark.parametrize("kind", XML)
def test_xml_has_so_many_elements_around_and_beside_one_another(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "more than 200 elements around one another" in _reasons(f"{kind}: deep and cut off")
    assert "declares things of its own" in _reasons(f"{kind}: a declared attribute")
    monkeypatch.setattr(xml_elements, "ELEMENTS_LIMIT", 100)
    assert "more than an element in 8 bytes" in _reasons(f"{kind}: elements outside of papers")
    monkeypatch.setattr(xml_elements, "TOKEN_LIMIT", 300_000)
    assert "a tag or comment of more than" in _reasons(f"{kind}: a long comment, cut off", 700_000)
    assert "a tag or comment" not in _reasons(f"{kind}: characters", 700_000)


def test_one_word_in_many_places_makes_no_endless_abstract() -> None:
    assert "an abstract of more than 100,000 characters" in _reasons("openalex: a long word in many places")


def test_a_document_without_a_space_is_known_by_its_beginning() -> None:
    data = b'[{"title":"Nets"}' + b',{"title":"Nets"}' * 30_000 + b"]"
    assert len(data) > sources.HEAD
    source, records = read_bytes(data, "nets.json")
    assert (source.format, len({record.title for record in records})) == ("json", 1)


def test_lines_are_the_same_however_they_are_encoded_beside_one_another() -> None:
    lines = [b"one", b"", b"B\xe4cker", "Bäcker".encode(), b"\xff \xc3\xa4 \xc3\xb6 \xc3\xbc", b"x\r", b"y" * 70_000]
    data = b"\n".join(lines * 3)
    expected = [sources.decode(line).removesuffix("\r") for line in lines * 3]
    assert list(Document(io.BytesIO(data)).lines()) == list(enumerate(expected, start=1))

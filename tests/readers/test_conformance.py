"""What every reader owes: its own files and no other's, right lines, and no exception whatever comes."""

import codecs
import gzip
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.registry import READERS
from pipelines import readers as reading
from pipelines.readers import readers, xml_elements
from tests.readers.samples import SAMPLES, TITLES, read_bytes

FORMATS = sorted(SAMPLES)
WRAPPED = {
    "a byte order mark": lambda data: codecs.BOM_UTF8 + data,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "UTF-16": lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 without a mark": lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "Windows line ends": lambda data: data.replace(b"\n", b"\r\n"),
}


def test_every_reader_has_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_takes_its_own_sample_and_finds_every_paper_on_its_line(name: str) -> None:
    sample = SAMPLES[name]
    source, records = read_bytes(sample.data, sample.name)
    assert source.format == name
    assert source.digest == hashlib.sha256(sample.data).hexdigest()
    assert [record.title for record in records] == TITLES
    assert tuple(record.line for record in records) == sample.lines
    assert (source.listed, source.skipped) == (3, ())
    assert records[0].abstract
    assert records[1].abstract
    assert not records[2].abstract


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))
def test_a_reader_does_not_recognise_another_sample(name: str) -> None:
    reader = readers()[name]
    recognised = [other for other, sample in SAMPLES.items() if reader.recognises(sample.text, sample.name)]
    assert recognised == [name]


@pytest.mark.parametrize("name", FORMATS)
def test_the_name_of_a_file_does_not_decide(name: str) -> None:
    source, records = read_bytes(SAMPLES[name].data, "download")
    assert source.format == name
    assert len(records) == 3


@pytest.mark.parametrize("wrapping", sorted(WRAPPED))
@pytest.mark.parametrize("name", FORMATS)
def test_encoding_and_compression_change_nothing(name: str, wrapping: str) -> None:
    sample = SAMPLES[name]
    plain = read_bytes(sample.data, sample.name)
    wrapped = read_bytes(WRAPPED[wrapping](sample.data), sample.name)
    assert wrapped[1] == plain[1]
    assert wrapped[0].skipped == ()


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_cut_off_anywhere_keeps_what_stands_before_the_cut(name: str) -> None:
    sample = SAMPLES[name]
    for end in range(0, len(sample.text), max(1, len(sample.text) // 120)):
        source, records = read_bytes(sample.text[:end].encode(), sample.name)
        assert source.listed == len(records)
        assert records or source.skipped
        *whole, last = [record.title for record in records] or [""]
        assert whole == TITLES[: len(whole)]
        # The piece of a line at which a saved page breaks off cannot be told from a title.
        ends = sample.text.splitlines() if name == "hf-pages" else TITLES[len(whole) :][:1] or [""]
        assert any(end.startswith(last) for end in ends)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_is_listed_as_such(name: str) -> None:
    source, records = read_bytes(b"", SAMPLES[name].name)
    assert not records
    assert [skip.reason for skip in source.skipped] == ["empty"]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("name", FORMATS)
def test_damage_never_raises_and_reads_the_same_twice(name: str, data: st.DataObject) -> None:
    original = SAMPLES[name].data
    at = data.draw(st.integers(0, len(original)))
    length = data.draw(st.integers(0, 40))
    damage = data.draw(st.binary(max_size=40) | st.sampled_from([b'"', b"{", b"]", b"<", b"}", b"\n", b"\\", b"&x;"]))
    damaged = original[:at] + damage + original[at + length :]
    source, records = read_bytes(damaged, SAMPLES[name].name)
    assert source.listed == len(records)
    assert records or source.skipped
    assert all(record.title for record in records)
    assert not any("reader failed" in skip.reason for skip in source.skipped)
    assert read_bytes(damaged, SAMPLES[name].name)[1] == records


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_listed(data: bytes) -> None:
    source, records = read_bytes(data, "any")
    assert records or source.skipped


@pytest.mark.parametrize("reply", ["[]", "[\n]", '{"data": [], "total": 0}', '{\n "meta": {},\n "results": [\n ]\n}\n'])
def test_a_reply_that_lists_nothing_is_no_unknown_format(reply: str) -> None:
    source, records = read_bytes(reply.encode(), "reply")
    assert records == []
    assert [skip.reason for skip in source.skipped] == ["it lists no paper, read as json"]


def test_a_source_lists_so_many_papers_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LISTED_LIMIT", 3)
    data = SAMPLES["json"].data
    assert read_bytes(data, "three")[0].skipped == ()
    source, records = read_bytes(data * 2, "six")
    assert [record.title for record in records] == TITLES
    assert [(skip.line, skip.reason.partition(" ")[0]) for skip in source.skipped] == [(4, "3")]


def test_a_source_of_chaff_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SKIPPED_LIMIT", 10)
    source, records = read_bytes(SAMPLES["json"].data + b"1\n" * 100, "chaff")
    assert (len(records), len(source.skipped)) == (3, 15)
    assert source.skipped[-1].reason.endswith("the rest is not read")
    source, records = read_bytes(SAMPLES["json"].data * 4 + b"1\n" * 20, "bad, but not mostly")
    assert (len(records), len(source.skipped)) == (12, 20)


@pytest.mark.parametrize("name", ["arxiv-atom", "acl-anthology", "pubmed"])
def test_elements_are_bounded_and_papers_may_be_any_number(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_elements, "HELD_LIMIT", 100)
    sample = SAMPLES[name]
    assert len(read_bytes(sample.data, sample.name)[1]) == 3
    end = sample.text.rindex("</")
    source, records = read_bytes(f"{sample.text[:end]}{'<a/>' * 100}{sample.text[end:]}".encode(), sample.name)
    assert len(records) == 3
    assert ["more than 100 elements" in skip.reason for skip in source.skipped] == [True]

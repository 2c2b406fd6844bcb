"""Bad files and what each gets; run as a module, this prints the table that docs/bad-input.md holds."""

import gzip
import json
import os
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kg.types import Record, Source
from pipelines.readers import read_source
from tests.readers.samples import HARBOUR, HARBOUR_TEXT, LAMP, PAGE_BLOCKS, PAGE_LINES, PLAIN, SAMPLES, TIDE

TABLE = Path(__file__).parents[2] / "docs" / "bad-input.md"

LINES = SAMPLES["json"].text
BOMB = """<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://arxiv.org/api"/><entry><title>&c;</title></entry></feed>
"""


@dataclass(frozen=True)
class Bad:
    """A bad file: what is wrong with it, how it comes to be, and the titles read from it all the same."""

    name: str
    fault: str
    content: bytes | Callable[[Path], object]
    titles: tuple[str, ...] = ()


def _one(**fields: object) -> bytes:
    return json.dumps({"title": "Nets"} | fields).encode() + b"\n"


def _bomb() -> bytes:
    """512 MB of spaces, packed a thousandfold, after one good line."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(_one())]
    parts += [packer.compress(b" " * 1024 * 1024) for _ in range(512)]
    return b"".join([*parts, packer.flush()])


BAD = (
    Bad("empty.txt", "no byte", b""),
    Bad("blank.txt", "white space only", b" \n\n\t\n"),
    Bad("notes.txt", "a text that is no paper page", b"Buy bread.\nCall the harbour master.\n"),
    Bad("code.py", "a program", b"import os\nprint(os.name)\n"),
    Bad("random.bin", "binary", bytes(range(256)) * 40),
    Bad("paper.pdf", "a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00"),
    Bad("papers.zip", "a ZIP archive", b"PK\x03\x04\x14\x00\x00\x00"),
    Bad("other.html", "an HTML page of another site", b"<!doctype html><html><body><p>Hello</p></body></html>"),
    Bad("header.txt", "a page cut off within its header", PAGE_BLOCKS[: PAGE_BLOCKS.index("Nov")].encode()),
    Bad("cut.txt", "a page cut off within an abstract", PAGE_LINES[:400].encode(), (HARBOUR,)),
    Bad("titles.txt", "a page cut off behind a title", PAGE_LINES[:108].encode(), ("Harbour Nets",)),
    Bad(
        "no-year.txt",
        "a page whose dates have no year",
        PAGE_BLOCKS.replace("1, 2024", "1").encode(),
        (HARBOUR, TIDE, LAMP),
    ),
    Bad("utf16.txt", "UTF-16 with a byte order mark", PAGE_BLOCKS.encode("utf-16"), (HARBOUR, TIDE, LAMP)),
    Bad("utf16be.txt", "UTF-16, big end first, without a mark", PAGE_LINES.encode("utf-16-be"), (HARBOUR, TIDE, LAMP)),
    Bad("utf32.jsonl", "UTF-32", LINES.encode("utf-32"), (HARBOUR, TIDE, LAMP)),
    Bad("bom.jsonl", "UTF-8 with a byte order mark", LINES.encode("utf-8-sig"), (HARBOUR, TIDE, LAMP)),
    Bad("latin1.csv", "Latin-1", "title,abstract\nBäckers Öfen,Über Brot\n".encode("latin-1"), ("Bäckers Öfen",)),
    Bad(
        "mixed.jsonl",
        "one bad byte in UTF-8",
        '{"title": "Bäckers ?fen für Öl"}'.encode().replace(b"?", b"\xff"),
        ("Bäckers \ufffdfen für Öl",),
    ),
    Bad("crlf.txt", "Windows line ends", PAGE_LINES.replace("\n", "\r\n").encode(), (HARBOUR, TIDE, LAMP)),
    Bad(
        "cut.gz",
        "gzip that ends early",
        lambda path: path.write_bytes(gzip.compress(LINES.encode(), mtime=0)[:-60]),
        (HARBOUR,),
    ),
    Bad("bomb.gz", "a gzip bomb: 512 MB in 0.5 MB", lambda path: path.write_bytes(_bomb()), ("Nets",)),
    Bad("fake.gz", "named gzip, but plain text", LINES.encode(), (HARBOUR, TIDE, LAMP)),
    Bad("noise.gz", "gzip's first bytes, then noise", b"\x1f\x8b" + bytes(range(200))),
    Bad(
        "huge.jsonl",
        "a line of 40 MB between good ones",
        lambda path: path.write_bytes(_one() + _one(abstract="x" * 40_000_000) + _one()),
        ("Nets", "Nets"),
    ),
    Bad(
        "long.jsonl",
        "an abstract of 10 MB",
        lambda path: path.write_bytes(_one() + _one(abstract="x " * 5_000_000)),
        ("Nets",),
    ),
    Bad(
        "middle.jsonl",
        "JSON lines with a bad one in the middle",
        LINES.replace('{"id": "t1",', '{"id" "t1",').encode(),
        (HARBOUR, LAMP),
    ),
    Bad("cut.jsonl", "JSON lines cut off", LINES[:-20].encode(), (HARBOUR, TIDE)),
    Bad("cut.json", "a JSON list cut off", json.dumps(PLAIN)[:-20].encode(), (HARBOUR, TIDE)),
    Bad("open.json", "a JSON list without its end", json.dumps(PLAIN)[:-1].encode(), (HARBOUR, TIDE, LAMP)),
    Bad(
        "others.json",
        "a JSON list with other things among papers",
        json.dumps([3, None, PLAIN[0], [PLAIN[1]], "Nets"]).encode(),
        (HARBOUR,),
    ),
    Bad("numbers.json", "a JSON list of numbers", b"[1, 2, 3]"),
    Bad("scalar.json", "JSON without a list or an object", b'"Nets"'),
    Bad("foreign.json", "JSON objects without titles", b'[{"a": 1}, {"a": 2}]'),
    Bad("none.json", "a reply that lists nothing", b'{"data": [], "total": 0}'),
    Bad("deep.json", "JSON nested 100,000 deep", b'[{"title": "Nets"}, ' + b"[" * 100_000, ("Nets",)),
    Bad(
        "nan.jsonl",
        "NaN and infinity in fields",
        b'{"title": "Nets", "year": NaN, "upvotes": Infinity, "id": -Infinity}\n',
        ("Nets",),
    ),
    Bad(
        "digits.jsonl",
        "a number of 400 digits, more than a float holds",
        _one(year=10**400, id=10**400, upvotes=10**400) + _one(),
        ("Nets", "Nets"),
    ),
    Bad("twice.jsonl", "a key twice in an object", b'{"title": "Nots", "title": "Nets"}\n', ("Nets",)),
    Bad(
        "types.jsonl",
        "titles that are numbers, lists, objects, null",
        b"".join(_one(title=value, abstract=[["x"]], id={}) for value in (1984, ["Nets"], {"a": 1}, None, True)),
        ("1984", "Nets"),
    ),
    Bad("untitled.jsonl", "a blank title", b'{"title": " \\n ", "abstract": "Nets hold words."}\n'),
    Bad(
        "surrogate.jsonl",
        "lone surrogates and control characters",
        b'{"title": "N\\ud800e\\u0000t\\u001b[31ms"}\n',
        ("Net[31ms",),
    ),
    Bad(
        "rtl.jsonl",
        "right-to-left marks and letters",
        '{"title": "\u202eNets \u05e9\u05d1"}\n'.encode(),
        ("\u202eNets \u05e9\u05d1",),
    ),
    Bad("title.jsonl", "a title of 5,000 characters", _one() + json.dumps({"title": "N" * 5000}).encode(), ("Nets",)),
    Bad("nul.jsonl", "NUL bytes in text", b'{"title": "Nets"}\n\x00\x00\x00\n'),
    Bad("quote.csv", "a quote that never closes", b'title,abstract\nOne,a\nTwo,"b\nThree,c\n', ("One",)),
    Bad("cells.csv", "a row with too many cells", b"title,abstract\nOne,a\nTwo,b, c\nThree\n", ("One", "Three")),
    Bad("headless.csv", "a table without column names", b"One,a\nTwo,b\n"),
    Bad("bomb.xml", "an XML bomb of entities", BOMB.encode()),
    Bad("entity.xml", "an external entity", BOMB.replace('a "aaaaaaaaaa"', 'x SYSTEM "file:///etc/passwd"').encode()),
    Bad("dtd.xml", "a DOCTYPE elsewhere, which is not loaded", SAMPLES["pubmed"].data, (HARBOUR, TIDE, LAMP)),
    Bad("cut.xml", "XML cut off", SAMPLES["acl-anthology"].data[:-60], (HARBOUR, TIDE)),
    Bad("tags.xml", "XML with a wrong end tag", SAMPLES["acl-anthology"].text.replace("</i>", "</b>").encode()),
    Bad("other.xml", "XML of another kind", b"<?xml version='1.0'?><rss><item><title>Nets</title></item></rss>"),
    Bad(
        "broken.bib",
        "a BibTeX entry that does not close",
        b"@misc{a, title = {One}}\n@misc{b, title = {Two\n@misc{c, title = {Three}}\n",
        ("One", "Three"),
    ),
    Bad(
        "nested.bib",
        "LaTeX that would double by every level, did one decode it",
        b"@misc{a, title = {" + b"\\frac{" * 60 + b"}" * 60 + b"}}\n@misc{b, title = {Two}}\n",
        ("\\frac{" * 60 + "}" * 60, "Two"),
    ),
    Bad("deep.xml", "XML nested 100,000 deep", SAMPLES["acl-anthology"].data[:-40] + b"<a>" * 100_000, (HARBOUR, TIDE)),
    Bad(
        "untitled.bib", "a BibTeX entry without a title", b"@misc{a, year = 2024}\n@misc{b, title = {Two}}\n", ("Two",)
    ),
    Bad("folder", "a link to a folder", lambda path: path.symlink_to(path.parent)),
    Bad("dangling", "a link to nothing", lambda path: path.symlink_to(path.parent / "nowhere")),
    Bad("pipe", "a named pipe", os.mkfifo),
    Bad("gone", "a file that is gone since it was found", lambda _: None),
)


def read(bad: Bad) -> tuple[Source, list[Record]]:
    """Make the file and read it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / bad.name
        if callable(bad.content):
            bad.content(path)
        else:
            path.write_bytes(bad.content)
        return read_source(path.as_posix())


def row(bad: Bad) -> str:
    """The file's line in the table: of a reason what stands before the colon, as parsers word the rest."""
    source, records = read(bad)
    skips = [
        f"line {skip.line}: {_short(skip.reason)}" if skip.line else _short(skip.reason) for skip in source.skipped
    ]
    said = "; ".join(skips).replace("|", "\\|")
    return f"| `{bad.name}` | {bad.fault} | {len(records)} | {len(source.skipped)} | {said} |"


def _short(reason: str) -> str:
    return reason.partition(":")[0].partition(" (")[0].partition(";")[0]


def table() -> str:
    """The whole page."""
    head = (
        "# What bad files get\n\n"
        "No file stops a run. What can be read is read; the rest is counted and listed with its line and a reason,\n"
        "which `kg info` shows and `kg build` reports with exit status 3. The files below are made and read by\n"
        "`tests/readers/test_bad_input.py`, which also keeps this page: `python -m tests.readers.test_bad_input`.\n\n"
        "| file | what is wrong with it | listed | skipped | what is said |\n| --- | --- | ---: | ---: | --- |\n"
    )
    return head + "".join(row(bad) + "\n" for bad in BAD)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_file_gives_what_can_be_read_and_says_the_rest(bad: Bad) -> None:
    source, records = read(bad)
    if bad.name == "titles.txt":
        assert [HARBOUR.startswith(record.title) for record in records] == [True]
    else:
        assert tuple(record.title for record in records) == bad.titles
    assert source.listed == len(records)
    assert records or source.skipped
    assert not any("reader failed" in skip.reason for skip in source.skipped)
    assert all(len(skip.excerpt) <= 80 for skip in source.skipped)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.jsonl"
    path.write_text('{"title": "Nets"}')
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert read_source(path.as_posix())[0].skipped[0].reason == "cannot be read: Permission denied"


def test_an_abstract_keeps_all_its_text_however_it_is_written() -> None:
    assert read(Bad("a", "", _one(abstract=HARBOUR_TEXT)))[1][0].abstract == HARBOUR_TEXT


def test_the_table_in_the_documentation_is_this_one() -> None:
    assert TABLE.read_text("utf-8") == table()


if __name__ == "__main__":
    sys.stdout.write(table())

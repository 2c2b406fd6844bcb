"""BibTeX files, with LaTeX accents and commands decoded and mathematics kept."""

import logging
import re
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise

from bibtexparser.library import Library
from bibtexparser.middlewares import RemoveEnclosingMiddleware
from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from kg.text import normalise
from kg.types import Record, Skip
from pipelines.readers import fields
from pipelines.readers.latex import Decoder
from pipelines.sources import Document, excerpt

MACROS_LIMIT, MACRO_LIMIT = 10_000, 200
"""Macros that a file may define, and characters that one may stand for."""
MARKS_LIMIT, MARKS_EVERY = 50_000, 4
"""Braces, quotes, commas and equals signs in a file, and characters for which there may be one more."""
_MARKS_OF_BLOCK = 20

_BLOCK = re.compile(r"^[ \t]*@(\w*)[ \t]*[{(]", re.MULTILINE)
_ENTRY = re.compile(r"^[ \t]*@\w+\s*[{(]\s*[^\s,{}()]+\s*,", re.MULTILINE)
_NO_ENTRY = ("string", "comment", "preamble")
_NOTHING = Library()
_OPENER = RemoveEnclosingMiddleware()

# What breaks is told as a `Skip`; the library would write it to standard error as well.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether an entry with a key begins a line."""
    return head.lstrip()[:1] not in ("{", "[", "<") and bool(_ENTRY.search(head))


def read(document: Document) -> Iterator[Record | Skip]:
    """Entries in the order of the file; of two with one key both are read."""
    text = document.text()
    macros: dict[str, str] = {}
    yield from _macros(text, macros)
    latex = Decoder(len(text))
    marks = -MARKS_LIMIT
    for line, kind, part in _parts(text):
        marks += sum(map(part.count, '{}",=')) + _MARKS_OF_BLOCK * part.count("@") - len(part) // MARKS_EVERY
        if marks > 0:
            reason = "more braces, quotes, commas and equals signs than a bibliography has; the rest is not read"
            yield Skip(line=line, reason=reason, excerpt=excerpt(part))
            break
        if kind in _NO_ENTRY and part.count("@") == 1:
            continue
        for block in _blocks(part):
            if isinstance(block, Entry):
                yield _record(line + (block.start_line or 0), block, macros, latex)
            elif isinstance(block, ParsingFailedBlock):
                yield _broken(line, block)
    if latex.left_out:
        yield Skip(line=0, reason=f"{latex.left_out:,} pieces of LaTeX are kept as they stand: there are too many")


def _parts(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, kind and text from the beginning of a block to that of the next; only one that begins a line ends another.

    The parser gets one at a time, as what it does to a broken file as a whole takes the square of its size.
    """
    line, here = 1, 0
    starts = ((match.start(), match[1].casefold()) for match in _BLOCK.finditer(text))
    for (start, kind), (end, _) in pairwise(chain(starts, [(len(text), "")])):
        line += text.count("\n", here, start)
        here = start
        yield line, kind, text[start:end]


def _blocks(part: str) -> Iterator[Block]:
    for block in Splitter(part).split().blocks:
        yield block.ignore_error_block or block if isinstance(block, DuplicateBlockKeyBlock) else block


def _broken(line: int, block: ParsingFailedBlock) -> Skip:
    reason = f"BibTeX is broken here: {getattr(block.error, 'abort_reason', '') or block.error}"
    return Skip(line=line + (block.start_line or 0), reason=reason, excerpt=excerpt(block.raw or ""))


def _macros(text: str, macros: dict[str, str]) -> Iterator[Skip]:
    """Gather the values that ``@string`` gives to names, as they stand; of two for one name the first."""
    number = 0
    for line, kind, part in _parts(text):
        if kind != "string" and "@string" not in part.casefold():
            continue
        number += 1
        if number > MACROS_LIMIT:
            yield Skip(line=line, reason=f"{MACROS_LIMIT:,} macros stand before this; no more are put in")
            return
        for block in _blocks(part):
            if isinstance(block, ParsingFailedBlock) and kind == "string":
                yield _broken(line, block)
            elif isinstance(block, String) and len(block.value) > MACRO_LIMIT:
                reason = f"a macro of {len(block.value):,} characters, which is not put in"
                yield Skip(line=line, reason=reason, excerpt=excerpt(part))
            elif isinstance(block, String):
                macros.setdefault(block.key.lower(), block.value)


def _record(line: int, entry: Entry, macros: Mapping[str, str], latex: Decoder) -> Record | Skip:
    for field in entry.fields:
        field.value = macros.get(field.value.lower(), field.value) if len(field.value) < 100 else field.value
    _OPENER.transform_entry(entry, _NOTHING)
    raw = {field.key.casefold(): str(field.value) for field in entry.fields}

    def get(*names: str) -> str:
        return next((latex.text(raw[name]) for name in names if raw.get(name)), "")

    def plain(name: str) -> str:
        return normalise(raw[name].replace("\\", "")) if name in raw else ""

    preprint = plain("eprint") if plain("archiveprefix").casefold() in ("", "arxiv") else ""
    year, doi, url = get("year"), plain("doi"), plain("url")
    return fields.record(
        line,
        get("title"),
        get("abstract"),
        id=entry.key or None,
        identifiers=fields.identifiers(doi, preprint, url, entry.key, pmid=plain("pmid")),
        date=fields.date(get("date")) or fields.date(f"{get('month')} {year}") or fields.date(year),
        url=fields.link(url) or (f"https://doi.org/{doi}" if doi else None),
        venue=get("booktitle", "journal", "journaltitle") or None,
        authors=fields.authors(raw.get("author", "").replace("~", " ")),
        keywords=fields.strings(get("keywords"), split=";,"),
    )

"""BibTeX files, with LaTeX accents and commands decoded and mathematics kept."""

import logging
import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, Field, ParsingFailedBlock

from kg.text import normalise
from kg.types import Record, Skip
from pipelines.readers import fields
from pipelines.sources import Document, excerpt

_ENTRY = re.compile(r"^\s*@\w+\s*[{(]\s*[^\s,{}()]+\s*,", re.MULTILINE)
_DECODER = LatexDecodingMiddleware()

# What breaks is told as a `Skip`; without a handler the library would write it to standard error as well.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether an entry with a key begins a line."""
    return head.lstrip()[:1] not in ("{", "[", "<") and bool(_ENTRY.search(head))


def read(document: Document) -> Iterator[Record | Skip]:
    """Entries in the order of the file; of two with one key both are read."""
    library = parse_string(document.text())
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        entry = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
        if isinstance(entry, Entry):
            yield _record(line, entry)
        elif isinstance(block, ParsingFailedBlock):
            yield Skip(line=line, reason=f"BibTeX is broken here: {block.error}", excerpt=excerpt(block.raw or ""))


def _record(line: int, entry: Entry) -> Record | Skip:
    raw = {field.key.casefold(): str(field.value) for field in entry.fields}

    def get(*names: str) -> str:
        return next((_decoded(raw[name]) for name in names if raw.get(name)), "")

    def plain(name: str) -> str:
        return normalise(raw.get(name, "").replace("\\", ""))

    preprint = plain("eprint") if plain("archiveprefix").casefold() in ("", "arxiv") else ""
    year = get("year")
    return fields.record(
        line,
        get("title"),
        get("abstract"),
        id=entry.key or None,
        identifiers=fields.identifiers(plain("doi"), preprint, plain("url"), entry.key, pmid=plain("pmid")),
        date=fields.date(get("date")) or fields.date(f"{get('month')} {year}") or fields.date(year),
        url=fields.link(plain("url")) or (f"https://doi.org/{plain('doi')}" if plain("doi") else None),
        venue=get("booktitle", "journal", "journaltitle") or None,
        authors=fields.authors(get("author")),
        keywords=fields.strings(get("keywords"), split=";,"),
    )


def _decoded(value: str) -> str:
    """Text of a LaTeX value; one without LaTeX in it stays as it is."""
    if len(value) > fields.ABSTRACT_LIMIT or not re.search(r"[\\{}~]", value):
        return normalise(value)
    # A bare per cent sign would begin a comment that eats the rest of its line.
    guarded = re.sub(r"(?<!\\)%", r"\\%", value)
    field = Field(key="value", value=guarded)
    _DECODER.transform_entry(Entry(entry_type="misc", key="", fields=[field]), Library())
    return normalise(str(field.value))

"""Tables of papers: CSV, TSV and their like, with a line of column names."""

import csv
from collections.abc import Iterator

from kg.types import Record, Skip
from pipelines.readers import plain_json
from pipelines.sources import Document, excerpt

_DELIMITERS = ("\t", ",", ";", "|")


def recognises(head: str, name: str) -> bool:
    """Whether its first line names a column of titles, and one more that is known or the file's name says table."""
    return bool(_delimiter(head)) or (name.casefold().endswith((".csv", ".tsv")) and bool(_fields(_cells(head, ","))))


def read(document: Document) -> Iterator[Record | Skip]:
    """Rows in the order of the table, each an object of column name and cell."""
    delimiter = _delimiter(document.head) or ","
    rows = _rows(document, delimiter)
    names: list[str] = []
    for row in rows:
        if isinstance(row, Skip):
            yield row
            continue
        line, cells = row
        if not any(map(str.strip, cells)):
            continue
        if not names:
            names = [name if plain_json.known(name) else "" for name in cells]
        elif len(cells) > len(names):
            reason = f"{len(cells)} cells under {len(names)} column names; quote cells that hold the delimiter"
            yield Skip(line=line, reason=reason, excerpt=excerpt(delimiter.join(cells)[:400]))
        else:
            yield plain_json.record(line, dict(zip(names, cells, strict=False)))


def _cells(head: str, delimiter: str) -> list[str]:
    first = head.lstrip().partition("\n")[0]
    try:
        return next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return []


def _fields(cells: list[str]) -> set[str]:
    """Fields that column names stand for, if one of them is the title."""
    found = {plain_json.PLACES[name][0] for cell in cells if (name := plain_json.plain(cell)) in plain_json.PLACES}
    return found if "title" in found else set()


def _delimiter(head: str) -> str:
    """What separates the columns of the first line; empty where that names no title and one more known column."""
    return next((mark for mark in _DELIMITERS if len(_fields(_cells(head, mark))) > 1), "")


def _rows(document: Document, delimiter: str) -> Iterator[tuple[int, list[str]] | Skip]:
    """Cells of each row with the line where it begins; a row that breaks the rules of quotes is read without them."""
    number, line = 0, ""

    def lines() -> Iterator[str]:
        nonlocal number, line
        for number, line in document.lines():  # noqa: B007
            yield line + "\n"

    rows = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        start = number + 1
        try:
            yield start, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if number == start:
                yield start, line.split(delimiter)
            else:
                reason = f"a quote opened here does not close ({error}); lines {start} to {number} are not read"
                yield Skip(line=start, reason=reason)

"""What commands print: tables and sentences for people, JSON for programs; outside text is made harmless."""

import csv as _csv
import json as _json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.evidence import Sentence
from kg.text import printable

_PIPE_WIDTH = 160
"""Columns of what goes into a pipe or a file, so that it does not depend on a terminal."""


_OBEYED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that a terminal may obey and that JSON and Turtle let stand: controls, marks of direction and of lines."""


def console() -> Console:
    """Standard output, without markup: what outside text holds is shown and not obeyed."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(markup=False, emoji=False, highlight=False, width=width)


def errors() -> Console:
    """Standard error, likewise."""
    return Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """A line for people on standard error."""
    errors().print(printable(text))


def print_json(value: Any) -> None:
    """A value for programs: one JSON document, keys in their order."""
    print_document(_json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def print_document(text: str) -> None:
    r"""JSON or Turtle: what a terminal may obey is written as ``\uXXXX``, which is the same to whoever reads it."""
    sys.stdout.write(_OBEYED.sub(lambda match: f"\\u{ord(match.group()):04x}", text))


def print_line(text: str = "", style: str | None = None) -> None:
    """A line for people."""
    console().print(Text(printable(text), style=style or ""), soft_wrap=True)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "paper"), counted(1200, "paper")
    ('1 paper', '1,200 papers')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """A table for people; numbers stand to the right.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of sequence
        Cells; ``None`` is an empty one.
    title : str, optional
        What the table is.
    """
    cells = [["" if cell is None else cell for cell in row] for row in rows]
    numeric = [bool(cells) and all(isinstance(row[i], int | float) for row in cells) for i in range(len(columns))]
    table = Table(title=title and Text(printable(title), style="bold"), title_justify="left", box=None, pad_edge=False)
    for heading, right in zip(columns, numeric, strict=True):
        table.add_column(Text(printable(heading)), justify="right" if right else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    console().print(table)


def _cell(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:,.2f}" if not cell or abs(cell) >= 0.01 else f"{cell:.1e}"
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else printable(str(cell))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as CSV (RFC 4180), for spreadsheets and programs.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; on a terminal, controls in texts
    become escapes.
    """
    writer = _csv.writer(sys.stdout, lineterminator="\n")
    terminal = sys.stdout.isatty()
    for row in (columns, *rows):
        cells = [_defused(cell) for cell in row]
        writer.writerow([printable(cell) if terminal and isinstance(cell, str) else cell for cell in cells])


def _defused(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def print_rows(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    headline: str,
    about: dict[str, Any],
    key: str,
    json: bool,
    csv: bool,
) -> None:
    """The answer to a question, in the form asked for.

    Parameters
    ----------
    columns : sequence of str
        Names of the columns; in JSON the keys of each row.
    rows : sequence of sequence
        Cells.
    headline : str
        What the table is, for people.
    about : dict
        What the JSON document says besides the rows.
    key : str
        The rows' key in it.
    json, csv : bool
        The form; a table for people when neither is set.
    """
    if json:
        print_json({**about, key: [dict(zip(columns, row, strict=True)) for row in rows]})
    elif csv:
        print_csv(columns, rows)
    else:
        print_line(headline, "bold")
        if rows:
            print_table(columns, rows)


def print_sentence(sentence: Sentence, indent: int = 2) -> None:
    """A sentence with what it names set off: bold on a terminal, between ``[`` and ``]`` elsewhere."""
    line = Text(" " * indent)
    place = 0
    terminal = sys.stdout.isatty()
    for mark in sentence.marks:
        if mark.start >= place:
            line.append(printable(sentence.text[place : mark.start]))
            named = printable(sentence.text[mark.start : mark.end])
            line.append(named if terminal else f"[{named}]", style="bold cyan")
            place = mark.end
    line.append(printable(sentence.text[place:]))
    console().print(line, soft_wrap=not terminal)

"""What commands print: tables and sentences for people, JSON for programs; outside text is made harmless."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from kg.evidence import Sentence
from kg.text import printable

_PIPE_WIDTH = 160
"""Columns of what goes into a pipe or a file, so that it does not depend on a terminal."""


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
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def print_line(text: str = "", style: str | None = None) -> None:
    """A line for people."""
    console().print(Text(printable(text), style=style or ""), soft_wrap=True)


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "paper"), counted(1200, "paper")
    ('1 paper', '1,200 papers')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


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
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    console().print(table)


def _cell(cell: Any) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else printable(str(cell))


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


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error where that is a terminal, and nothing elsewhere.

    Yields
    ------
    callable
        Takes what is being done, how much of it is done, and how much there is.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors(),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    tasks: dict[str, Any] = {}

    def tell(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    with bar:
        yield tell

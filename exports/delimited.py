"""Files of rows with a header, which spreadsheets open too."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> None:
    """Write rows as delimited text in UTF-8.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, and so does text with one, so that
    taking one off gives the text back; numbers stay as they are, None is an empty cell.

    Parameters
    ----------
    path : Path
        The file.
    header : sequence of str
        Names of the columns; none is written when it is empty.
    rows : iterable of sequence
        Texts, numbers, truth values and None.
    delimiter : str
        What stands between cells.
    """
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, delimiter=delimiter, lineterminator="\n")
        if header:
            writer.writerow(header)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

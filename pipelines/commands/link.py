"""``kg link``: names, grouped by the thing they mean."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kg.errors import SourceError
from kg.terminal import say
from kg.types import ENTITY_TYPES

_LONGEST = 10_000_000
"""Characters of a line that are read."""


@click.command()
@click.argument("file", help='JSON lines {"names": [...], "type"?}, or - for standard input.')
def link(file: str) -> None:
    """Group names by the thing they mean, line by line: the same lines with "entities", the names grouped.

    A line is taken for itself, as if one paper used all its names; "type" says what they are. Ends with status 3
    where lines had to be skipped.
    """
    from pipelines.linking import group

    skipped = 0
    for number, line in _lines(file):
        try:
            row = _row(line)
        except ValueError as error:
            skipped += 1
            say(f"{file}:{number}: skipped, {error}")
            continue
        sys.stdout.write(
            json.dumps({**row, "entities": group(row["names"], row.get("type"))}, ensure_ascii=False) + "\n"
        )
    if skipped:
        say(f"skipped: {skipped:,} lines")
        raise SystemExit(3)


def _lines(file: str) -> Iterator[tuple[int, str]]:
    try:
        with sys.stdin if file == "-" else Path(file).open(encoding="utf-8-sig", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise SourceError(f"{file}: cannot be read ({error.strerror})") from error


def _row(line: str) -> dict[str, Any]:
    if len(line) > _LONGEST:
        raise ValueError(f"longer than {_LONGEST:,} characters")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    names = row.get("names") if isinstance(row, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError('it has no "names" that are a list of texts')
    if row.get("type") is not None and row["type"] not in ENTITY_TYPES:
        raise ValueError(f'its "type" is none of {", ".join(ENTITY_TYPES)}')
    return dict(row)

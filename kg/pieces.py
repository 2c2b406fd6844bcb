"""Immutable pieces of a graph directory: what reading, extraction and linking found, named by their input.

A piece is written once and never changed, so that a second build does only what is new and an interrupted one
goes on where it stopped.
"""

import shutil
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kg.store import write_parquet, written

_LITTLE = 10_000
"""Rows up to which a piece is read by one thread."""


def path(directory: Path, kind: str, name: str) -> Path:
    """Where a piece is, or would be."""
    return directory / "pieces" / kind / f"{name}.parquet"


def names(directory: Path, kind: str) -> list[str]:
    """Names of the pieces of a kind, sorted."""
    folder = directory / "pieces" / kind
    return sorted(file.stem for file in folder.glob("*.parquet")) if folder.is_dir() else []


def write(directory: Path, kind: str, name: str, table: pa.Table) -> None:
    """Keep a table as a piece; whole or not at all, whenever the process dies."""
    folder = directory / "pieces" / kind
    with written(directory):
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{name}.new"
        write_parquet(table, beside)
        beside.replace(path(directory, kind, name))


def read(directory: Path, kind: str, name: str, schema: pa.Schema, *, coded: Sequence[str] = ()) -> pa.Table | None:
    """Read a piece; None when it is missing or damaged, so that its work is done again.

    Columns that are ``coded``, by their paths in the file, come as dictionaries, and so stand in the schema.
    """
    try:
        place = path(directory, kind, name)
        # a quarter of the time that `read_table` takes for a small file
        with pq.ParquetFile(place, read_dictionary=[*coded], page_checksum_verification=True) as file:
            # to share out what is little takes longer than to do it
            table = file.read(use_threads=file.metadata.num_rows > _LITTLE)
    except (OSError, pa.ArrowException):
        return None
    return table if table.schema.equals(schema) else None


def prune(directory: Path, kind: str, keep: AbstractSet[str]) -> None:
    """Delete the pieces of a kind that a graph no longer uses, and what a killed build left half written."""
    folder = directory / "pieces" / kind
    for file in sorted(folder.iterdir()) if folder.is_dir() else []:
        if file.is_file() and file.stem not in keep:
            file.unlink(missing_ok=True)


def prune_kinds(directory: Path, parent: str, keep: AbstractSet[str]) -> None:
    """Delete the kinds below another that a graph no longer uses."""
    folder = directory / "pieces" / parent
    for kind in sorted(folder.iterdir()) if folder.is_dir() else []:
        if kind.is_dir() and kind.name not in keep:
            shutil.rmtree(kind, ignore_errors=True)

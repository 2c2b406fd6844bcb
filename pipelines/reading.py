"""Reading the sources of a graph, each once: what was read is kept as a piece, named by the source's bytes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import pyarrow.compute as pc

from kg import __version__, pieces, store
from kg.errors import GraphError
from kg.schema import RECORDS, from_table, to_table
from kg.text import digest
from kg.types import Paper, Record, Skip, Source
from pipelines.readers import read_source
from pipelines.removal import Removed
from pipelines.sources import STANDARD_INPUT

KIND = "records"
"""The kind of pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source, its records, and the name of the piece that holds them."""

    source: Source
    records: tuple[Record, ...]
    piece: str


def gather(
    locations: Sequence[str], root: Path, removed: Removed, tell: Callable[[str, int, int], None]
) -> tuple[list[Reading], int]:
    """Read sources, and take along those that a graph already holds.

    Parameters
    ----------
    locations : sequence of str
        As `pipelines.sources.find` gives them.
    root : Path
        The graph directory.
    removed : Removed
        What stays out.
    tell : callable
        Told of the progress.

    Returns
    -------
    list of Reading
        All sources of the graph, by path.
    int
        How many of them were there and unchanged.
    """
    held = {entry["path"]: entry for entry in store.Store(root).manifest["sources"]} if store.exists(root) else {}
    paths = sorted({*held, *locations} - {*removed.sources})
    readings = []
    kept = 0
    for done, path in enumerate(paths):
        tell("reading", done, len(paths))
        sha256 = held[path]["digest"] if path not in locations else _digest(path)
        found = stored(root, path, sha256) if sha256 else None
        kept += found is not None
        reading = without(found or _read(root, path, held.get(path), asked=path in locations), removed)
        if reading is not found:
            keep(root, reading)
        readings.append(reading)
    tell("reading", len(paths), len(paths))
    return readings, kept


def without(reading: Reading, removed: Removed) -> Reading:
    """The reading itself, or where something of it is removed one without that."""
    records = removed.without(reading.records)
    if len(records) == len(reading.records):
        return reading
    return replace(reading, records=records, source=replace(reading.source, listed=len(records)))


def keep(root: Path, reading: Reading) -> None:
    """Write the piece of a reading."""
    described = {"format": reading.source.format, "skipped": [asdict(skip) for skip in reading.source.skipped]}
    table = to_table(reading.records, RECORDS).replace_schema_metadata(
        {"source": json.dumps(described, sort_keys=True)}
    )
    pieces.write(root, KIND, reading.piece, table)


def stored(root: Path, path: str, sha256: str) -> Reading | None:
    """What was read from a source with these bytes; None where that is missing or damaged."""
    table = pieces.read(root, KIND, piece(path, sha256), RECORDS)
    if table is None:
        return None
    described = json.loads(table.schema.metadata[b"source"])
    skipped = tuple(Skip(**skip) for skip in described["skipped"])
    source = Source(path=path, format=described["format"], digest=sha256, listed=table.num_rows, skipped=skipped)
    return Reading(source=source, records=tuple(from_table(table, Record)), piece=piece(path, sha256))


def piece(path: str, sha256: str) -> str:
    """Name of the piece for a source with these bytes."""
    # the name is a hint to the reader, the version stands for the readers' code
    return digest(f"{__version__}\n{PurePath(path).name}\n{sha256}", 32)


def _digest(location: str) -> str | None:
    path = Path(location)
    try:
        return store.file_digest(path) if location != STANDARD_INPUT and path.is_file() else None
    except OSError:
        return None  # reading it says what is wrong


def _read(root: Path, path: str, entry: Mapping[str, Any] | None, *, asked: bool) -> Reading:
    """Read a source; one that is gone since an earlier build is taken from the graph's tables."""
    if entry is not None and not asked and (path == STANDARD_INPUT or not Path(path).is_file()):
        return _restored(root, path, entry)
    source, records = read_source(path)
    return Reading(source=source, records=tuple(records), piece=piece(path, source.digest))


def _restored(root: Path, path: str, entry: Mapping[str, Any]) -> Reading:
    """What the tables still say of a source: of a work that has several listings each gets what all of them say."""
    try:
        papers, skips = (store.Store(root).table(name) for name in ("papers", "skips"))
    except GraphError as error:
        message = f"{root}: what was read from {path} is lost, {path} is gone, and the tables cannot replace it"
        raise GraphError(f"{message} ({error}); put {path} back, or go on without it by `kg remove`") from error
    names = RECORDS.names
    records = [
        Record(line=origin.line, **{name: getattr(paper, name) for name in names if name != "line"})
        for paper in from_table(papers, Paper)
        for origin in paper.sources
        if origin.path == path
    ]
    skipped = tuple(
        Skip(line=skip["line"], reason=skip["reason"], excerpt=skip["excerpt"])
        for skip in skips.filter(pc.field("source") == path).to_pylist()
    )
    source = Source(path=path, format=entry["format"], digest=entry["digest"], listed=len(records), skipped=skipped)
    records.sort(key=lambda record: record.line)
    return Reading(source=source, records=tuple(records), piece=piece(path, source.digest))

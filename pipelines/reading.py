"""Reading the sources of a graph, each once: what was read is kept as a piece, named by the source's bytes."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kg import __version__, pieces, store
from kg.errors import GraphError
from kg.schema import RECORDS, from_table, to_table
from kg.text import digest
from kg.types import Paper, Record, Skip, Source
from pipelines.keys import KEYED, keyed
from pipelines.removal import Removed
from pipelines.sources import STANDARD_INPUT

KIND = "records"
"""The kind of pieces."""

_AT_ONCE = 2
"""Pieces that are read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source, its records as `pipelines.keys.KEYED` has them, and the name of the piece that holds them.

    ``kept`` says whether that piece was there, and the source unchanged.
    """

    source: Source
    records: pa.Table
    piece: str
    kept: bool


Read = Callable[[Sequence[str]], Iterable[tuple[Source, list[Record]]]]
"""Reads sources, each as `pipelines.readers.read_source` does."""


def gather(
    locations: Sequence[str], root: Path, removed: Removed, tell: Callable[[str, int, int], None], read: Read
) -> list[Reading]:
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
    read : callable
        Reads those that are new, or whose piece is damaged.

    Returns
    -------
    list of Reading
        All sources of the graph, by path.
    """
    held = {entry["path"]: entry for entry in store.Store(root).manifest["sources"]} if store.exists(root) else {}
    asked = {*locations}
    paths = sorted({*held, *asked} - {*removed.sources})

    def look(path: str) -> Reading | None:
        sha256 = _digest(path) if path in asked else held[path]["digest"]
        return stored(root, path, sha256) if sha256 else None

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        there = list(pool.map(look, paths))
    readings: dict[str, Reading] = {}
    new = []
    for path, found in zip(paths, there, strict=True):
        if found is not None:
            readings[path] = _taken(root, found, removed)
        elif path in asked or (path != STANDARD_INPUT and Path(path).is_file()):
            new.append(path)
        else:
            readings[path] = _taken(root, _restored(root, path, held[path]), removed)
    tell("reading", 0, len(new))
    for done, (path, (source, records)) in enumerate(zip(new, read(new), strict=True), start=1):
        fresh = Reading(source=source, records=_keyed(records), piece=piece(path, source.digest), kept=False)
        readings[path] = _taken(root, fresh, removed)
        tell("reading", done, len(new))
    return [readings[path] for path in paths]


def _taken(root: Path, reading: Reading, removed: Removed) -> Reading:
    """What stays of a reading, with its piece written unless it is there as it must be."""
    left = without(reading, removed)
    if not reading.kept or left is not reading:
        keep(root, left)
    return left


def without(reading: Reading, removed: Removed) -> Reading:
    """The reading itself, or where something of it is removed one without that."""
    records = removed.without(reading.records)
    if records.num_rows == reading.records.num_rows:
        return reading
    return replace(reading, records=records, source=replace(reading.source, listed=records.num_rows))


def without_records(reading: Reading) -> Reading:
    """A reading without what was read, for who needs the memory."""
    return replace(reading, records=KEYED.empty_table())


def keep(root: Path, reading: Reading) -> None:
    """Write the piece of a reading."""
    described = {"format": reading.source.format, "skipped": [asdict(skip) for skip in reading.source.skipped]}
    metadata = {"source": json.dumps(described, sort_keys=True)}
    pieces.write(root, KIND, reading.piece, reading.records.replace_schema_metadata(metadata))


def stored(root: Path, path: str, sha256: str) -> Reading | None:
    """What was read from a source with these bytes; None where that is missing or damaged."""
    table = pieces.read(root, KIND, piece(path, sha256), KEYED)
    if table is None:
        return None
    described = json.loads(table.schema.metadata[b"source"])
    skipped = tuple(Skip(**skip) for skip in described["skipped"])
    source = Source(path=path, format=described["format"], digest=sha256, listed=table.num_rows, skipped=skipped)
    return Reading(source=source, records=table.replace_schema_metadata(), piece=piece(path, sha256), kept=True)


def _keyed(records: Sequence[Record]) -> pa.Table:
    return keyed(to_table(records, RECORDS))


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
    return Reading(source=source, records=_keyed(records), piece=piece(path, source.digest), kept=False)

"""Reading the sources of a graph, each once: what was read is kept as a piece, named by the source's bytes."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath

from kg import __version__, pieces, store
from kg.errors import GraphError
from kg.schema import RECORDS, from_table, to_table
from kg.text import digest
from kg.types import Record, Skip, Source
from pipelines.readers import read_source
from pipelines.sources import STANDARD_INPUT, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source, its records, and the piece that holds them."""

    source: Source
    records: tuple[Record, ...]
    piece: str


Read = Callable[[Sequence[str]], Iterable[tuple[Source, list[Record]]]]
"""Reads sources, each as `pipelines.readers.read_source` does."""


def gather(
    sources: Sequence[str], root: Path, tell: Callable[[str, int, int], None], read: Read
) -> tuple[list[Reading], int]:
    """Read sources, and take along those that a graph already holds.

    Parameters
    ----------
    sources : sequence of str
        As `pipelines.sources.find` takes them.
    root : Path
        The graph directory; it need not exist.
    tell : callable
        Told of the progress.
    read : callable
        Reads those that are new.

    Returns
    -------
    list of Reading
        All sources of the graph, by path.
    int
        How many of them were there and unchanged.

    Raises
    ------
    SourceError
        When a source does not exist.
    GraphError
        When what was read from an earlier source is damaged and the source is gone.
    """
    locations = find(sources)
    readings: dict[str, Reading] = {}
    kept = 0
    held = store.Store(root).manifest["sources"] if store.exists(root) else []
    for entry in held:
        if entry["path"] not in locations:
            readings[entry["path"]] = _held(root, entry["path"], entry["digest"])
            kept += 1
    unchanged = {location: found for location in locations if (found := _unchanged(root, location))}
    fresh = [location for location in locations if location not in unchanged]
    tell("reading", 0, len(fresh))
    for done, (location, (source, records)) in enumerate(zip(fresh, read(fresh), strict=True), start=1):
        readings[location] = _kept(root, location, source, records)
        tell("reading", done, len(fresh))
    readings |= unchanged
    kept += len(unchanged)
    return [readings[path] for path in sorted(readings)], kept


def _piece(path: str, sha256: str) -> str:
    # the name is a hint to the reader, the version stands for the readers' code
    return digest(f"{__version__}\n{PurePath(path).name}\n{sha256}", 32)


def _kept(root: Path, location: str, source: Source, records: Sequence[Record]) -> Reading:
    name = _piece(location, source.digest)
    described = {"format": source.format, "skipped": [asdict(skip) for skip in source.skipped]}
    table = to_table(records, RECORDS).replace_schema_metadata({"source": json.dumps(described, sort_keys=True)})
    pieces.write(root, "records", name, table)
    return Reading(source=source, records=tuple(records), piece=name)


def _unchanged(root: Path, location: str) -> Reading | None:
    path = Path(location)
    if location == STANDARD_INPUT or not path.is_file():
        return None
    try:
        return _stored(root, location, store.file_digest(path))
    except OSError:
        return None  # reading it says what is wrong


def _held(root: Path, path: str, sha256: str) -> Reading:
    found = _stored(root, path, sha256)
    if found is not None:
        return found
    if path != STANDARD_INPUT and Path(path).is_file():
        return _kept(root, path, *read_source(path))
    raise GraphError(f"{root}: what was read from {path} is damaged and {path} is gone; build from all sources anew")


def _stored(root: Path, path: str, sha256: str) -> Reading | None:
    name = _piece(path, sha256)
    table = pieces.read(root, "records", name, RECORDS)
    if table is None:
        return None
    described = json.loads(table.schema.metadata[b"source"])
    skipped = tuple(Skip(**skip) for skip in described["skipped"])
    source = Source(path=path, format=described["format"], digest=sha256, listed=table.num_rows, skipped=skipped)
    return Reading(source=source, records=tuple(from_table(table, Record)), piece=name)

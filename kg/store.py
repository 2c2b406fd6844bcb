"""A graph directory on disk: its manifest and the Parquet tables of its one current state.

Layout::

    NAME.kg/
      manifest.json                     format version, pipeline, sources, and the current state's tables
      tables/<state>/<name>.parquet     the tables; <state> is a digest of their bytes. One of very many rows is in
                                        several files, <name>-0000.parquet and so on
      tables/<state>/manifest.json      a copy, for the day the other one is damaged
      pieces/                           what reading, extraction and linking found, see `kg.pieces`
      derived/                          what is worked out from the tables, see `kg.derived`

A new state is written beside the old one; replacing ``manifest.json`` is the one step that puts it in place. Who writes
holds the lock; who reads needs none.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from kg.errors import GraphError
from kg.schema import CODED, LOOKED_UP, REPEATED, TABLES

FORMAT = 2
"""Version of the layout and the schemas; a reader refuses any other."""

_GROUP = 1 << 17
"""Rows of a table that are written, and read, together."""

_FILE = 1 << 20
"""Rows that a file holds: a larger table is in several, which are written at the same time."""

_DICTIONARY = 1 << 23
"""Bytes of the different values of a column, in one such group, up to which each is written but once."""

_FALSE = 0.01
"""Share of groups that are read in vain for a value they do not hold."""

_COMPRESSION = "lz4"
"""Texts are read in half the time that Snappy takes, in as much space; zstd saves a fifth and takes twice the time."""

_WRITERS = 2
"""Files that are written at a time."""

_LOG = logging.getLogger(__name__)
_LOCK = ".lock"

MANIFEST = "manifest.json"
"""What a directory is a graph by."""

PARTS = frozenset({MANIFEST, f".{MANIFEST}.new", _LOCK, "tables", "pieces", "derived"})
"""What this package puts into a graph directory."""


class Store:
    """The current state of a graph directory, for reading.

    Parameters
    ----------
    directory : str or Path
        The graph directory.

    Raises
    ------
    GraphError
        When there is no graph, or one that this release cannot read.
    """

    def __init__(self, directory: str | Path) -> None:
        self.directory = Path(directory)
        self.manifest = _read_manifest(self.directory)

    @property
    def state(self) -> str:
        """Digest of the current state."""
        return self._files("papers")[0].parent.name

    def _files(self, table: str) -> list[Path]:
        return [self.directory / file for file in self.manifest["tables"][table]["files"]]

    def table(self, name: str, columns: Sequence[str] | None = None, *, coded: Sequence[str] = ()) -> pa.Table:
        """One table of `kg.schema.TABLES`, or some columns of it; those that are ``coded`` come as dictionaries.

        Raises
        ------
        GraphError
            When its file is missing or is not what the manifest describes.
        """
        schema = pa.schema(
            field.with_type(pa.dictionary(pa.int32(), field.type)) if field.name in coded else field
            for field in map(TABLES[name].field, columns or TABLES[name].names)
        )
        parts = []
        for path in self._files(name):
            try:
                parts.append(read_parquet(path, columns, coded))
            except (OSError, pa.ArrowException) as error:
                message = f"{path}: cannot be read ({error}); run `kg build` again to mend the graph"
                raise GraphError(message) from error
        rows = sum(part.num_rows for part in parts)
        if rows != self.manifest["tables"][name]["rows"] or any(not it.schema.equals(schema) for it in parts):
            message = f"{self.directory}: the table {name} is not what the manifest describes; run `kg build` again"
            raise GraphError(message)
        return pa.concat_tables(parts)

    def rows(self, name: str, columns: Sequence[str], values: Collection[str], kind: str | None = None) -> pa.Table:
        """Rows of a table that have one of some values in one of some columns, of edges those of a kind.

        Each row once: those with a value in the first column, then those of the next, in the table's order. The
        others stay on disk.

        Raises
        ------
        GraphError
            When its file is missing or is not what the manifest describes.
        """
        import duckdb

        paths = [str(path) for path in self._files(name)]
        given = {f"value{number}": value for number, value in enumerate(sorted(values))}
        held = [f"{column} IN ({', '.join(f'${key}' for key in given)})" for column in columns]
        # a query for each column: an OR would read every row group
        wanted = [" AND NOT ".join((held[at], *held[:at])) for at in range(len(held))]
        if kind is not None:
            given["kind"] = kind
            wanted = [f"kind = $kind AND {where}" for where in wanted]
        query = " UNION ALL ".join(
            f"FROM read_parquet($paths, hive_partitioning = false) WHERE {where}" for where in wanted
        )
        try:
            with duckdb.connect(":memory:") as connection:
                found = connection.sql(query, params={"paths": paths, **given})
                return found.to_arrow_table().cast(TABLES[name])
        except (duckdb.Error, pa.ArrowException, ValueError) as error:
            message = f"{self.directory}: {name} cannot be read ({error}); run `kg build` again to mend the graph"
            raise GraphError(message) from error


def exists(directory: str | Path) -> bool:
    """Whether a graph lives in a directory."""
    return (Path(directory) / MANIFEST).is_file()


def recover(directory: str | Path) -> None:
    """Put the copy of a missing or damaged manifest in its place, if there is a good one."""
    root = Path(directory)
    with suppress(GraphError):
        _read_manifest(root)
        return
    for copy in sorted(root.glob(f"tables/*/{MANIFEST}")):
        with suppress(GraphError):
            _read_manifest(copy.parent)
            _replace(root / MANIFEST, copy.read_bytes())
            return


def damage(directory: str | Path) -> list[Path]:
    """Files of the current state that are not what they were when they were written.

    Parameters
    ----------
    directory : str or Path
        The graph directory.

    Raises
    ------
    GraphError
        When there is no graph, or its manifest is damaged.
    """
    root = Path(directory)
    held = Store(root)
    copy = root / "tables" / held.state / MANIFEST
    entries = (entry for _, entry in sorted(held.manifest["tables"].items()))
    tables = [
        root / file for entry in entries for file, digest in entry["files"].items() if not _holds(root / file, digest)
    ]
    same = copy.is_file() and copy.read_bytes() == (root / MANIFEST).read_bytes()
    return tables if same else [*tables, copy]


@contextmanager
def locked(directory: str | Path) -> Iterator[None]:
    """Be the only one who writes to a graph directory; the operating system ends the lock with the process.

    Another process that has the lock is waited for, and a warning is logged. One process may take it again.

    Parameters
    ----------
    directory : str or Path
        The graph directory; made when missing.

    Raises
    ------
    GraphError
        When the directory cannot be written.
    """
    from filelock import FileLock, Timeout

    root = Path(directory)
    with written(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / _LOCK, is_singleton=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            _LOG.warning("%s: another process is changing this graph; waiting until it is done", root)
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def written(directory: Path) -> Iterator[None]:
    """Word what keeps a graph directory from being written: a full disk, no permission, a file in the way."""
    try:
        yield
    except OSError as error:
        message = f"{directory}: cannot be written ({error.strerror or error}); a graph there is unchanged"
        raise GraphError(f"{message}. Make room or choose another place with -o, and run it again") from error


def write(directory: str | Path, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> None:
    """Put a new state in place, in one step; see `Writing`.

    Parameters
    ----------
    directory : str or Path
        The graph directory; made when missing.
    tables : mapping of str to pyarrow.Table
        Every table of `kg.schema.TABLES`.
    manifest : mapping
        What to keep besides: plain JSON values under keys other than ``format`` and ``tables``.

    Raises
    ------
    GraphError
        When the directory cannot be written; the old state is then intact.
    """
    with Writing(directory) as writing:
        for name in TABLES:
            writing.add(name, tables[name])
        writing.put(manifest)


class Writing:
    """A new state that is written beside the old one, each table while the next is made; what is not put in place goes.

    Parameters
    ----------
    directory : str or Path
        The graph directory; made when missing.

    Raises
    ------
    GraphError
        On entering or putting, when the directory cannot be written; the old state is then intact.
    """

    def __init__(self, directory: str | Path) -> None:
        self._root = Path(directory)
        self._fresh = self._root / "tables" / ".new"
        self._pool = ThreadPoolExecutor(_WRITERS)
        self._files: dict[str, dict[str, Future[str]]] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        with written(self._root):
            shutil.rmtree(self._fresh, ignore_errors=True)
            self._fresh.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        shutil.rmtree(self._fresh, ignore_errors=True)

    def add(self, name: str, table: pa.Table) -> None:
        """Begin to write a table of `kg.schema.TABLES`: one that casts to it."""
        parts = [table.slice(start, _FILE) for start in range(0, table.num_rows, _FILE)] or [table]
        files = [f"{name}-{number:04}.parquet" for number in range(len(parts))] if parts[1:] else [f"{name}.parquet"]
        self._rows[name] = table.num_rows
        self._files[name] = {
            file: self._pool.submit(_written, part, self._fresh / file, name)
            for file, part in zip(files, parts, strict=True)
        }

    def put(self, manifest: Mapping[str, Any]) -> None:
        """Put the state in place, in one step, with what is to be kept besides the tables."""
        with written(self._root):
            digests = {name: {file: made.result() for file, made in self._files[name].items()} for name in TABLES}
            _put(self._root, self._fresh, digests, self._rows, manifest)


def _written(table: pa.Table, path: Path, name: str) -> str:
    """Write a table or a part of it; the digest of the file."""
    coded = CODED.get(name, ())
    write_parquet(
        table, path, TABLES[name], looked_up=LOOKED_UP.get(name, ()), repeated=REPEATED.get(name), coded=coded
    )
    return file_digest(path)


def _put(
    root: Path,
    fresh: Path,
    digests: Mapping[str, Mapping[str, str]],
    rows: Mapping[str, int],
    manifest: Mapping[str, Any],
) -> None:
    state = hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]
    settled = root / "tables" / state
    if all(_holds(settled / file, digest) for files in digests.values() for file, digest in files.items()):
        shutil.rmtree(fresh)  # these very bytes are in place already
    else:
        shutil.rmtree(settled, ignore_errors=True)
        fresh.rename(settled)
    tables = {
        name: {"rows": rows[name], "files": {f"tables/{state}/{file}": digest for file, digest in files.items()}}
        for name, files in digests.items()
    }
    text = json.dumps({"format": FORMAT, **manifest, "tables": tables}, indent=1, sort_keys=True)
    for place in (settled, root):
        _replace(place / MANIFEST, f"{text}\n".encode())
    for other in (root / "tables").iterdir():
        if other != settled:
            shutil.rmtree(other, ignore_errors=True)
    for derived in (root / "derived").glob("*"):
        if not derived.name.endswith(settled.name):
            shutil.rmtree(derived, ignore_errors=True)


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and file_digest(path) == digest


def read_parquet(path: Path, columns: Sequence[str] | None = None, coded: Sequence[str] = ()) -> pa.Table:
    """Read a Parquet file; `pyarrow.parquet.read_table` would load pandas besides, where that is installed."""
    from pyarrow import parquet as pq  # who finds by name has no need of it

    with pq.ParquetFile(path, memory_map=True, page_checksum_verification=True, read_dictionary=[*coded]) as file:
        return file.read(columns and [*columns])


def write_parquet(
    table: pa.Table,
    path: Path,
    schema: pa.Schema | None = None,
    *,
    looked_up: Sequence[str] = (),
    repeated: Sequence[str] | None = None,
    coded: Sequence[str] = (),
    compression: str = _COMPRESSION,
) -> None:
    """Write a Parquet file whose bytes depend on the rows, and the dictionaries, alone, and see it to the disk.

    Parameters
    ----------
    table : pyarrow.Table
        The rows.
    path : Path
        The file.
    schema : pyarrow.Schema, optional
        What they are cast to, a group of rows at a time; their own when left out.
    looked_up : sequence of str
        Columns, not in order, that rows will be picked by: the file tells which groups of rows may hold a value.
    repeated : sequence of str, optional
        Columns whose values are to stand once in a group of rows, with numbers for them in the rows; any if left out.
    coded : sequence of str
        Columns that, where they are dictionaries, are written as they are; they are read as texts all the same.
    compression : str
        One that PyArrow has.
    """
    from pyarrow import parquet as pq

    schema = schema or table.schema
    for name in coded:
        if pa.types.is_dictionary(kind := table.schema.field(name).type):
            schema = schema.set(schema.get_field_index(name), pa.field(name, kind))

    def group(start: int) -> pa.Table:
        return table.slice(start, _GROUP).combine_chunks().cast(schema)

    with (
        pq.ParquetWriter(
            path,
            schema,
            compression=compression,
            write_page_checksum=True,
            store_schema=not coded,
            use_dictionary=True if repeated is None else [*repeated],
            dictionary_pagesize_limit=_DICTIONARY,
            bloom_filter_options={column: {"ndv": _GROUP, "fpp": _FALSE} for column in looked_up},
        ) as writer,
        ThreadPoolExecutor(1) as pool,
    ):
        made = pool.submit(group, 0)
        for start in range(_GROUP, table.num_rows, _GROUP):
            # the next group is cast while one is encoded
            ready, made = made.result(), pool.submit(group, start)
            writer.write_table(ready)
        writer.write_table(made.result())
    with path.open("rb") as file:
        os.fsync(file.fileno())


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as sink:
        sink.write(data)
        sink.flush()
        os.fsync(sink.fileno())
    beside.replace(path)


def _read_manifest(directory: Path) -> dict[str, Any]:
    path = directory / MANIFEST
    if not path.is_file():
        raise GraphError(f"{directory}: no graph here; make one with `kg build SOURCE... -o {directory}`")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        version = manifest["format"]
        complete = set(manifest["tables"]) == set(TABLES)
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path}: damaged ({error}); run `kg build` again, which puts its copy in place"
        raise GraphError(f"{message}, or where that is damaged too delete it and build from all sources") from error
    if version != FORMAT:
        message = f"{path}: format version {version}, and this release reads {FORMAT}; build the graph anew"
        raise GraphError(message)
    if not complete:
        raise GraphError(f"{path}: names other tables than a graph has; run `kg build` again")
    return dict(manifest)

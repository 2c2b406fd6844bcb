"""What is worked out from a graph's tables and kept beside them; it may be deleted at will.

Layout::

    NAME.kg/derived/<version>-<state>/<name>    of this release, from this state of the tables

What belongs to another state or release is deleted when something is kept anew.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from kg import __version__
from kg.store import Store

FOLDER = "derived"


def place(store: Store, name: str) -> Path:
    """Where a derived file or folder of the current state is, or would be."""
    return store.directory / FOLDER / f"{__version__}-{store.state}" / name


def kept(store: Store, name: str, make: Callable[[Path], None]) -> Path | None:
    """Find a derived file or folder, or make it.

    Parameters
    ----------
    store : Store
        The graph directory and its state.
    name : str
        Of the file or folder.
    make : callable
        Makes it at the path given.

    Returns
    -------
    Path or None
        Where it is; None when nothing can be written there.
    """
    path = place(store, name)
    home = path.parent
    if path.exists():
        return path
    beside = home / f".{name}-{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        make(beside)
        beside.rename(path)
    except OSError:
        if path.exists():  # another process was quicker
            return path
        return None
    finally:
        delete(beside)
    for other in home.parent.iterdir():
        if other != home:
            delete(other)
    return path


def table(store: Store, name: str) -> pa.Table | None:
    """A table that is kept as Arrow has it in memory: nothing of it is copied, and what is not asked for not read.

    Returns
    -------
    pyarrow.Table or None
        None when it is not kept, or damaged.
    """
    path = place(store, name)
    try:
        found = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        found.validate(full=True)  # a damaged one may point anywhere
    except FileNotFoundError:
        return None
    except (OSError, pa.ArrowException):
        delete(path)
        return None
    return found


def keep(store: Store, name: str, table: pa.Table) -> None:
    """Keep a table, where that can be done, for `table` to find."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            with pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table.combine_chunks())
            file.flush()
            os.fsync(file.fileno())

    kept(store, name, make)


def delete(path: Path) -> None:
    """Delete a derived file or folder, where that can be done."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()

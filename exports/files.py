"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import ExportError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file beside its place and put it there in one step when all went well.

    Parameters
    ----------
    path : Path
        Where the file shall be.

    Yields
    ------
    Path
        Where to write it; gone afterwards, whatever happens.

    Raises
    ------
    ExportError
        When it cannot be written; what was at `path` is then unchanged.
    """
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error
    finally:
        beside.unlink(missing_ok=True)

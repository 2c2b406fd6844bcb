"""Files, and folders of files, that are there whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import ExportError


@contextmanager
def replacing(path: Path, *, folder: bool = False) -> Iterator[Path]:
    """Write a file or a folder beside its place and put it there when all went well.

    Parameters
    ----------
    path : Path
        Where the file or folder shall be. A file, and a folder that was not there, are put in place in one step; in a
        folder that was, each file takes the place of the one of its name, and others stay.
    folder : bool
        Whether it is a folder.

    Yields
    ------
    Path
        Where to write it; gone afterwards, whatever happens.

    Raises
    ------
    ExportError
        When it cannot be written; what was at `path` is then unchanged, of a folder's files each one is.
    """
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        yield beside
        if folder and path.is_dir():
            for file in sorted(beside.iterdir()):
                file.replace(path / file.name)
        else:
            beside.replace(path)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error
    finally:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)

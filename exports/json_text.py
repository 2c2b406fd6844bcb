"""JSON files whose bytes depend on what they say alone."""

import json
from pathlib import Path
from typing import Any


def write_json(path: Path, value: Any) -> None:
    """Write a JSON document in UTF-8, keys sorted.

    Parameters
    ----------
    path : Path
        The file.
    value : object
        What JSON can say.
    """
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        json.dump(value, sink, ensure_ascii=False, indent=1, sort_keys=True)
        sink.write("\n")

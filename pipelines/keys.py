"""What a record is known by: worked out once, and kept with it, so that no build does it again for all."""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.schema import RECORDS
from kg.text import digest, title_key

KEYED = pa.schema([*RECORDS, ("title_hash", pa.int64()), ("name", pa.string()), ("text", pa.string())])
"""Records with their keys: a hash of what the title is compared by; the id of a paper that has this record alone,
unless another paper claims it; and the digest of title and abstract."""

_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(v\d+)?")
_AT_ONCE = 8192
"""Texts that are hashed at a time."""


def keyed(records: pa.Table) -> pa.Table:
    """Records, as `kg.schema.RECORDS` has them, with their keys, as `KEYED` has them; themselves where they have them.

    Parameters
    ----------
    records : pyarrow.Table
        Any number.

    Returns
    -------
    pyarrow.Table
        The same rows.
    """
    if "text" in records.column_names:
        return records
    given, identifiers, titles = (records.column(name).to_pylist() for name in ("id", "identifiers", "title"))
    keys = map(title_key, titles)
    columns = [
        pa.array([int.from_bytes(sha256(key.encode()).digest()[:7]) for key in keys], pa.int64()),
        pa.array(map(own_name, given, identifiers, titles), pa.string()),
        pa.array(text_digests(records), pa.string()),
    ]
    return pa.Table.from_arrays([*records.columns, *columns], schema=KEYED)


def own_name(given: str | None, identifiers: list[str], title: str) -> str:
    """The id of a paper by itself: what its source calls it, arXiv's versions being one; or an identifier; or a digest.

    Examples
    --------
    >>> own_name("1810.04805v2", [], "BERT"), own_name(None, ["doi:10.1/x"], "BERT")
    ('1810.04805', '10.1/x')
    """
    if given:
        return arxiv_id(given) or given
    return min(identifiers).partition(":")[2] if identifiers else f"t-{digest(title_key(title), 10)}"


def arxiv_id(given: str) -> str | None:
    """The arXiv id, without its version, if this is one."""
    match = _ARXIV.fullmatch(given)
    return match[1] if match else None


def text_digests(papers: pa.Table) -> Iterator[str]:
    """SHA-256 of each title and abstract, in hexadecimal."""
    for batch in papers.select(["title", "abstract"]).to_batches(max_chunksize=_AT_ONCE):
        text = pc.binary_join_element_wise(*(column.cast(pa.string()) for column in batch.columns), "\n")
        _, offsets, data = text.buffers()
        # hashed where they lie: no text becomes a Python string
        for start, end in pairwise(np.frombuffer(offsets, np.int32).tolist()):
            yield sha256(memoryview(data or b"")[start:end]).hexdigest()

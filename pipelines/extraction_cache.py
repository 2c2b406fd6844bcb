"""Extraction results of a graph's papers, kept as pieces so that each text is extracted once.

A piece has a row a text: a paper's title and abstract, known by their digest, whatever the paper's id.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg import pieces
from kg.alike import numbered, places
from kg.runs import shared_out
from kg.schema import DEFINITIONS, TABLES, from_table, to_table
from kg.text import digest
from kg.types import Paper
from pipelines.extractor import Extraction
from pipelines.keys import text_digests

_CODED = frozenset({"paper", "field", "surface", "type"})
_MENTIONS = pa.schema(
    field.with_type(pa.dictionary(pa.int32(), pa.string())) if field.name in _CODED else field
    for field in TABLES["mentions"]
)
"""Mentions in memory: texts that many share stand once, and a number for them in each mention."""

_MENTION = pa.struct([field for field in _MENTIONS if field.name not in {"paper", "entity"}])
_DEFINITION = pa.struct([field for field in DEFINITIONS if field.name != "paper"])
_TEXT = pa.schema([TABLES["papers"].field(name) for name in ("title", "abstract")])
_PACKED = 8192
"""Texts of a piece that is made of several; if it is damaged, so many are extracted again."""

_LOOSE = 32
"""Smaller pieces that are left as they are: to open a piece takes as long as to read hundreds of texts in it."""

_UNKNOWN = np.array([], np.int64)

KIND = "extraction"
"""The kind of pieces, with the model's fingerprint below it."""

_EXTRACTIONS = pa.schema(
    [
        ("text", pa.string()),
        ("failure", pa.string()),
        ("mentions", pa.list_(_MENTION)),
        ("definitions", pa.list_(_DEFINITION)),
    ]
)
"""A piece's schema in memory."""

EXTRACTIONS = _EXTRACTIONS.set(
    _EXTRACTIONS.names.index("mentions"),
    pa.field("mentions", pa.list_(pa.struct([TABLES["mentions"].field(field.name) for field in _MENTION]))),
)
"""A piece's schema in the file, which keeps such texts once by itself."""

_COLUMNS = [f"mentions.list.element.{field.name}" for field in _MENTION if field.name in _CODED]


Pieces: TypeAlias = Mapping[str, "Future[pa.Table | None]"]
"""Pieces by name, each while it is read."""


def read(root: Path, fingerprint: str) -> Pieces:
    """Begin to read the pieces of a model, one at a time, while other work goes on."""
    kind = _kind(fingerprint)
    pool = ThreadPoolExecutor(1)
    reading = partial(pieces.read, root, kind, schema=_EXTRACTIONS, coded=_COLUMNS)
    there = {name: pool.submit(reading, name) for name in pieces.names(root, kind)}
    pool.shutdown(wait=False)
    return there


class ExtractionCache:
    """What is known of the texts of some papers.

    Parameters
    ----------
    root : Path
        The graph directory.
    fingerprint : str
        The extractor's.
    papers : pyarrow.Table
        The papers asked for, as `kg.schema.TABLES` or `pipelines.works.merge` has them.
    there : mapping of str to Future, optional
        The pieces, where `read` has begun to read them.
    """

    def __init__(self, root: Path, fingerprint: str, papers: pa.Table, there: Pieces | None = None) -> None:
        there = read(root, fingerprint) if there is None else there
        self.fingerprint = fingerprint
        self._root = root
        self._kind = _kind(fingerprint)
        self._papers = papers
        self._tables: dict[str, pa.Table] = {}
        self._mixed: list[pa.Table] = []
        known = "text" in papers.column_names
        self._texts = papers.column("text").combine_chunks() if known else pa.array(text_digests(papers), pa.string())
        found = {name: table for name in sorted(there) if (table := there[name].result()) is not None}
        # where each paper's text stands among the pieces
        self._rows = places(_together(found.values()).column("text").combine_chunks(), self._texts)
        used = np.zeros(sum(table.num_rows for table in found.values()), bool)
        used[self._rows[self._rows >= 0]] = True
        start = 0
        for name, table in found.items():
            wanted = used[start : start + table.num_rows]
            start += table.num_rows
            if wanted.all():
                self._tables[name] = table
            elif wanted.any():
                self._mixed.append(table.filter(pa.array(wanted)))
        if not used.all():
            self._rows = _UNKNOWN

    def missing(self) -> list[Paper]:
        """Papers whose text is still to be extracted, by id, one a text."""
        rows = np.flatnonzero(self._places()[1] < 0)
        first: dict[str, int] = {}
        for row, text in zip(rows.tolist(), self._texts.take(pa.array(rows)).to_pylist(), strict=True):
            first.setdefault(text, row)
        return list(from_table(self._papers.take(pa.array(first.values(), pa.int64())), Paper))

    def add(self, papers: Sequence[Paper], extractions: Sequence[Extraction]) -> None:
        """Keep the results of some papers as one piece."""
        columns = [
            pa.array(text_digests(to_table(papers, _TEXT)), pa.string()),
            pa.array([result.failure for result in extractions], pa.string()),
            _lists([result.mentions for result in extractions], _MENTION),
            _lists([result.definitions for result in extractions], _DEFINITION),
        ]
        self._keep(pa.Table.from_arrays(columns, schema=_EXTRACTIONS))

    def prune(self) -> None:
        """Delete what is kept of texts that are not these papers', and of other models; pack what is in many pieces."""
        for table in self._mixed:
            self._keep(table)
        self._mixed = []
        small = [name for name in sorted(self._tables) if self._tables[name].num_rows < _PACKED]
        if len(small) > _LOOSE:
            packed = pa.concat_tables(self._tables.pop(name) for name in small)
            for start in range(0, packed.num_rows, _PACKED):
                self._keep(packed.slice(start, _PACKED))
        pieces.prune(self._root, self._kind, set(self._tables))
        pieces.prune_kinds(self._root, KIND, {self.fingerprint[:16]})

    def _keep(self, table: pa.Table) -> None:
        name = digest("\n".join(table.column("text").to_pylist()), 32)
        pieces.write(self._root, self._kind, name, table.cast(EXTRACTIONS))
        self._tables[name] = table
        self._rows = _UNKNOWN

    def mentions(self) -> pa.Table:
        """All mentions, by paper, field and position, ``entity`` empty: what casts to `kg.schema.TABLES`."""
        rows = self._exploded("mentions")
        table = rows.append_column("entity", pa.repeat(pa.scalar("", pa.string()), rows.num_rows))
        return table.select(_MENTIONS.names).cast(_MENTIONS)

    def definitions(self) -> pa.Table:
        """All definitions as `kg.schema.DEFINITIONS` has them, by paper and position."""
        return self._exploded("definitions").select(DEFINITIONS.names).cast(DEFINITIONS)

    def failures(self) -> list[tuple[str, str]]:
        """Papers that gave less than they should, by id, with the reason."""
        table, rows = self._places()
        failures = table.column("failure").combine_chunks().take(pa.array(rows))
        ids = self._papers.column("id").filter(pc.is_valid(failures))
        return list(zip(ids.to_pylist(), failures.drop_null().to_pylist(), strict=True))

    def _all(self) -> list[pa.Table]:
        return [*(self._tables[name] for name in sorted(self._tables)), *self._mixed]

    def _places(self) -> tuple[pa.Table, npt.NDArray[np.int64]]:
        """All pieces as one table, and the row of it that each paper has; -1 for none."""
        table = _together(self._all())
        if self._rows.size != len(self._texts):
            self._rows = places(table.column("text").combine_chunks(), self._texts)
        return table, self._rows

    def _exploded(self, column: str) -> pa.Table:
        """The structs of a list column as rows, with the paper of each."""
        table, rows = self._places()
        lists = table.column(column)
        size = pc.list_value_length(lists).to_numpy().astype(np.int64)
        begin, size = (np.cumsum(size) - size)[rows], size[rows]
        place = pa.array(np.arange(size.sum()) + np.repeat(begin - np.cumsum(size) + size, size))
        structs = pa.Table.from_struct_array(pc.list_flatten(lists))
        columns = shared_out(lambda found: _whole(found).take(place), structs.columns)
        paper = pa.array(np.repeat(np.arange(rows.size, dtype=np.int32), size))
        return pa.Table.from_arrays([*columns], schema=structs.schema).append_column(
            "paper", pa.DictionaryArray.from_arrays(paper, self._papers.column("id").combine_chunks())
        )


def _together(tables: Iterable[pa.Table]) -> pa.Table:
    return pa.concat_tables([_EXTRACTIONS.empty_table(), *tables])


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece; as a dictionary where it comes in several."""
    if not pa.types.is_dictionary(column.type):
        return column.combine_chunks()
    chunks = column.chunks
    found, number = numbered(pa.concat_arrays([pa.array([], pa.string()), *(chunk.dictionary for chunk in chunks)]))
    begin = np.cumsum([0, *(len(chunk.dictionary) for chunk in chunks)]).tolist()
    codes = [number[start + chunk.indices.to_numpy()] for start, chunk in zip(begin, chunks, strict=False)]
    return pa.DictionaryArray.from_arrays(pa.array(np.concatenate([number[:0], *codes]), pa.int32()), found)


def _kind(fingerprint: str) -> str:
    return f"{KIND}/{fingerprint[:16]}"


def _lists(rows: Sequence[Sequence[Any]], struct: pa.StructType) -> pa.Array:
    """A list of structs for each sequence of dataclasses."""
    flat = to_table([item for items in rows for item in items], pa.schema(list(struct)))
    offsets = pa.array([0, *accumulate(map(len, rows))], pa.int32())
    return pa.ListArray.from_arrays(offsets, flat.to_struct_array().combine_chunks())

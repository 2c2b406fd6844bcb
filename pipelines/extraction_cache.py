"""Extraction results of a graph's papers, kept as pieces so that each text is extracted once.

A piece has a row a text: a paper's title and abstract, known by their digest, whatever the paper's id.
"""

from collections.abc import Mapping, Sequence
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
        self._rows = np.array([], np.int64)  # where each paper's text stands among the pieces, once it is asked for
        known = "text" in papers.column_names
        self._texts = papers.column("text").combine_chunks() if known else pa.array(text_digests(papers), pa.string())
        # a set made once: Arrow's `is_in` would make one for each piece, and pieces grow with the papers
        wanted = set(self._texts.to_pylist())
        for name, reading in there.items():
            if (table := reading.result()) is not None:
                used = [text in wanted for text in table.column("text").to_pylist()]
                if all(used):
                    self._tables[name] = table
                elif any(used):
                    self._mixed.append(table.filter(pa.array(used)))

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
        self._rows = np.array([], np.int64)

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
        failures, rows = self._column("failure")
        failures = failures.take(pa.array(rows))
        ids = self._papers.column("id").filter(pc.is_valid(failures))
        return list(zip(ids.to_pylist(), failures.drop_null().to_pylist(), strict=True))

    def _all(self) -> list[pa.Table]:
        return [*(self._tables[name] for name in sorted(self._tables)), *self._mixed]

    def _column(self, name: str) -> tuple[pa.Array, npt.NDArray[np.int64]]:
        """A column of all pieces, and the row of it that each paper has."""
        table, rows = self._places()
        return table.column(name).combine_chunks(), rows

    def _places(self) -> tuple[pa.Table, npt.NDArray[np.int64]]:
        """All pieces as one table, and the row of it that each paper has; -1 for none."""
        table = pa.concat_tables([_EXTRACTIONS.empty_table(), *self._all()])
        if self._rows.size != len(self._texts):
            found = pc.index_in(self._texts, value_set=table.column("text").combine_chunks())
            self._rows = found.fill_null(-1).to_numpy().astype(np.int64)
        return table, self._rows

    def _exploded(self, column: str) -> pa.Table:
        """The structs of a list column as rows, with the paper of each."""
        lists, rows = self._column(column)
        begin, size = lists.offsets.to_numpy()[rows], pc.list_value_length(lists).to_numpy()[rows]
        place = np.arange(size.sum()) + np.repeat(begin - np.cumsum(size) + size, size)
        structs = pa.Table.from_struct_array(lists.values).take(pa.array(place))
        paper = pa.array(np.repeat(np.arange(rows.size, dtype=np.int32), size))
        return structs.append_column(
            "paper", pa.DictionaryArray.from_arrays(paper, self._papers.column("id").combine_chunks())
        )


def _kind(fingerprint: str) -> str:
    return f"{KIND}/{fingerprint[:16]}"


def _lists(rows: Sequence[Sequence[Any]], struct: pa.StructType) -> pa.Array:
    """A list of structs for each sequence of dataclasses."""
    flat = to_table([item for items in rows for item in items], pa.schema(list(struct)))
    offsets = pa.array([0, *accumulate(map(len, rows))], pa.int32())
    return pa.ListArray.from_arrays(offsets, flat.to_struct_array().combine_chunks())

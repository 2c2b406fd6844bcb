"""What linking finds of names alone, kept as pieces of a graph directory: a name is asked once, not at every build.

An answer depends on its texts, the code and the facts, so what is kept is found again under a digest of the latter two;
damaged or deleted, it is worked out anew. Of names that no paper has any more nothing stays.
"""

import sys
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg import pieces
from kg.alike import places
from kg.runs import shared_out
from kg.text import digest

KIND = "linking"
"""The kind of pieces, with the rules' digest and the question below it."""

_FULL = 1 << 16
"""Rows of a piece at most: what is written anew where one of them is no longer needed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about texts.

    Attributes
    ----------
    name : str
        Names its pieces.
    texts : int
        How many of the schema's columns ask; the others answer.
    schema : pyarrow.Schema
        Of a piece.
    answer : callable
        Gives the values of the answering columns for the texts of one question.
    """

    name: str
    texts: int
    schema: pa.Schema
    answer: Callable[..., Sequence[Any]]

    def table(self, *texts: pa.Array) -> pa.Table:
        """Texts with their answers."""
        told = list(map(self.answer, *(column.to_pylist() for column in texts)))
        columns = [
            pa.array([answer[at] for answer in told], field.type)
            for at, field in enumerate([*self.schema][self.texts :])
        ]
        return pa.Table.from_arrays([*texts, *columns], schema=self.schema)


@dataclass(slots=True)
class _Answers:
    """How many columns ask; the pieces of a question, which of their rows are asked for now, and what is new."""

    texts: int
    pieces: dict[str, pa.Table]
    used: npt.NDArray[np.bool_]
    new: pa.Table


class Kept:
    """Answers of a graph directory.

    Parameters
    ----------
    root : Path, optional
        The graph directory; without one nothing is kept.
    ahead : sequence of Question, optional
        Those whose pieces begin to be read at once, while other work goes on.

    Attributes
    ----------
    root : Path or None
        The graph directory.
    lock : Lock
        For who asks from several threads what may be asked already.
    """

    def __init__(self, root: Path | None = None, ahead: Sequence[Question] = ()) -> None:
        self.lock = Lock()
        self.root = root
        self._answers: dict[str, _Answers] = {}
        pool = ThreadPoolExecutor(1)
        self._there = {question.name: pool.submit(_read, root, question) for question in ahead}
        pool.shutdown(wait=False)

    def was_asked(self, question: Question) -> bool:
        """Whether a question was asked."""
        return question.name in self._answers

    def answers(self, question: Question, *asked: pa.Array) -> pa.Table:
        """The answers to texts, a row each, in their order.

        Parameters
        ----------
        question : Question
            Asked once of a `Kept`.
        *asked : pyarrow.Array
            Its texts, a column each, without repeats.

        Returns
        -------
        pyarrow.Table
            The columns that answer.
        """
        schema = question.schema
        reading = self._there.pop(question.name, None)
        known = _read(self.root, question) if reading is None else reading.result()
        held = pa.concat_tables([schema.empty_table(), *known.values()])
        place = places(_one_text([held.column(at).combine_chunks() for at in range(question.texts)]), _one_text(asked))
        missing = np.flatnonzero(place < 0)
        new = question.table(*(column.take(pa.array(missing)) for column in asked))
        used = np.zeros(held.num_rows, bool)
        used[place[place >= 0]] = True
        self._answers[question.name] = _Answers(question.texts, known, used, new)
        place[missing] = held.num_rows + np.arange(missing.size)
        found = pa.concat_tables([held, new]).select(schema.names[question.texts :])
        rows = pa.array(place)
        columns = shared_out(lambda column: column.combine_chunks().take(rows), found.columns)
        return pa.Table.from_arrays([*columns], schema=found.schema)

    def keep(self) -> None:
        """Write what is new, and delete what was not asked for."""
        if self.root is None:
            return
        for name, answers in self._answers.items():
            kind, kept, rest, start = _kind(name), set(), [], 0
            for piece, table in answers.pieces.items():
                used = answers.used[start : start + table.num_rows]
                start += table.num_rows
                if used.all() and table.num_rows == _FULL:
                    kept.add(piece)
                else:
                    rest.append(table.filter(pa.array(used)))
            left = pa.concat_tables([*rest, answers.new]).combine_chunks()
            for first in range(0, left.num_rows, _FULL):
                table = left.slice(first, _FULL)
                texts = [text for column in table.columns[: answers.texts] for text in column.to_pylist()]
                piece = digest("\n".join(texts), 32)
                if piece not in answers.pieces:
                    pieces.write(self.root, kind, piece, table)
                kept.add(piece)
            pieces.prune(self.root, kind, kept)
        pieces.prune_kinds(self.root, KIND, {_kind(name).removeprefix(f"{KIND}/") for name in self._answers})


def damage(root: Path, questions: Sequence[Question]) -> list[Path]:
    """Pieces that cannot be read."""
    return [
        pieces.path(root, _kind(question.name), name)
        for question in questions
        for name in pieces.names(root, _kind(question.name))
        if pieces.read(root, _kind(question.name), name, question.schema) is None
    ]


def _read(root: Path | None, question: Question) -> dict[str, pa.Table]:
    if root is None:
        return {}
    kind = _kind(question.name)
    found = {name: pieces.read(root, kind, name, question.schema) for name in pieces.names(root, kind)}
    return {name: table for name, table in found.items() if table is not None}


def _kind(name: str) -> str:
    return f"{KIND}/{name}-{_rules()[:16]}"


@cache
def _rules() -> str:
    """Digest of the code and the facts that answers depend on."""
    parts = [f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode()]
    for package in ("kg", "pipelines.linking", "pipelines.linking.facts"):
        for file in sorted(files(package).iterdir(), key=lambda file: file.name):
            if file.is_file() and file.name.endswith((".py", ".tsv")) and (package != "kg" or file.name in _OF_NAMES):
                parts += [file.name.encode(), file.read_bytes()]
    return sha256(b"\n".join(parts)).hexdigest()


_OF_NAMES = frozenset({"names.py", "text.py"})
"""Modules of `kg` that say something of names."""


def _one_text(columns: Sequence[pa.Array]) -> pa.Array:
    """A text for those of each row; with the length of all but the last, no text runs into the next."""
    *before, last = columns
    lengths = (pc.cast(pc.utf8_length(column), pa.string()) for column in before)
    return pc.binary_join_element_wise(*lengths, *before, last, " ") if before else last

"""What short forms stand for by the definitions of a graph's papers."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.alike import places
from pipelines.linking.kept import Kept
from pipelines.linking.names import DEFINITIONS
from pipelines.linking.senses import DOMINANCE
from pipelines.linking.uses import Bools, Ints, Uses, dates, paired, texts_of, vocabulary

_NO_DATE = "9"
"""Sorts behind all dates."""


class Definitions:
    """The definitions of papers, in the order of their dates.

    Parameters
    ----------
    table : pyarrow.Table
        As `kg.schema.DEFINITIONS` has it, in any order.
    dated : pyarrow.Table
        Papers, with the columns ``id`` and ``date``.
    kept : Kept
        Asked about each pair of a short and a long form.

    Attributes
    ----------
    short, whole : pyarrow.Array
        Spelling keys of the short forms and of the whole long forms, of each pair.
    table : pyarrow.Table
        The definitions.
    pair : ndarray of int
        The pair of each.
    papers : pyarrow.Array
        Papers, sorted.
    paper : ndarray of int
        The paper of each definition.
    """

    def __init__(self, table: pa.Table, dated: pa.Table, kept: Kept) -> None:
        (shorts, short), (longs, long) = vocabulary(table.column("short")), vocabulary(table.column("long"))
        texts, pair = paired(shorts, longs, short, long)
        answers = kept.answers(DEFINITIONS, *texts)
        self.short, self.whole = (answers.column(name).combine_chunks() for name in ("short_key", "whole"))
        self.papers, paper = vocabulary(table.column("paper"))
        _, day = vocabulary(pa.chunked_array([pc.fill_null(dates(self.papers, dated), _NO_DATE)]))
        in_abstract = pc.not_equal(table.column("field"), "title").to_numpy()
        start = table.column("sentence_start").to_numpy()
        order = np.lexsort((pair, start, in_abstract, paper, day[paper]))
        self.table, self.pair, self.paper = table.take(pa.array(order)), pair[order], paper[order]


class Defined:
    """What short forms stand for, where keys are numbers and long forms are in classes.

    Parameters
    ----------
    definitions : Definitions
        What the papers say.
    keys : pyarrow.Array
        All keys.
    short, long : ndarray of int
        For each pair of the definitions the key of its short form, and that which the class of its long form is known
        by.

    Attributes
    ----------
    short, long : ndarray of int
        The senses: a short form's key and its long form's.
    dominant : ndarray of int
        Of each key the sense that dominates over all papers, or -1.
    small : ndarray of bool
        Of each key, whether a definition begins it with a small letter: vLLM is no VLLM.
    undecided : dict of int to list of str
        Long forms of each short form's key that has several, none of which dominates.
    evidence : pyarrow.Table
        The earliest definition of each sense.
    """

    def __init__(self, definitions: Definitions, keys: pa.Array, short: Ints, long: Ints) -> None:
        said, meant = short[definitions.pair], long[definitions.pair]
        rows = np.flatnonzero(said != meant)
        _, first = np.unique(definitions.paper[rows] * len(keys) + said[rows], return_index=True)
        rows = rows[np.sort(first)]  # of two senses in one paper the first counts
        self._papers, self._paper, self._said = definitions.papers, definitions.paper[rows], said[rows]
        senses, first, self._sense, count = np.unique(
            said[rows] * len(keys) + meant[rows], return_index=True, return_inverse=True, return_counts=True
        )
        self.short, self.long = np.divmod(senses, max(len(keys), 1))
        self.evidence = definitions.table.take(pa.array(rows[first]))
        self.small = np.zeros(len(keys), bool)
        small = [text[:1].islower() for text in definitions.table.column("short").take(pa.array(rows)).to_pylist()]
        self.small[self._said[np.array(small, bool)]] = True
        self.dominant, decided = self._dominant(keys, count)
        self.undecided: dict[int, list[str]] = {}
        longs = self.evidence.column("long").combine_chunks()
        for key, name in zip(self.short[~decided].tolist(), texts_of(longs, np.flatnonzero(~decided)), strict=True):
            self.undecided.setdefault(key, []).append(name)
        for names in self.undecided.values():
            names.sort()

    def _dominant(self, keys: pa.Array, count: Ints) -> tuple[Ints, Bools]:
        """The sense of each key that dominates; of each sense, whether one of its key does or it is the only one."""
        ranked = np.lexsort((-count, self.short))
        begins = np.flatnonzero(np.diff(self.short, prepend=-1))
        size = np.diff(begins, append=self.short.size)
        most = count[ranked[begins]]
        other = np.where(size > 1, count[ranked[np.minimum(begins + 1, count.size - 1)]], 0) if size.size else size
        key = self.short[begins]
        length = pc.utf8_length(keys.take(pa.array(key))).to_numpy()
        dominates = (most >= DOMINANCE * other) & ((length > 2) | (most > 1))
        dominant = np.full(len(keys), -1)
        dominant[key[dominates]] = ranked[begins[dominates]]
        return dominant, np.repeat(dominates | (size == 1), size)

    def own(self, uses: Uses, key: Ints) -> tuple[Ints, Ints]:
        """Uses of short forms that their own paper defines, and the senses.

        Parameters
        ----------
        uses : Uses
            Who uses which name.
        key : ndarray of int
            The key of each use.
        """
        width = self.dominant.size
        paper = places(uses.papers, self._papers)[self._paper]
        defined = paper * width + self._said
        order = np.argsort(defined)
        defined = defined[order]
        is_said = np.zeros(width, bool)
        is_said[self._said] = True
        some = np.flatnonzero(is_said[key])
        wanted = uses.paper[some] * width + key[some]
        place = np.minimum(np.searchsorted(defined, wanted), max(defined.size - 1, 0))
        found = defined[place] == wanted if defined.size else np.zeros(0, bool)
        return some[found], self._sense[order[place[found]]]

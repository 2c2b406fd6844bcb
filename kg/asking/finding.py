"""Finding entities by name, as people type them."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import pyarrow as pa

from kg.errors import NotFoundError
from kg.names import spelling_key
from kg.sorted_column import SortedColumn
from kg.types import Entity

_LIKE = 70
"""Likeness, of 100, from which on a name may be meant by a misspelled one."""

_LONGEST = 200
"""Characters of a key that are looked at for likeness."""

_MANY = 10_000
"""Names that hold the text which are looked at, of all that do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An entity that may be meant.

    Attributes
    ----------
    entity : Entity
        The entity.
    name : str
        The name of it that matches.
    how : {"name", "beginning", "part", "likeness"}
        How: the name itself, its beginning, a part of it, or by likeness alone.
    """

    entity: Entity
    name: str
    how: str


class NameIndex:
    """All names of a graph by their spelling.

    Parameters
    ----------
    table : pyarrow.Table
        As `index` makes it.
    """

    def __init__(self, table: pa.Table) -> None:
        self._spellings = SortedColumn(table.column("key"))
        self._name, self._entity = table.column("name").combine_chunks(), table.column("entity").combine_chunks()
        # to_numpy would load pandas
        self._papers = np.asarray(np.from_dlpack(table.column("papers").combine_chunks()), np.int64)

    def find(self, name: str, among: Container[str] | None = None, where: str = "this graph") -> str:
        """Id of the entity a name means.

        Parameters
        ----------
        name : str
            An id, a canonical name or an alias; case, hyphens and spaces are forgiven.
        among : container of str, optional
            Ids that it may be; any when left out.
        where : str
            What those make up, for the error's message.

        Returns
        -------
        str
            The entity's id; of several entities with that name the one with most papers.

        Raises
        ------
        NotFoundError
            With the nearest names.
        """
        rows = [row for row in self._spelled(spelling_key(name)) if among is None or self.entity(row) in among]
        exact = (row for row in rows if self.name(row) == name)
        row = next(exact, rows[0] if rows else None)
        if row is not None:
            return self.entity(row)
        if name in (self._entities if among is None else among):
            return name
        near = (row for row, _ in self.search(name) if among is None or self.entity(row) in among)
        raise NotFoundError(name, tuple(self.name(row) for row in islice(near, 5)), where)

    def search(self, text: str) -> Iterator[tuple[int, str]]:
        """Rows that a text may mean, best first, an entity once, and how they match.

        Names spelled like it, then names that begin with it, then names that hold it, each with most papers first;
        then names like it, the most alike first.
        """
        key = spelling_key(text)
        seen: set[str] = set()
        for how, rows in self._stages(key) if key else ():
            for row in rows:
                if (entity := self.entity(row)) not in seen:
                    seen.add(entity)
                    yield row, how

    def entity(self, row: int) -> str:
        """Id of a row's entity."""
        entity: str = self._entity[row].as_py()
        return entity

    def name(self, row: int) -> str:
        """The row's name."""
        name: str = self._name[row].as_py()
        return name

    def _stages(self, key: str) -> Iterator[tuple[str, Iterable[int]]]:
        first = self._spellings.first
        yield "name", self._spelled(key)
        yield "beginning", self._by_papers(range(first(key), first(key + "\U0010ffff")))
        yield "part", self._by_papers(self._holding(key))
        from rapidfuzz import fuzz, process  # hardly a question comes so far

        # a lambda-free scorer: the comparison with all names runs outside Python
        like = process.extract(key[:_LONGEST], self._keys, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=50)
        like.sort(key=lambda match: (-match[1], -self._papers[match[2]], match[2]))
        yield "likeness", [row for _, _, row in like]

    def _spelled(self, key: str) -> range:
        """Rows with a key, the entity with most papers first."""
        keys = self._spellings.values
        start = end = self._spellings.first(key)
        while end < len(keys) and keys[end].as_py() == key:
            end += 1
        return range(start, end)

    def _by_papers(self, rows: Iterable[int]) -> list[int]:
        found = np.fromiter(rows, np.int64)
        order: list[int] = found[np.lexsort((found, -self._papers[found]))].tolist()
        return order

    def _holding(self, key: str) -> Iterator[int]:
        text, starts = self._joined
        at = text.find(key)
        for _ in range(_MANY):
            if at < 0:
                return
            row = int(np.searchsorted(starts, at, side="right")) - 1
            yield row
            at = text.find(key, int(starts[row + 1])) if row + 1 < len(starts) else -1

    @cached_property
    def _keys(self) -> list[str]:
        keys: list[str] = self._spellings.values.to_pylist()
        return keys

    @cached_property
    def _entities(self) -> frozenset[str]:
        return frozenset(self._entity.to_pylist())

    @cached_property
    def _joined(self) -> tuple[str, np.ndarray[tuple[int], np.dtype[np.int64]]]:
        """All keys in one string, and where each begins: searched faster than one by one."""
        lengths = np.fromiter((len(key) + 1 for key in self._keys), np.int64, len(self._keys))
        return "\n".join(self._keys), np.cumsum(lengths) - lengths


def index(entities: pa.Table, known: pa.Table | None = None) -> pa.Table:
    """All names of entities, by spelling.

    Parameters
    ----------
    entities : pyarrow.Table
        As `kg.schema.TABLES` has it.
    known : pyarrow.Table, optional
        The index of other entities: of a name that it holds the key need not be worked out.

    Returns
    -------
    pyarrow.Table
        Columns ``key``, ``name``, ``entity`` and ``papers``; by key, then most papers, then entity.
    """
    from pyarrow import compute as pc  # who only finds has no need of it

    own, aliases = (entities.column(column).combine_chunks() for column in ("name", "aliases"))
    of, alias = pc.list_parent_indices(aliases), pc.list_flatten(aliases)
    more = pc.not_equal(alias, own.take(of))
    name = pa.concat_arrays([own, alias.filter(more)])
    row = np.concatenate([np.arange(len(own)), of.filter(more).to_numpy()])
    table = pa.table(
        {
            "key": _spelled(name, known),
            "name": name,
            "entity": entities.column("id").combine_chunks().take(pa.array(row)),
            "papers": entities.column("papers").combine_chunks().take(pa.array(row)).cast(pa.int64()),
        }
    )
    return table.sort_by([("key", "ascending"), ("papers", "descending"), ("entity", "ascending")])


def _spelled(names: pa.Array, known: pa.Table | None) -> pa.Array:
    """The key of each name."""
    if known is None:
        return pa.array(map(spelling_key, names.to_pylist()), pa.string())
    from pyarrow import compute as pc

    from kg.alike import places

    place = places(known.column("name").combine_chunks(), names)
    keys = known.column("key").combine_chunks().take(pa.array(place, mask=place < 0))
    unknown = pc.is_null(keys)
    return pc.replace_with_mask(keys, unknown, _spelled(names.filter(unknown), None))

"""Things: what will be the entities, with all names that mean them, in columns."""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.types import ENTITY_TYPES
from pipelines.linking.classes import by_precedence
from pipelines.linking.joining import Joined
from pipelines.linking.names import names_of
from pipelines.linking.uses import Bools, Ints, distinct, encoded, once, ranks

_SHORTENING = frozenset({"abbreviation", "corpus", "initials"})
"""Rules by which a short form stands for a long one."""

_NO_PAPERS: Ints = np.array([], np.int64)


@dataclass(slots=True)
class Name:
    """A surface form, the numbers of the papers that use it for one thing, sorted, and how often they do."""

    papers: Ints = field(default_factory=lambda: _NO_PAPERS)
    mentions: int = 0


@dataclass(slots=True)
class Thing:
    """One thing, for those who correct it by hand.

    Attributes
    ----------
    key : str
        What joining calls it.
    names : dict of str to Name
        Its surfaces.
    types : Counter of str
        In how many papers it is of which type.
    accounts : dict of str to str
        Accounts of an organisation, by the names they are listed with.
    shorts : set of str
        Those of its names that stand for a long form among them.
    """

    key: str
    names: dict[str, Name] = field(default_factory=dict)
    types: Counter[str] = field(default_factory=Counter)
    accounts: dict[str, str] = field(default_factory=dict)
    shorts: set[str] = field(default_factory=set)

    def papers(self) -> Ints:
        """Papers that name it."""
        return united(*(name.papers for name in self.names.values()))


def united(*columns: Ints) -> Ints:
    """Numbers that are in any of some sorted columns, sorted."""
    if len(columns) == 1:
        return columns[0]
    return once(np.concatenate(columns))


@dataclass(frozen=True)
class Things:
    """All things: a row is a surface with the thing it means.

    Attributes
    ----------
    keys : pyarrow.Array
        What joining calls the things.
    surfaces : pyarrow.Array
        Surfaces, each once.
    names : pyarrow.Table
        What `pipelines.linking.names.NAMES` says of them.
    key : ndarray of int
        Numbers, less than there are surfaces, that are the same for surfaces of the same spelling key.
    thing, surface, mentions : ndarray of int
        Of each row the thing, the surface, and how often papers mention it; by thing.
    short : ndarray of bool
        Of each row, whether it stands for a long form among the thing's names.
    account : pyarrow.Array
        Of each row the account that an organisation is listed with, or null.
    row, paper : ndarray of int
        The papers of rows, sorted.
    types : list of str
        By precedence.
    votes : ndarray of int
        Of each thing, how many say that it is of which type.
    """

    keys: pa.Array
    surfaces: pa.Array
    names: pa.Table
    key: Ints
    thing: Ints
    surface: Ints
    mentions: Ints
    short: Bools
    account: pa.Array
    row: Ints
    paper: Ints
    types: list[str]
    votes: Ints

    @cached_property
    def rank(self) -> Ints:
        """The place of each surface among all, sorted."""
        return ranks(self.surfaces)

    @cached_property
    def papers(self) -> Ints:
        """Of each row, how many papers it has."""
        return np.bincount(self.row, minlength=self.thing.size)

    @cached_property
    def mentioned(self) -> tuple[Ints, Ints]:
        """Things with each of their papers once."""
        width = int(self.paper.max(initial=0)) + 1
        thing, paper = np.divmod(once(self.thing[self.row] * width + self.paper), width)
        return thing, paper

    @cached_property
    def size(self) -> Ints:
        """Of each thing, how many papers name it."""
        return np.bincount(self.mentioned[0], minlength=len(self.keys))

    @cached_property
    def count(self) -> Ints:
        """Of each thing, how many surfaces it has."""
        return np.bincount(self.thing, minlength=len(self.keys))

    def one(self, number: int) -> Thing:
        """One thing by its place."""
        found = Thing(self.keys[number].as_py())
        for row in np.flatnonzero(self.thing == number).tolist():
            surface = self.surfaces[int(self.surface[row])].as_py()
            first, last = np.searchsorted(self.row, [row, row + 1]).tolist()
            found.names[surface] = Name(self.paper[first:last], int(self.mentions[row]))
            if self.account[row].is_valid:
                found.accounts[surface] = self.account[row].as_py()
            if self.short[row]:
                found.shorts.add(surface)
        votes = zip(self.types, self.votes[number].tolist(), strict=True)
        found.types.update({kind: count for kind, count in votes if count})
        return found

    def changed(self, old: set[int], new: list[Thing]) -> "Things":
        """The same without some things and, behind the others, with some more."""
        stays = np.ones(len(self.keys), bool)
        stays[[*old]] = False
        number = np.cumsum(stays) - 1
        kept, kept_papers = stays[self.thing], stays[self.thing[self.row]]
        known = pa.array(sorted({name for thing in new for name in thing.names}), pa.string())
        known = known.filter(pc.invert(pc.is_in(known, value_set=self.surfaces)))
        surfaces = pa.concat_arrays([self.surfaces, known])
        names = pa.concat_tables([self.names, names_of(known)]).combine_chunks()
        rows = [(thing, text, name) for thing in new for text, name in thing.names.items()]
        texts = pa.array([text for _, text, _ in rows], pa.string())
        place = {thing.key: int(stays.sum()) + at for at, thing in enumerate(new)}
        return Things(
            keys=pa.concat_arrays(
                [self.keys.filter(pa.array(stays)), pa.array([thing.key for thing in new], pa.string())]
            ),
            surfaces=surfaces,
            names=names,
            key=encoded(names.column("key").combine_chunks())[1][0],
            thing=np.concatenate([number[self.thing[kept]], [place[thing.key] for thing, _, _ in rows]]).astype(int),
            surface=np.concatenate([self.surface[kept], pc.index_in(texts, value_set=surfaces).to_numpy()]).astype(int),
            mentions=np.concatenate([self.mentions[kept], [name.mentions for _, _, name in rows]]).astype(int),
            short=np.concatenate([self.short[kept], [text in thing.shorts for thing, text, _ in rows]]).astype(bool),
            account=pa.concat_arrays(
                [
                    self.account.filter(pa.array(kept)),
                    pa.array([thing.accounts.get(text) for thing, text, _ in rows], pa.string()),
                ]
            ),
            row=np.concatenate(
                [
                    (np.cumsum(kept) - 1)[self.row[kept_papers]],
                    kept.sum() + np.repeat(np.arange(len(rows)), [name.papers.size for _, _, name in rows]),
                ]
            ).astype(int),
            paper=np.concatenate([self.paper[kept_papers], *(name.papers for _, _, name in rows)]),
            types=self.types,
            votes=np.concatenate(
                [
                    self.votes[stays],
                    np.array([[thing.types[kind] for kind in self.types] for thing in new], np.int64).reshape(
                        -1, len(self.types)
                    ),
                ]
            ),
        )


def gathered(joined: Joined, mentions: pa.Table, accounts: pa.Array) -> tuple[Things, Ints]:
    """Things with their names and types.

    Parameters
    ----------
    joined : Joined
        From the rows of mentions and, behind them, of listed organisations.
    mentions : pyarrow.Table
        The mentions.
    accounts : pyarrow.Array
        The account of each listed organisation, or null.

    Returns
    -------
    Things
        The things.
    ndarray of int
        For each row that was joined, that of the things.
    """
    types = by_precedence({*joined.uses.types, *ENTITY_TYPES})
    with ThreadPoolExecutor(1) as pool:
        votes = pool.submit(_votes, joined, mentions, types)
        return _gathered(joined, mentions.num_rows, accounts, types, votes)


def _gathered(
    joined: Joined, count: int, accounts: pa.Array, types: list[str], votes: Future[Ints]
) -> tuple[Things, Ints]:
    uses = joined.uses
    width, things = max(len(uses.surfaces), 1), joined.things.size
    named, name = distinct(joined.thing * width + uses.surface[uses.name])
    thing, surface = np.divmod(named, width)
    row = name[uses.place]
    used = np.zeros(uses.paper.size, bool)
    used[uses.place[:count]] = True
    held = once(name[used] * (len(uses.papers) or 1) + uses.paper[used])
    rows, paper = np.divmod(held, len(uses.papers) or 1)
    reasons = joined.reasons
    shortening = np.array([rule in _SHORTENING for rule in reasons.rules()], bool)[reasons.why]
    short = np.zeros(named.size, bool)
    short[np.searchsorted(named, (reasons.thing * width + reasons.surface)[shortening])] = True
    account = np.full(named.size, None, object)
    listed = accounts.is_valid().to_numpy(zero_copy_only=False)
    account[row[count:][listed]] = accounts.filter(pa.array(listed)).to_pylist()
    found = Things(
        keys=joined.keys.take(pa.array(joined.things)),
        surfaces=uses.surfaces,
        names=joined.names,
        key=distinct(joined.key)[1],
        thing=thing,
        surface=surface,
        mentions=np.bincount(row[:count], minlength=named.size),
        short=short,
        account=pa.array(account, pa.string()),
        row=rows,
        paper=paper,
        types=types,
        votes=votes.result().reshape(things, len(types)),
    )
    return found, row


def _votes(joined: Joined, mentions: pa.Table, types: list[str]) -> Ints:
    """A thing's mentions in a paper have one vote a group, that of the first; a listed organisation has one."""
    uses, count = joined.uses, mentions.num_rows
    kind = np.array([types.index(kind) for kind in uses.types], np.int64)[uses.type][uses.name]
    group = mentions.column("group").to_numpy()
    place = uses.place[:count]
    width = (int(group.max(initial=0)) + 1) * max(joined.things.size, 1)
    _, first = np.unique(
        uses.paper[place] * width + group.astype(np.int64) * joined.things.size + joined.thing[place], return_index=True
    )
    use = np.concatenate([place[first], uses.place[count:]])
    voted = joined.thing[use] * len(types) + kind[use]
    return np.bincount(voted, minlength=joined.things.size * len(types))

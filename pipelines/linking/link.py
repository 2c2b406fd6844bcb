"""Linking: the mentions of all papers to entities, with the reason for every name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kg.schema import TABLES
from kg.types import Definition, Paper
from pipelines.linking import corrections as correcting
from pipelines.linking.canonical import Identity, Name, Thing, identify
from pipelines.linking.corrections import Correction, Effect
from pipelines.linking.joining import Joined, join
from pipelines.linking.ledger import ledger
from pipelines.linking.uses import Ints
from pipelines.linking.versions import variants

_SHORTENING = frozenset({"abbreviation", "corpus", "initials"})
"""Rules by which a short form stands for a long one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking gives: tables as `kg.schema.TABLES` has them.

    Attributes
    ----------
    mentions, entities, ledger : pyarrow.Table
        The mentions with their entity, the entities by id, and why each name belongs to its entity.
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``: the organisations that the sources list with the papers.
    variants : pyarrow.Table
        Columns ``source`` and ``target``: entities that are a version, size or tuning of another.
    effects : tuple of Effect
        What each correction did.
    """

    mentions: pa.Table
    entities: pa.Table
    ledger: pa.Table
    publishers: pa.Table
    variants: pa.Table
    effects: tuple[Effect, ...]


def link(
    papers: Sequence[Paper],
    mentions: pa.Table,
    definitions: Sequence[Definition],
    corrections: Sequence[Correction] = (),
) -> Linked:
    """Join names that mean one thing, over the whole graph.

    Parameters
    ----------
    papers : sequence of Paper
        All papers.
    mentions : pyarrow.Table
        Their mentions as `kg.schema.TABLES` has them, sorted; ``entity`` is not read.
    definitions : sequence of Definition
        The abbreviations that the papers define.
    corrections : sequence of Correction
        What is set by hand.

    Returns
    -------
    Linked
        The same for the same papers, whatever their order.
    """
    dates = {paper.id: paper.date for paper in papers if paper.date}
    listed = [
        (paper.id, organisation.name, organisation.account) for paper in papers for organisation in paper.organisations
    ]
    columns = {
        "paper": pa.array([paper for paper, _, _ in listed], pa.string()),
        "surface": pa.array([name for _, name, _ in listed], pa.string()),
        "type": pa.repeat(pa.scalar("Organisation", pa.string()), len(listed)),
    }
    rows = pa.concat_tables([mentions.select([*columns]), pa.table(columns)])
    joined = join(rows, definitions, dates=dates, organisations=(name for _, name, _ in listed))
    names = _names(joined)
    things = _things(joined, names, mentions, [account for _, _, account in listed])
    corrected = correcting.apply(corrections, things)
    identities = identify(things, renamed=corrected.renamed, retyped=corrected.retyped)

    numbers = {key: number for number, key in enumerate(things)}
    thing = np.array([numbers.get(corrected.key(key, surface), -1) for key, surface in names.of], np.int64)
    thing = thing[names.row]
    ids = pa.array([identities[key].id for key in things], pa.string())
    mentioned, publishing = thing[: mentions.num_rows], thing[mentions.num_rows :]
    linked = mentions.filter(pa.array(mentioned >= 0))
    linked = linked.set_column(
        linked.schema.get_field_index("entity"), "entity", ids.take(pa.array(mentioned[mentioned >= 0]))
    )
    entities = _entities(identities, things, mentioned, joined, dates)
    publishers = sorted(
        {(paper, ids[at].as_py()) for (paper, _, _), at in zip(listed, publishing.tolist(), strict=True) if at >= 0}
    )
    return Linked(
        mentions=linked.cast(TABLES["mentions"]),
        entities=entities,
        ledger=ledger(identities, things, joined.reasons, joined.unresolved, corrected.moved),
        publishers=_pairs(publishers, "paper", "entity"),
        variants=_pairs(_variants(identities, things), "source", "target"),
        effects=corrected.effects,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of things: key and surface of each, and the name of each row that was joined."""

    of: list[tuple[str, str]]
    row: Ints


def _names(joined: Joined) -> _Names:
    uses = joined.uses
    named, name = np.unique(joined.thing * len(uses.surfaces) + uses.surface[uses.name], return_inverse=True)
    thing, surface = np.divmod(named, max(len(uses.surfaces), 1))
    of = [(joined.things[at], uses.surfaces[text]) for at, text in zip(thing.tolist(), surface.tolist(), strict=True)]
    return _Names(of, name[uses.place])


def _things(joined: Joined, names: _Names, mentions: pa.Table, accounts: Sequence[str | None]) -> dict[str, Thing]:
    """Things with their names and types, from the rows of mentions and, behind them, of listed organisations."""
    uses, count = joined.uses, mentions.num_rows
    row = names.row[:count]
    paper, kind = uses.paper[uses.place], uses.type[uses.name][uses.place]
    times = np.bincount(row, minlength=len(names.of)).tolist()
    held, papers = np.divmod(np.unique(row * len(uses.papers) + paper[:count]), max(len(uses.papers), 1))
    bounds = np.searchsorted(held, np.arange(len(names.of) + 1)).tolist()
    things = {key: Thing(key) for key in joined.things}
    for place, (key, surface) in enumerate(names.of):
        things[key].names[surface] = Name(papers[bounds[place] : bounds[place + 1]], times[place])
    # a thing's mentions in a paper have one vote a group, that of the first
    thing, group = joined.thing[uses.place], mentions.column("group").to_numpy()
    width = int(group.max(initial=0)) + 1
    _, first = np.unique((paper[:count] * width + group) * len(things) + thing[:count], return_index=True)
    voters = np.concatenate([first, np.arange(count, len(thing))])
    voted, votes = np.unique(thing[voters] * len(uses.types) + kind[voters], return_counts=True)
    for code, number in zip(voted.tolist(), votes.tolist(), strict=True):
        at, type = divmod(code, len(uses.types))
        things[joined.things[at]].types[uses.types[type]] = number
    for account, name in zip(accounts, names.row[count:].tolist(), strict=True):
        if account:
            key, surface = names.of[name]
            things[key].accounts[surface] = account
    for (surface, key), reason in joined.reasons.items():
        if reason.rule in _SHORTENING:
            things[key].shorts.add(surface)
    return things


def _entities(
    identities: Mapping[str, Identity],
    things: Mapping[str, Thing],
    mentioned: Ints,
    joined: Joined,
    dates: Mapping[str, str],
) -> pa.Table:
    """The entities, by id."""
    uses, held = joined.uses, mentioned >= 0
    paper = uses.paper[uses.place][: mentioned.size][held]
    days = sorted(set(dates.values()))
    place = {day: number for number, day in enumerate(days)}
    day = np.array([place.get(dates.get(paper, ""), -1) for paper in uses.papers], np.int64)
    thing, paper = np.divmod(np.unique(mentioned[held] * len(uses.papers) + paper), max(len(uses.papers), 1))
    dated = day[paper] >= 0
    first, last = np.full(len(things), len(days)), np.full(len(things), -1)
    np.minimum.at(first, thing[dated], day[paper[dated]])
    np.maximum.at(last, thing[dated], day[paper[dated]])
    seen = last >= 0

    def dated_by(number: Ints) -> pa.Array:
        return pa.array(days, pa.string()).take(pa.array(number, mask=~seen))

    columns = {
        "id": pa.array([identities[key].id for key in things], pa.string()),
        "name": pa.array([identities[key].name for key in things], pa.string()),
        "type": pa.array([identities[key].type for key in things], pa.string()),
        "aliases": pa.array([_aliases(thing) for thing in things.values()], pa.list_(pa.string())),
        "papers": pa.array(np.bincount(thing, minlength=len(things))),
        "mentions": pa.array(np.bincount(mentioned[held], minlength=len(things))),
        "first_seen": dated_by(first),
        "last_seen": dated_by(last),
    }
    return pa.table(columns).select(TABLES["entities"].names).cast(TABLES["entities"]).sort_by("id")


def _aliases(thing: Thing) -> list[str]:
    return sorted(thing.names, key=lambda surface: (-thing.names[surface].papers.size, surface))


def _variants(named: Mapping[str, Identity], things: Mapping[str, Thing]) -> list[tuple[str, str]]:
    return variants(
        {
            identity.id: sorted(things[key].names, key=lambda name: (name != identity.name, name))
            for key, identity in named.items()
            if identity.type == "Model"
        }
    )


def _pairs(rows: Sequence[tuple[str, str]], first: str, second: str) -> pa.Table:
    return pa.table(
        {first: pa.array([a for a, _ in rows], pa.string()), second: pa.array([b for _, b in rows], pa.string())}
    )

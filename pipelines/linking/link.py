"""Linking: the mentions of all papers to entities, with the reason for every name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from kg.schema import TABLES, to_table
from kg.types import Definition, Entity, Paper
from pipelines.linking import corrections as correcting
from pipelines.linking.canonical import Identity, Thing, identify
from pipelines.linking.corrections import Correction, Effect
from pipelines.linking.joining import Joined, Use, join
from pipelines.linking.ledger import entries
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
    columns = [mentions.column(name).to_pylist() for name in ("paper", "surface", "type", "group")]
    rows = [(Use(paper, surface, kind), group) for paper, surface, kind, group in zip(*columns, strict=True)]
    listed = [
        (Use(paper.id, organisation.name, "Organisation"), organisation.account)
        for paper in papers
        for organisation in paper.organisations
    ]
    joined = join(
        (use for use, _ in [*rows, *listed]),
        definitions,
        dates=dates,
        organisations=(use.surface for use, _ in listed),
    )
    things = _things(rows, listed, joined)
    for (surface, key), reason in joined.reasons.items():
        if reason.rule in _SHORTENING:
            things[key].shorts.add(surface)
    corrected = correcting.apply(corrections, things)
    named = identify(things, renamed=corrected.renamed, retyped=corrected.retyped)
    key_of = {use: corrected.key(joined.thing[use], use.surface) for use in joined.thing}

    kept = [key_of[use] in things for use, _ in rows]
    ids = [named[key_of[use]].id for (use, _), keep in zip(rows, kept, strict=True) if keep]
    linked = mentions.filter(pa.array(kept, pa.bool_()))
    linked = linked.set_column(linked.schema.get_field_index("entity"), "entity", pa.array(ids, pa.string()))
    entities = sorted((_entity(named[key], thing, dates) for key, thing in things.items()), key=lambda it: it.id)
    ledger = sorted(
        (
            entry
            for key, thing in things.items()
            for entry in entries(named[key], thing, joined.reasons, joined.unresolved, corrected.moved)
        ),
        key=lambda entry: (entry.entity, entry.alias, entry.rule),
    )
    publishers = sorted({(use.paper, named[key_of[use]].id) for use, _ in listed if key_of[use] in things})
    return Linked(
        mentions=linked.cast(TABLES["mentions"]),
        entities=to_table(entities, TABLES["entities"]),
        ledger=to_table(ledger, TABLES["ledger"]),
        publishers=_pairs(publishers, "paper", "entity"),
        variants=_pairs(_variants(named, things), "source", "target"),
        effects=corrected.effects,
    )


def _things(
    rows: Iterable[tuple[Use, int]], listed: Iterable[tuple[Use, str | None]], joined: Joined
) -> dict[str, Thing]:
    things: dict[str, Thing] = {}
    counted: set[tuple[str, int, str]] = set()
    for use, group in rows:
        key = joined.thing[use]
        thing = things.setdefault(key, Thing(key))
        name = thing.names[use.surface]
        name.papers.add(use.paper)
        name.mentions += 1
        if (use.paper, group, key) not in counted:
            counted.add((use.paper, group, key))
            thing.types[use.type] += 1
    for use, account in listed:
        thing = things.setdefault(joined.thing[use], Thing(joined.thing[use]))
        thing.types["Organisation"] += 1
        _ = thing.names[use.surface]  # a name without mentions
        if account:
            thing.accounts[use.surface] = account
    return things


def _entity(identity: Identity, thing: Thing, dates: Mapping[str, str]) -> Entity:
    papers = thing.papers()
    seen = sorted(dates[paper] for paper in papers if paper in dates)
    aliases = sorted(thing.names, key=lambda surface: (-len(thing.names[surface].papers), surface))
    return Entity(
        id=identity.id,
        name=identity.name,
        type=identity.type,
        aliases=tuple(aliases),
        papers=len(papers),
        mentions=sum(name.mentions for name in thing.names.values()),
        first_seen=seen[0] if seen else None,
        last_seen=seen[-1] if seen else None,
    )


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

"""Linking: the mentions of all papers to entities, with the reason for every name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.alike import sorted_places
from kg.schema import TABLES
from pipelines.linking import corrections as correcting
from pipelines.linking.canonical import Identities, identify
from pipelines.linking.corrections import Correction, Effect
from pipelines.linking.joining import join
from pipelines.linking.kept import Kept
from pipelines.linking.ledger import ledger
from pipelines.linking.things import Things, gathered
from pipelines.linking.uses import Ints, dates, lists, texts_of, vocabulary
from pipelines.linking.versions import variants


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What linking gives.

    Attributes
    ----------
    mentions : pyarrow.Table
        The mentions with their entity: what casts to ``mentions`` of `kg.schema.TABLES`, each entity's id once.
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``: the organisations that the sources list with the papers.
    effects : tuple of Effect
        What each correction did.
    """

    mentions: pa.Table
    publishers: pa.Table
    effects: tuple[Effect, ...]
    make_variants: Callable[[], pa.Table] = field(repr=False)
    make_entities: Callable[[], pa.Table] = field(repr=False)
    make_ledger: Callable[[], pa.Table] = field(repr=False)

    @cached_property
    def variants(self) -> pa.Table:
        """Columns ``source`` and ``target``: entities that are a version, size or tuning of another."""
        return self.make_variants()

    @cached_property
    def entities(self) -> pa.Table:
        """The entities by id, as `kg.schema.TABLES` has them; made when asked for, as edges do not need them."""
        return self.make_entities()

    @cached_property
    def ledger(self) -> pa.Table:
        """Why each name belongs to its entity, as `kg.schema.TABLES` has it; made when asked for."""
        return self.make_ledger()


def link(
    papers: pa.Table,
    mentions: pa.Table,
    definitions: pa.Table,
    corrections: Sequence[Correction] = (),
    *,
    kept: Kept | None = None,
    when_joined: Callable[[], object] = lambda: None,
) -> Linked:
    """Join names that mean one thing, over the whole graph.

    Parameters
    ----------
    papers : pyarrow.Table
        All papers; of `kg.schema.TABLES` the columns ``id``, ``date`` and ``organisations``.
    mentions : pyarrow.Table
        Their mentions, sorted: what casts to `kg.schema.TABLES`; ``entity`` is not read.
    definitions : pyarrow.Table
        The abbreviations that the papers define, as `kg.schema.DEFINITIONS` has them.
    corrections : sequence of Correction
        What is set by hand.
    kept : Kept, optional
        What is known of names already: it saves time and changes nothing.
    when_joined : callable, optional
        Called when names are joined: from here on linking works on one core.

    Returns
    -------
    Linked
        The same for the same papers, whatever their order.
    """
    id, date, listed = (papers.column(name).combine_chunks() for name in ("id", "date", "organisations"))
    row, named = lists(listed)
    organisations = pa.table(
        {
            "paper": pa.DictionaryArray.from_arrays(pa.array(row, pa.int32()), id),
            "surface": named.field("name"),
            "type": pa.repeat(pa.scalar("Organisation", pa.string()), len(named)),
        }
    )
    dated = pa.table({"id": id, "date": date})
    used = mentions.select(organisations.column_names)
    used = used.set_column(0, "paper", used.column("paper").dictionary_encode())
    joined = join(
        pa.concat_tables([used, organisations.cast(used.schema)]),
        definitions,
        dated=dated,
        organisations=organisations.column("surface").combine_chunks(),
        kept=kept,
    )
    when_joined()
    account = named.field("account")
    things, row = gathered(joined, mentions, pc.if_else(pc.equal(account, ""), None, account))
    corrected = correcting.apply(corrections, things)
    things, thing = corrected.things, corrected.thing[row]
    reasons = replace(joined.reasons, thing=corrected.place[joined.reasons.thing])
    identities = identify(things, renamed=corrected.renamed, retyped=corrected.retyped, kept=kept)
    ids = identities.id
    mentioned, publishing = thing[: mentions.num_rows], thing[mentions.num_rows :]
    linked = mentions if (mentioned >= 0).all() else mentions.filter(pa.array(mentioned >= 0))
    entity = pa.DictionaryArray.from_arrays(pa.array(mentioned[mentioned >= 0], pa.int32()), ids)
    linked = linked.set_column(linked.schema.get_field_index("entity"), "entity", entity)
    unresolved = dict(
        zip(texts_of(joined.keys, np.array([*joined.unresolved], np.int64)), joined.unresolved.values(), strict=True)
    )
    published = pa.table(
        {
            "paper": organisations.column("paper").filter(pa.array(publishing >= 0)).cast(pa.string()),
            "entity": ids.take(pa.array(publishing[publishing >= 0])),
        }
    )
    publishers = published.group_by(["paper", "entity"]).aggregate([])
    return Linked(
        mentions=linked,
        publishers=publishers.sort_by([("paper", "ascending"), ("entity", "ascending")]),
        effects=corrected.effects,
        make_variants=partial(_variants, identities, things),
        make_entities=partial(_entities, ids, identities, things, mentioned, dates(joined.uses.papers, dated)),
        make_ledger=partial(ledger, identities, things, reasons, unresolved, corrected.moved),
    )


def _entities(ids: pa.Array, identities: Identities, things: Things, mentioned: Ints, date: pa.Array) -> pa.Table:
    """The entities, by id; with the date of each paper that is a number among things."""
    count, surfaces = len(things.keys), things.surfaces
    days, day = vocabulary(pa.chunked_array([pc.fill_null(date, "")]))
    thing, paper = things.mentioned
    dated = date.is_valid().to_numpy(zero_copy_only=False)[paper]
    first, last = np.full(count, len(days)), np.full(count, -1)
    np.minimum.at(first, thing[dated], day[paper[dated]])
    np.maximum.at(last, thing[dated], day[paper[dated]])
    seen = last >= 0
    row = np.lexsort((things.rank[things.surface], -things.papers, things.thing))
    offsets = np.concatenate([[0], np.cumsum(things.count)])

    def dated_by(number: Ints) -> pa.Array:
        return days.take(pa.array(number, mask=~seen))

    columns = {
        "id": ids,
        "name": surfaces.take(pa.array(identities.name)),
        "type": pa.array(things.types, pa.string()).take(pa.array(identities.type)),
        "aliases": pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()), surfaces.take(pa.array(things.surface[row]))
        ),
        "papers": pa.array(things.size),
        "mentions": pa.array(np.bincount(mentioned[mentioned >= 0], minlength=count)),
        "first_seen": dated_by(first),
        "last_seen": dated_by(last),
    }
    entities = pa.table(columns).select(TABLES["entities"].names).cast(TABLES["entities"])
    return entities.take(pa.array(sorted_places(ids)))


def _variants(identities: Identities, things: Things) -> pa.Table:
    models = identities.type == things.types.index("Model")
    row = np.flatnonzero(models[things.thing])
    modelled = np.flatnonzero(models)
    ids = dict(zip(modelled.tolist(), texts_of(identities.id, modelled), strict=True))
    names: dict[str, list[str]] = {id: [] for id in ids.values()}
    # the canonical name first
    thing, surface = things.thing[row], things.surface[row]
    order = np.lexsort((things.rank[surface], surface != identities.name[thing], thing))
    for at, name in zip(thing[order].tolist(), texts_of(things.surfaces, surface[order]), strict=True):
        names[ids[at]].append(name)
    pairs = variants(names)
    columns = {"source": [source for source, _ in pairs], "target": [target for _, target in pairs]}
    return pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})

"""Why each name belongs to its entity: the rule, and the sentence or fact that shows it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.schema import TABLES
from pipelines.linking.canonical import Identities
from pipelines.linking.joining import Reasons
from pipelines.linking.things import Things
from pipelines.linking.uses import Ints, distinct, first_of, ranks, texts_of

_NAME, _LISTED, _CORRECTION = "name", "listed", "correction"
_OF_NAMES = {
    "case": ("spelling of ", ""),
    "hyphen": ("spelling of ", ""),
    "plural": ("spelling of ", ""),
    "spelling": ("spelling of ", ""),
    "vendor": ("", " with its maker's name"),
    "wording": ("another wording of ", ""),
}
"""Rules that two names alone fulfil, with what their detail says around the canonical name."""

_UNLIKE = [*_OF_NAMES].index("vendor")
"""From here on names differ by more than spelling."""


def ledger(
    identities: Identities,
    things: Things,
    reasons: Reasons,
    unresolved: Mapping[str, Sequence[str]],
    corrected: Mapping[str, str],
) -> pa.Table:
    """Why each name belongs to its thing.

    Parameters
    ----------
    identities : Identities
        Ids and canonical names.
    things : Things
        The things with their names.
    reasons : Reasons
        Why a surface stands for a thing.
    unresolved : mapping of str to sequence of str
        Spelling keys of short forms that stand for several long forms, none of which dominates.
    corrected : mapping of str to str
        Names that a correction brought here, with what it says.

    Returns
    -------
    pyarrow.Table
        As `kg.schema.TABLES` has it; a row a name, by entity and name.
    """
    ids, surfaces = identities.id, things.surfaces
    order = np.lexsort((things.rank[things.surface], ranks(ids)[things.thing]))
    thing, surface, papers = (column[order] for column in (things.thing, things.surface, things.papers))
    usual = identities.name[thing]
    alias = np.flatnonzero(surface != usual)
    kind = _kinds(things, surface[alias], usual[alias])
    unlike = alias[kind >= _UNLIKE]
    why = np.full(thing.size, -1)
    held = _held(things, reasons)
    why[unlike] = _reasons(things, reasons, held, thing[unlike], (usual[unlike], surface[unlike]))
    reasoned = np.flatnonzero(why >= 0)
    # rules and details are places among those that there are
    rules = [_NAME, *_OF_NAMES, _LISTED, _CORRECTION, *reasons.rules()]
    rule = np.zeros(thing.size, np.int64)
    rule[alias] = 1 + kind
    rule[reasoned] = rules.index(_CORRECTION) + 1 + why[reasoned]
    before, behind = (
        pa.array(texts, pa.string()).take(pa.array(kind)) for texts in zip(*_OF_NAMES.values(), strict=True)
    )
    said = pc.binary_join_element_wise(before, surfaces.take(pa.array(usual[alias])), behind, "")
    detail = np.zeros(thing.size, np.int64)
    detail[alias] = 1 + np.arange(alias.size)
    detail[reasoned] = 1 + alias.size + why[reasoned]
    more: list[str] = []
    details = [pa.array([""]), said, pa.array(reasons.details(), pa.string())]
    start = sum(map(len, details))

    def tell(rows: Ints | int, text: str) -> None:
        detail[rows] = start + len(more)
        more.append(text)

    standing = np.zeros(len(things.keys), bool)
    standing[reasons.thing[held]] = True
    named = np.flatnonzero((surface == usual) & ~standing[thing])
    keys = things.names.column("key").combine_chunks().take(pa.array(surface[named]))
    undecided = pc.is_in(keys, value_set=pa.array([*unresolved], pa.string()))
    for row, key in zip(named[undecided].tolist(), keys.filter(undecided).to_pylist(), strict=True):
        tell(row, f"stands for {' or '.join(unresolved[key])} in other papers, for none of them here for certain")
    listed = np.flatnonzero(papers == 0)
    rule[listed[rule[listed] == 0]] = rules.index(_LISTED)
    for row, account in zip(listed.tolist(), things.account.take(pa.array(order[listed])).to_pylist(), strict=True):
        tell(row, "listed with the paper by its source" + (f" as account {account}" if account else ""))
    for name, says in corrected.items():
        rows = np.flatnonzero(surface == things.surfaces.index(name).as_py())
        rule[rows], why[rows] = rules.index(_CORRECTION), -1
        tell(rows, says)
    evidence = np.where(why < reasons.evidence.num_rows, why, -1)
    shown = reasons.evidence.take(pa.array(evidence, mask=evidence < 0))
    schema = TABLES["ledger"]
    told = [
        ids.take(pa.array(thing)),
        surfaces.take(pa.array(surface)),
        pa.array(rules, pa.string()).take(pa.array(rule)),
        pa.concat_arrays([*details, pa.array(more, pa.string())]).take(pa.array(detail)),
        pa.array(papers, pa.int32()),
    ]
    told += [shown.column(name).combine_chunks() for name in schema.names[len(told) :]]
    return pa.Table.from_arrays(told, schema=schema)


def _kinds(things: Things, surface: Ints, usual: Ints) -> Ints:
    """How each name differs from the canonical one: places among `_OF_NAMES`, where nothing but the names says it."""
    names, surfaces = things.names, things.surfaces
    folded = [[text.casefold() for text in texts_of(surfaces, number)] for number in (surface, usual)]
    cased = np.array([one == other for one, other in zip(*folded, strict=True)], bool)
    letters = [names.column("letters").combine_chunks().take(pa.array(number)) for number in (surface, usual)]
    hyphened = pc.equal(*letters)
    plural = pc.equal(*(pc.utf8_rtrim(column, "s") for column in letters))
    vendor = names.column("vendor").to_numpy()
    same = things.key[surface] == things.key[usual]
    found: Ints = np.select(
        [
            same & cased,
            same & hyphened.to_numpy(zero_copy_only=False),
            same & plural.to_numpy(zero_copy_only=False),
            same,
        ],
        range(_UNLIKE),
        np.where(vendor[surface] | vendor[usual], _UNLIKE, _UNLIKE + 1),
    )
    return found


def _held(things: Things, reasons: Reasons) -> Ints:
    """Reasons for names that things still have."""
    width = len(things.surfaces) or 1
    rows = pa.array(things.thing * width + things.surface)
    found = pc.is_in(pa.array(reasons.thing * width + reasons.surface), value_set=rows)
    return np.flatnonzero(found.to_numpy(zero_copy_only=False) & (reasons.thing >= 0))


def _reasons(things: Things, reasons: Reasons, held: Ints, thing: Ints, names: Sequence[Ints]) -> Ints:
    """For a name of each thing the reason of its key, or else that of the canonical name, which comes first; or -1.

    Of several for one key that which a definition shows, and the first by name.
    """
    width = len(things.surfaces) or 1
    known, at = distinct(reasons.thing[held] * width + things.key[reasons.surface[held]])
    shown = reasons.why[held] >= reasons.evidence.num_rows
    best = reasons.why[held[first_of(at, shown, things.rank[reasons.surface[held]])]]
    found = np.full(thing.size, -1)
    for name in names:
        place = pc.index_in(pa.array(thing * width + things.key[name]), value_set=pa.array(known)).fill_null(-1)
        place = place.to_numpy()
        found[place >= 0] = best[place[place >= 0]]
    return found

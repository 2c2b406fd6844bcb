"""Why each name belongs to its entity: the rule, and the sentence or fact that shows it."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.schema import TABLES
from pipelines.linking.canonical import Identities
from pipelines.linking.joining import Reasons
from pipelines.linking.things import Things
from pipelines.linking.uses import Ints, distinct, first_of, ranks, texts_of


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
    ids, surfaces = pa.array(identities.id, pa.string()), things.surfaces
    order = np.lexsort((things.rank[things.surface], ranks(ids)[things.thing]))
    thing, surface, papers = (column[order] for column in (things.thing, things.surface, things.papers))
    usual = identities.name[thing]
    rule = np.full(thing.size, "name", object)
    detail = np.full(thing.size, "", object)
    why = np.full(thing.size, -1)
    # names that the thing goes by
    reasoned = np.zeros(len(things.keys), bool)
    reasoned[reasons.thing[_held(things, reasons)]] = True
    named = np.flatnonzero((surface == usual) & ~reasoned[thing])
    keys = things.names.column("key").combine_chunks().take(pa.array(surface[named]))
    open_ones = pc.is_in(keys, value_set=pa.array(list(unresolved), pa.string())).to_numpy(zero_copy_only=False)
    for row, key in zip(named[open_ones].tolist(), keys.filter(pa.array(open_ones)).to_pylist(), strict=True):
        senses = " or ".join(unresolved[key])
        detail[row] = f"stands for {senses} in other papers, for none of them here for certain"
    # other names
    alias = np.flatnonzero(surface != usual)
    same = things.key[surface[alias]] == things.key[usual[alias]]
    why[alias] = np.where(same, -1, _reasons(things, reasons, thing[alias], surface[alias], usual[alias]))
    vendor = things.names.column("vendor").to_numpy()
    made = vendor[surface[alias]] | vendor[usual[alias]]
    rules, details = reasons.rules(), reasons.details()
    columns = (texts_of(surfaces, surface[alias]), texts_of(surfaces, usual[alias]), same.tolist(), made.tolist())
    for row, reason, text, name, spelled, makers in zip(alias.tolist(), why[alias].tolist(), *columns, strict=True):
        if spelled:
            rule[row], detail[row] = _spelling_rule(text, name), f"spelling of {name}"
        elif reason >= 0:
            rule[row], detail[row] = rules[reason], details[reason]
        elif makers:
            rule[row], detail[row] = "vendor", f"{name} with its maker's name"
        else:
            rule[row], detail[row] = "wording", f"another wording of {name}"
    accounts = things.account.take(pa.array(order))
    for row in np.flatnonzero(papers == 0).tolist():
        account = accounts[row].as_py()
        rule[row] = "listed" if rule[row] == "name" else rule[row]
        detail[row] = "listed with the paper by its source" + (f" as account {account}" if account else "")
    moved = pc.index_in(pa.array(list(corrected), pa.string()), value_set=surfaces).to_pylist()
    for number, says in zip(moved, corrected.values(), strict=True):
        rows = surface == number
        rule[rows], detail[rows], why[rows] = "correction", says, -1
    evidence = np.where(why < reasons.evidence.num_rows, why, -1)
    shown = reasons.evidence.take(pa.array(evidence, mask=evidence < 0))
    told = [ids.take(pa.array(thing)), surfaces.take(pa.array(surface)), pa.array(rule, pa.string())]
    told += [pa.array(detail, pa.string()), pa.array(papers, pa.int32())]
    schema = TABLES["ledger"]
    told += [shown.column(name).combine_chunks() for name in schema.names[len(told) :]]
    return pa.Table.from_arrays(told, schema=schema)


def _held(things: Things, reasons: Reasons) -> Ints:
    """Reasons for names that things still have."""
    width = len(things.surfaces) or 1
    rows = pa.array(things.thing * width + things.surface)
    found = pc.is_in(pa.array(reasons.thing * width + reasons.surface), value_set=rows)
    return np.flatnonzero(found.to_numpy(zero_copy_only=False) & (reasons.thing >= 0))


def _reasons(things: Things, reasons: Reasons, thing: Ints, surface: Ints, usual: Ints) -> Ints:
    """The reason of each name: that of its key, or of the thing's canonical name, which the thing goes by; or -1.

    Of several for one key that which a definition shows, and the first by name.
    """
    held = _held(things, reasons)
    width = len(things.surfaces) or 1
    known, at = distinct(reasons.thing[held] * width + things.key[reasons.surface[held]])
    shown = reasons.why[held] >= reasons.evidence.num_rows
    best = reasons.why[held[first_of(at, shown, things.rank[reasons.surface[held]])]]
    found = np.full(thing.size, -1)
    for name in (usual, surface):
        place = pc.index_in(pa.array(thing * width + things.key[name]), value_set=pa.array(known)).fill_null(-1)
        place = place.to_numpy()
        found[place >= 0] = best[place[place >= 0]]
    return found


def _spelling_rule(alias: str, name: str) -> str:
    if alias.casefold() == name.casefold():
        return "case"
    letters = [re.sub(r"[\W_]+", "", text.casefold()) for text in (alias, name)]
    if letters[0] == letters[1]:
        return "hyphen"
    return "plural" if letters[0].rstrip("s") == letters[1].rstrip("s") else "spelling"

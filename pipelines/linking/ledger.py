"""Why each name belongs to its entity: the rule, and the sentence or fact that shows it."""

import re
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from kg.names import spelling_key
from kg.schema import TABLES
from kg.types import Definition
from pipelines.linking.canonical import Identity, Thing
from pipelines.linking.senses import Reason
from pipelines.linking.vendors import without_vendor

_Entry = tuple[str, str, str, str, int, Definition | None]
"""Entity, alias, rule, detail, papers, and the definition that shows it."""


def ledger(
    identities: Mapping[str, Identity],
    things: Mapping[str, Thing],
    reasons: Mapping[tuple[str, str], Reason],
    unresolved: Mapping[str, Sequence[str]],
    corrected: Mapping[str, str],
) -> pa.Table:
    """Why each name belongs to its thing.

    Parameters
    ----------
    identities : mapping of str to Identity
        Canonical names, by thing.
    things : mapping of str to Thing
        The things with their names.
    reasons : mapping of (str, str) to Reason
        Why a name stands for a thing, by surface and thing.
    unresolved : mapping of str to sequence of str
        Spelling keys of short forms that stand for several long forms, none of which dominates.
    corrected : mapping of str to str
        Names that a correction brought here, with what it says.

    Returns
    -------
    pyarrow.Table
        As `kg.schema.TABLES` has it; a row a name, by entity and name.
    """
    entries = [
        entry
        for key, thing in things.items()
        for entry in _entries(identities[key], thing, reasons, unresolved, corrected)
    ]
    schema = TABLES["ledger"]
    told = [[entry[place] for entry in entries] for place in range(5)]
    shown = [entry[5] for entry in entries]
    told += [[getattr(definition, name, None) for definition in shown] for name in schema.names[5:]]
    columns = [pa.array(values, field.type) for values, field in zip(told, schema, strict=True)]
    return pa.Table.from_arrays(columns, schema=schema).sort_by([("entity", "ascending"), ("alias", "ascending")])


def _entries(
    identity: Identity,
    thing: Thing,
    reasons: Mapping[tuple[str, str], Reason],
    unresolved: Mapping[str, Sequence[str]],
    corrected: Mapping[str, str],
) -> Iterator[_Entry]:
    known = {surface: reasons[surface, thing.key] for surface in thing.names if (surface, thing.key) in reasons}
    by_key: dict[str, Reason] = {}
    for surface, reason in sorted(known.items(), key=lambda item: (item[1].definition is None, item[0])):
        by_key.setdefault(spelling_key(surface), reason)
    for surface, name in thing.names.items():
        rule, detail, why = _reason(surface, identity.name, by_key)
        if rule == "name" and spelling_key(surface) in unresolved and not known:
            senses = " or ".join(unresolved[spelling_key(surface)])
            detail = f"stands for {senses} in other papers, for none of them here for certain"
        if not name.papers.size:
            rule = "listed" if rule == "name" else rule
            account = thing.accounts.get(surface)
            detail = "listed with the paper by its source" + (f" as account {account}" if account else "")
        if surface in corrected:
            rule, detail, why = "correction", corrected[surface], None
        yield identity.id, surface, rule, detail, name.papers.size, why.definition if why else None


def _reason(alias: str, name: str, by_key: Mapping[str, Reason]) -> tuple[str, str, Reason | None]:
    if alias == name:
        return "name", "", None
    key, usual = spelling_key(alias), spelling_key(name)
    if key == usual:
        return _spelling_rule(alias, name), f"spelling of {name}", None
    # the long form's reason is the definition of the short form that the thing goes by
    reason = by_key.get(key) or by_key.get(usual)
    if reason is not None:
        return reason.rule, reason.detail, reason
    if without_vendor(alias) or without_vendor(name):
        return "vendor", f"{name} with its maker's name", None
    return "wording", f"another wording of {name}", None


def _spelling_rule(alias: str, name: str) -> str:
    if alias.casefold() == name.casefold():
        return "case"
    letters = [re.sub(r"[\W_]+", "", text.casefold()) for text in (alias, name)]
    if letters[0] == letters[1]:
        return "hyphen"
    return "plural" if letters[0].rstrip("s") == letters[1].rstrip("s") else "spelling"

"""Why each name belongs to its entity: the rule, and the sentence or fact that shows it."""

import re
from collections.abc import Mapping, Sequence

from kg.names import spelling_key
from kg.types import LedgerEntry
from pipelines.linking.canonical import Identity, Thing
from pipelines.linking.senses import Reason
from pipelines.linking.vendors import without_vendor


def entries(
    identity: Identity,
    thing: Thing,
    reasons: Mapping[tuple[str, str], Reason],
    unresolved: Mapping[str, Sequence[str]],
    corrected: Mapping[str, str],
) -> list[LedgerEntry]:
    """Ledger of one thing.

    Parameters
    ----------
    identity : Identity
        Its canonical name.
    thing : Thing
        Its names.
    reasons : mapping of (str, str) to Reason
        Why a name stands for a thing, by surface and thing.
    unresolved : mapping of str to sequence of str
        Spelling keys of short forms that stand for several long forms, none of which dominates.
    corrected : mapping of str to str
        Names that a correction brought here, with what it says.

    Returns
    -------
    list of LedgerEntry
        One a name, by name.
    """
    known = {surface: reasons[surface, thing.key] for surface in thing.names if (surface, thing.key) in reasons}
    by_key: dict[str, Reason] = {}
    for surface, reason in sorted(known.items(), key=lambda item: (item[1].definition is None, item[0])):
        by_key.setdefault(spelling_key(surface), reason)
    found = []
    for surface, name in sorted(thing.names.items()):
        rule, detail, why = _reason(surface, identity.name, by_key)
        if rule == "name" and spelling_key(surface) in unresolved and not known:
            senses = " or ".join(unresolved[spelling_key(surface)])
            detail = f"stands for {senses} in other papers, for none of them here for certain"
        if not name.papers:
            rule = "listed" if rule == "name" else rule
            account = thing.accounts.get(surface)
            detail = "listed with the paper by its source" + (f" as account {account}" if account else "")
        if surface in corrected:
            rule, detail, why = "correction", corrected[surface], None
        shown = why.definition if why else None
        found.append(
            LedgerEntry(
                entity=identity.id,
                alias=surface,
                rule=rule,
                detail=detail,
                papers=len(name.papers),
                paper=shown.paper if shown else None,
                field=shown.field if shown else None,
                sentence_start=shown.sentence_start if shown else None,
                sentence_end=shown.sentence_end if shown else None,
            )
        )
    return found


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

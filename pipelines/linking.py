"""Linking: which names mean one thing, which thing that is, and why.

Names are joined by spelling (case, hyphens, spaces, plural) and by abbreviations that papers define. A short form
means the long form that its own paper defines; in a paper that defines none, the sense that dominates among the
papers that do; where no sense dominates it stays a name of its own. Nothing is joined by string distance.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from kg.names import spelling_key
from kg.schema import TABLES, to_table
from kg.text import digest
from kg.types import ENTITY_TYPES, Definition, Entity, LedgerEntry, Paper

_DOMINANCE = 3
"""A sense dominates when at least this many times as many papers define it as define any other."""

_LONG_FORM_TYPES = frozenset({"Method", "Task", "Metric"})
"""Types whose names are terms: the long form is the canonical name."""

_NAME_WINS = 3
"""A term's short form is its canonical name when it stands in this many times as many papers as the long form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking gives: tables as `kg.schema.TABLES` has them.

    Attributes
    ----------
    mentions, entities, ledger : pyarrow.Table
        The mentions with their entity, the entities by id, and why each name belongs to its entity.
    publishers : pyarrow.Table
        Columns ``paper`` and ``entity``: the organisations that the sources list with the papers.
    """

    mentions: pa.Table
    entities: pa.Table
    ledger: pa.Table
    publishers: pa.Table


@dataclass(slots=True)
class _Name:
    """A surface form and the papers that use it for one entity."""

    papers: set[str] = field(default_factory=set)
    mentions: int = 0


@dataclass(slots=True)
class _Thing:
    """An entity in the making: all names that were resolved to one key."""

    key: str
    names: defaultdict[str, _Name] = field(default_factory=lambda: defaultdict(_Name))
    types: Counter[str] = field(default_factory=Counter)
    accounts: dict[str, str] = field(default_factory=dict)

    def papers(self) -> set[str]:
        return set().union(*(name.papers for name in self.names.values()))


class _Senses:
    """What short forms stand for, by key: in each paper, and over all papers."""

    def __init__(self, definitions: Iterable[Definition], dates: dict[str, str]) -> None:
        self._in_paper: dict[tuple[str, str], str] = {}
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.evidence: dict[tuple[str, str], Definition] = {}
        # the earliest paper to define a short form is its evidence
        for definition in sorted(
            definitions,
            key=lambda d: (dates.get(d.paper) or "9", d.paper, d.field != "title", d.sentence_start, d.short, d.long),
        ):
            short, long = spelling_key(definition.short), spelling_key(definition.long)
            if short == long or (definition.paper, short) in self._in_paper:
                continue
            self._in_paper[definition.paper, short] = long
            self._counts[short][long] += 1
            self.evidence.setdefault((short, long), definition)

    def own(self, paper: str, key: str) -> str | None:
        """The long form that the paper itself defines."""
        return self._in_paper.get((paper, key))

    def dominant(self, key: str) -> str | None:
        """The long form that dominates over all papers, if one does."""
        ranked = sorted(self._counts.get(key, {}).items(), key=lambda item: (-item[1], item[0]))
        if not ranked or (len(key) < 3 and ranked[0][1] < 2):
            return None
        return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= _DOMINANCE * ranked[1][1] else None


def link(papers: Sequence[Paper], mentions: pa.Table, definitions: Sequence[Definition]) -> Linked:
    """Join names that mean one thing, over the whole graph.

    Parameters
    ----------
    papers : sequence of Paper
        All papers.
    mentions : pyarrow.Table
        Their mentions as `kg.schema.TABLES` has them, sorted; ``entity`` is not read.
    definitions : sequence of Definition
        The abbreviations that the papers define.

    Returns
    -------
    Linked
        The same for the same papers, whatever their order.
    """
    dates = {paper.id: paper.date for paper in papers if paper.date}
    senses = _Senses(definitions, dates)
    columns = [mentions.column(name).to_pylist() for name in ("paper", "surface", "type", "group")]
    keys = {surface: spelling_key(surface) for surface in set(columns[1])}
    type_of = _majority_types(
        zip(columns[0], columns[3], (keys[surface] for surface in columns[1]), columns[2], strict=True)
    )

    things: dict[str, _Thing] = {}
    resolved = []
    counted: set[tuple[str, int, str]] = set()
    for paper, surface, kind, group in zip(*columns, strict=True):
        key = _resolve(paper, keys[surface], kind, senses, type_of)
        resolved.append(key)
        thing = things.setdefault(key, _Thing(key))
        name = thing.names[surface]
        name.papers.add(paper)
        name.mentions += 1
        if (paper, group, key) not in counted:
            counted.add((paper, group, key))
            thing.types[kind] += 1
    publishers = _publishers(papers, things, type_of)

    named = _identify(things)
    linked = mentions.set_column(
        mentions.schema.get_field_index("entity"), "entity", pa.array([named[key].id for key in resolved], pa.string())
    )
    entities, ledger = [], []
    for key, thing in things.items():
        entities.append(_entity(named[key], thing, dates))
        ledger.extend(_reasons(named[key], thing, senses))
    entities.sort(key=lambda entity: entity.id)
    ledger.sort(key=lambda entry: (entry.entity, entry.alias, entry.rule))
    return Linked(
        mentions=linked.cast(TABLES["mentions"]),
        entities=to_table(entities, TABLES["entities"]),
        ledger=to_table(ledger, TABLES["ledger"]),
        publishers=pa.table(
            {
                "paper": pa.array([paper for paper, _ in publishers], pa.string()),
                "entity": pa.array([named[key].id for _, key in publishers], pa.string()),
            }
        ),
    )


def _resolve(paper: str, key: str, kind: str, senses: _Senses, type_of: dict[str, str]) -> str:
    own = senses.own(paper, key)
    if own is not None:
        return own
    dominant = senses.dominant(key)
    # a sense of another type is another thing: SAM the model is not SAM the optimiser
    return dominant if dominant is not None and type_of.get(dominant, kind) == kind else key


def _majority(counts: Counter[str]) -> str:
    order = {name: place for place, name in enumerate(ENTITY_TYPES)}
    return min(counts, key=lambda kind: (-counts[kind], order.get(kind, len(order)), kind))


def _majority_types(rows: Iterable[tuple[str, int, str, str]]) -> dict[str, str]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, _, key, kind in set(rows):
        counts[key][kind] += 1
    return {key: _majority(kinds) for key, kinds in counts.items()}


def _publishers(papers: Iterable[Paper], things: dict[str, _Thing], type_of: dict[str, str]) -> list[tuple[str, str]]:
    """Add the organisations that sources list; pairs of paper and key, sorted."""
    pairs = set()
    for paper in papers:
        for organisation in paper.organisations:
            key = spelling_key(organisation.name)
            if type_of.get(key, "Organisation") != "Organisation":
                key = f"{key} (organisation)"  # the name of another thing in the texts
            thing = things.setdefault(key, _Thing(key))
            thing.types["Organisation"] += 1
            thing.names.setdefault(organisation.name, _Name())  # a name without mentions
            if organisation.account:
                thing.accounts[organisation.name] = organisation.account
            pairs.add((paper.id, key))
    return sorted(pairs)


@dataclass(frozen=True, slots=True)
class _Identity:
    id: str
    name: str
    type: str


def _identify(things: dict[str, _Thing]) -> dict[str, _Identity]:
    """Canonical name, type and id of each thing; the more papers, the plainer the id."""
    taken: dict[str, str] = {}
    named = {}
    for thing in sorted(things.values(), key=lambda thing: (-len(thing.papers()), thing.key)):
        kind = _majority(thing.types)
        name = _canonical(thing, kind)
        plain = _slug(name)
        candidates = (plain, f"{plain}-{_slug(kind)}", f"{plain}-{digest(thing.key, 8)}")
        chosen = next(candidate for candidate in candidates if candidate not in taken)
        taken[chosen] = thing.key
        named[thing.key] = _Identity(chosen, name, kind)
    return named


def _slug(name: str) -> str:
    """Readable id: letters and digits of any script, ``.`` and ``+`` inside."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    slug = re.sub(r"[^\w.+#*]+|_+", "-", folded).strip("-.")
    return slug if 0 < len(slug) <= 80 else f"{slug[:80]}~{digest(name, 8)}"


def _canonical(thing: _Thing, kind: str) -> str:
    """Name people would use: of the long form and its short forms the usual one, in its usual spelling."""
    by_key: defaultdict[str, set[str]] = defaultdict(set)
    for surface, name in thing.names.items():
        by_key[spelling_key(surface)] |= name.papers
    long = by_key.get(thing.key)
    usual = min(by_key, key=lambda key: (-len(by_key[key]), len(key), key))
    if long is not None and kind in _LONG_FORM_TYPES and len(by_key[usual]) < _NAME_WINS * len(long):
        usual = thing.key
    return _usual_spelling({surface: name for surface, name in thing.names.items() if spelling_key(surface) == usual})


def _usual_spelling(names: dict[str, _Name]) -> str:
    """Most frequent spelling; singular before plural, and what differs by case alone counts together."""
    folded: Counter[str] = Counter()
    for surface, name in names.items():
        folded[surface.casefold()] += len(name.papers)
    shortest = min(len(key) for key in folded)
    singular = [key for key in folded if len(key) == shortest or not key.endswith("s")]
    best = min(singular, key=lambda key: (-folded[key], key))
    spelled = [surface for surface in names if surface.casefold() == best]
    return min(spelled, key=lambda surface: (-len(names[surface].papers), -names[surface].mentions, surface))


def _entity(identity: _Identity, thing: _Thing, dates: dict[str, str]) -> Entity:
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


def _reasons(identity: _Identity, thing: _Thing, senses: _Senses) -> list[LedgerEntry]:
    entries = []
    canonical = spelling_key(identity.name)
    for surface, name in thing.names.items():
        key = spelling_key(surface)
        rule, detail, shown = _spelling_rule(surface, identity.name), "", None
        if key != canonical:
            shown = senses.evidence.get((key, thing.key)) or senses.evidence.get((canonical, thing.key))
            rule = "abbreviation"
            detail = f"{shown.short} stands for {shown.long}" if shown else ""
        elif rule != "name":
            detail = f"spelling of {identity.name}"
        if not name.papers:
            rule = "listed" if rule == "name" else rule
            account = thing.accounts.get(surface)
            detail = "listed with the paper by its source" + (f" as account {account}" if account else "")
        entries.append(
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
    return entries


def _spelling_rule(alias: str, name: str) -> str:
    if alias == name:
        return "name"
    if alias.casefold() == name.casefold():
        return "case"
    letters = [re.sub(r"[\W_]+", "", text.casefold()) for text in (alias, name)]
    return "hyphen" if letters[0] == letters[1] else "plural"

"""Which names are one thing: spelling and wording join names everywhere, senses join them paper by paper.

What depends on a name alone is asked once a name, and kept; only what a paper decides (its own definitions, a long form
beside a short one, which of several things it is about) is asked paper by paper. No step compares all names with all:
names meet under keys. Names, keys, things and reasons are numbers here, and what is said of them are columns.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.names import spelling_key
from kg.schema import DEFINITIONS
from pipelines.linking import facts, senses
from pipelines.linking.beside import Hooks, beside
from pipelines.linking.classes import Classes
from pipelines.linking.definitions import Defined, Definitions
from pipelines.linking.kept import Kept
from pipelines.linking.names import NAMES, load_facts
from pipelines.linking.organisations import organisation_keys
from pipelines.linking.senses import Reason
from pipelines.linking.uses import (
    Bools,
    Ints,
    Uses,
    distinct,
    first_of,
    numbered,
    texts_of,
    vocabulary,
)
from pipelines.linking.versions import guarded, marks

ANY_TYPE = ""
"""Type of a name of which none is known."""

_NO_DATES = pa.table({name: pa.array([], pa.string()) for name in ("id", "date")})


@dataclass(frozen=True, slots=True)
class Joined:
    """Which names are one thing.

    Attributes
    ----------
    uses : Uses
        The uses that were given.
    names : pyarrow.Table
        What `pipelines.linking.names.NAMES` says of each surface.
    keys : pyarrow.Array
        Keys, by number.
    key : ndarray of int
        Of each surface, the number of its spelling key.
    things : ndarray of int
        The numbers of the keys that things are called by here.
    thing : ndarray of int
        Of each use, the place of what it means among the things.
    reasons : Reasons
        Why a name stands for its thing; where nothing is kept, spelling or wording says it.
    unresolved : dict of int to list of str
        Long forms of short forms that have several, none of which dominates, by key of the short form.
    """

    uses: Uses
    names: pa.Table
    keys: pa.Array
    key: Ints
    things: Ints
    thing: Ints
    reasons: "Reasons"
    unresolved: dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why names stand for things: columns, a row a surface and thing.

    Attributes
    ----------
    surface, thing : ndarray of int
        The surface, and the place of the thing.
    why : ndarray of int
        The reason, as `of` takes it.
    evidence : pyarrow.Table
        The definitions that show the first reasons.
    told : list of Reason
        The others.
    """

    surface: Ints
    thing: Ints
    why: Ints
    evidence: pa.Table
    told: list[Reason]

    def rules(self) -> list[str]:
        """The rule of each reason."""
        return ["abbreviation"] * self.evidence.num_rows + [reason.rule for reason in self.told]

    def details(self) -> list[str]:
        """The detail of each reason."""
        forms = zip(*(self.evidence.column(name).to_pylist() for name in ("short", "long")), strict=True)
        return [f"{short} stands for {long}" for short, long in forms] + [reason.detail for reason in self.told]


def join(
    rows: pa.Table,
    definitions: pa.Table | None = None,
    *,
    dated: pa.Table | None = None,
    organisations: pa.Array | None = None,
    kept: Kept | None = None,
) -> Joined:
    """Find which uses of names mean one thing.

    Parameters
    ----------
    rows : pyarrow.Table
        Columns ``paper``, ``surface`` and ``type``: every name that a paper uses, in any order, once or more.
    definitions : pyarrow.Table, optional
        The short forms that the papers define, as `kg.schema.DEFINITIONS` has them.
    dated : pyarrow.Table, optional
        Columns ``id`` and ``date`` of papers; of several definitions the earliest is shown.
    organisations : pyarrow.Array, optional
        Names among these that are known to be organisations' beside the facts.
    kept : Kept, optional
        What is known of names already.

    Returns
    -------
    Joined
        The same for the same uses, whatever their order, and whatever is known already.
    """
    kept = kept or Kept()
    defining = DEFINITIONS.empty_table() if definitions is None else definitions
    dated = _NO_DATES if dated is None else dated
    load_facts(kept)
    with ThreadPoolExecutor(2) as pool:
        surfaces, papers, types = (pool.submit(vocabulary, rows.column(name)) for name in ("surface", "paper", "type"))
        finding = pool.submit(Definitions, defining, dated, kept)
        asking = pool.submit(lambda: kept.answers(NAMES, surfaces.result()[0]))
        uses = numbered(papers.result(), surfaces.result(), types.result())
        names, said = asking.result(), finding.result()
        hooking = pool.submit(Hooks, uses, names)
        known = _Known(names)
        listed = pa.array([], pa.string()) if organisations is None else organisations
        classes = Classes(uses, names, listed, known.organisations, said.short, said.whole, known.keys)
        typing = pool.submit(lambda: classes.type)
        short, whole, numbers = classes.others
        defined = Defined(said, classes.keys, short, classes.root[whole])
        hooks, _ = hooking.result(), typing.result()
    known.tell(numbers, classes.organisations)
    things, thing, reasons = _Resolver(uses, names, classes, defined, known, hooks, kept).resolved()
    return Joined(uses, names, classes.keys, classes.key, things, thing, reasons, defined.undecided)


class _Known:
    """The keys that facts speak of, the corpus's senses of names included.

    Attributes
    ----------
    keys, organisations : pyarrow.Array
        Keys of names, and those of organisations'.
    number, organisation : mapping of str to int
        Their numbers, once they are told.
    """

    def __init__(self, names: pa.Table) -> None:
        self.organisations = pa.array(sorted(senses.aliases()), pa.string())
        found = {*names.column("sense_keys").combine_chunks().flatten().to_pylist(), *senses.aliases()}
        self.keys = pa.array(sorted(found), pa.string())
        self.number: Mapping[str, int] = {}
        self.organisation: Mapping[str, int] = {}

    def tell(self, keys: Ints, organisations: Ints) -> None:
        """Say the numbers of the keys."""
        self.number = dict(zip(self.keys.to_pylist(), keys.tolist(), strict=True))
        self.organisation = dict(zip(self.organisations.to_pylist(), organisations.tolist(), strict=True))


_Meaning = tuple[int, Reason | None]
"""The key of the thing that a use means, and why if not by its spelling."""


class _Resolver:
    """What each use of a name stands for."""

    def __init__(
        self, uses: Uses, names: pa.Table, classes: Classes, defined: Defined, known: _Known, hooks: Hooks, kept: Kept
    ) -> None:
        self._uses = uses
        self._names = names
        self._classes = classes
        self._defined = defined
        self._numbers = known.number
        self._hooks = hooks
        self._kept = kept
        self._surface = uses.surface[uses.name]
        # the class of each fact's usual name
        self._class_of: dict[tuple[str, str], int] = {}
        for fact in facts.things():
            key = spelling_key(fact.name)
            number = known.organisation[key] if fact.type == "Organisation" else known.number[key]
            self._class_of[fact.type, fact.name] = int(classes.root[number])
        self._known: defaultdict[int, list[facts.Fact]] = defaultdict(list)
        for key, of in senses.aliases().items():
            numbers = (known.number[key], known.organisation[key])
            for node in {int(classes.root[at]) for at in numbers if classes.held[at]}:
                self._known[node] += of
        # the class of the usual name, for the class of a long form that facts know another name of
        self._usual = np.arange(len(classes.keys))
        for node, facts_of in self._known.items():
            usual = {self._named(fact) for fact in facts_of if fact.type != "Organisation" and self._agrees(fact, node)}
            if len(usual) == 1:
                self._usual[node] = usual.pop()
        self._told: list[Reason] = []

    def resolved(self) -> tuple[Ints, Ints, Reasons]:
        """The keys of things, the place of the thing of each use among them, and why a surface stands for a thing."""
        uses, classes = self._uses, self._classes
        short, alone, alone_why = self._by_definition()
        with ThreadPoolExecutor(1) as pool:
            looking = pool.submit(beside, uses, classes, self._hooks, short, self._kept)
            settled, several = self._by_facts(alone, alone_why)
            among = self._among_several(several)
            own = self._own()
            nearby = self._unsettled(settled, *looking.result())
        target, why = alone[uses.name], alone_why[uses.name]
        for use, to, reason in (nearby, among, own):
            target[use], why[use] = to, reason
        refused = self._refused(target, why)
        target[refused], why[refused] = classes.of[uses.name[refused]], -1
        things, thing = distinct(target)
        # of several reasons the first that a definition shows, else the first
        told = np.flatnonzero(why >= 0)
        of, named = distinct(self._surface[told] * len(things) + thing[told])
        first = told[first_of(named, why[told] >= self._defined.evidence.num_rows, told)]
        surface, place = np.divmod(of, max(len(things), 1))
        return things, thing, Reasons(surface, place, why[first], self._defined.evidence, self._told)

    def _refused(self, target: Ints, why: Ints) -> Ints:
        """Uses that another version keeps out of what they were found to mean, whatever a definition says."""
        uses, classes = self._uses, self._classes
        known = np.array(
            [*[False] * self._defined.evidence.num_rows, *(it.rule == "catalogue" for it in self._told)], bool
        )
        marked = pc.not_equal(self._names.column("marks"), "").to_numpy()[self._surface]
        told = np.flatnonzero(marked & (why >= 0))
        told = told[~known[why[told]]]
        pairs, pair = distinct(uses.name[told] * len(classes.keys) + target[told])
        name, to = np.divmod(pairs, max(len(classes.keys), 1))
        mark = texts_of(self._names.column("marks"), uses.surface[name])
        votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
        elsewhere = (to != classes.of[name]).tolist()
        for of, text, count, other in zip(to.tolist(), mark, np.bincount(pair).tolist(), elsewhere, strict=True):
            if other:
                votes[of][text] += count
        keys = texts_of(classes.keys, to)
        stands = [_marks(key, votes[of]) for key, of in zip(keys, to.tolist(), strict=True)]
        refused = [guarded(one, other) for one, other in zip(mark, stands, strict=True)]
        found: Ints = told[np.array(refused, bool)[pair]]
        return found

    def _by_definition(self) -> tuple[Bools, Ints, Ints]:
        """What each name means where its paper says nothing, by what others say.

        Returns
        -------
        ndarray of bool
            Of each name, whether it may be a short form.
        ndarray of int, ndarray of int
            Of each name the key of its thing, and the reason.
        """
        uses, classes, defined = self._uses, self._classes, self._defined
        target, why = classes.of.copy(), np.full(classes.of.size, -1)
        key = classes.key[uses.surface]
        short, small = (self._names.column(name).to_numpy()[uses.surface] for name in ("short", "small"))
        short &= ~classes.organisation
        sense = np.where(small & ~defined.small[key], -1, defined.dominant[key])
        ruled = np.flatnonzero(short & (sense >= 0))
        # a sense of another type is another thing: SAM the model is not SAM the optimiser
        kind, own = classes.type[defined.long[sense[ruled]]], classes.type[classes.of[ruled]]
        agreed = ruled[(kind < 0) | (kind == own)]
        target[agreed], why[agreed] = self._usual[defined.long[sense[agreed]]], sense[agreed]
        counted = self._names.column("sense").is_valid().to_numpy()[uses.surface]
        for name in np.flatnonzero(short & (sense < 0) & counted).tolist():
            target[name], why[name] = self._counted(name)
        return short, target, why

    def _by_facts(self, target: Ints, why: Ints) -> tuple[Bools, Ints]:
        """Say what names mean that one fact is of.

        Returns
        -------
        ndarray of bool
            Of each name, whether that is so.
        ndarray of int
            Names that several things have.
        """
        uses, classes = self._uses, self._classes
        columns = (self._names.column(name).combine_chunks() for name in ("facts", "organisation_facts"))
        has = np.logical_or(*(pc.list_value_length(column).to_numpy() > 0 for column in columns))[uses.surface]
        known = np.zeros(len(classes.keys), bool)
        known[[*self._known]] = True
        settled, several = np.zeros(classes.of.size, bool), []
        for name in np.flatnonzero(has | known[classes.of]).tolist():
            candidates = self._facts(name)
            if self._is_open(name, candidates):
                several.append(name)
            elif candidates:
                target[name], why[name] = self._fact(name, candidates)
                settled[name] = True
        return settled, np.array(several, np.int64)

    def _unsettled(
        self, settled: Bools, use: Ints, target: Ints, why: Ints, reasons: list[Reason]
    ) -> tuple[Ints, Ints, Ints]:
        """Of uses with the class of what they mean and which of some reasons says so those that no fact is of."""
        left = ~settled[self._uses.name[use]]
        before = self._defined.evidence.num_rows + len(self._told)
        self._told += reasons
        return use[left], self._usual[target[left]], before + why[left]

    def _text(self, name: int) -> str:
        return str(self._uses.surfaces[int(self._uses.surface[name])].as_py())

    def _tell(self, reason: Reason) -> int:
        self._told.append(reason)
        return int(self._defined.evidence.num_rows) + len(self._told) - 1

    def _facts(self, name: int) -> dict[int, facts.Fact]:
        """Facts that a name may be of, by the class of their usual name."""
        node = int(self._classes.of[name])
        known = [*self._known.get(node, ())]
        known += [fact for key in self._fact_keys(name) for fact in senses.aliases().get(key, ())]
        return {self._named(fact): fact for fact in known if self._agrees(fact, node)}

    def _fact_keys(self, name: int) -> list[str]:
        """Keys of a name that facts know."""
        surface = int(self._uses.surface[name])
        keys: list[str] = self._names.column("facts")[surface].as_py()
        if self._classes.organisation[name] or self._type(int(self._classes.of[name])) == ANY_TYPE:
            keys += self._names.column("organisation_facts")[surface].as_py()
        return keys

    def _is_open(self, name: int, candidates: Mapping[int, facts.Fact]) -> bool:
        """Whether several things have a name, or perhaps an organisation: then it is that which the paper names too."""
        untyped = self._type(int(self._classes.of[name])) == ANY_TYPE
        return len(candidates) > 1 or (untyped and any(fact.type == "Organisation" for fact in candidates.values()))

    def _fact(self, name: int, candidates: Mapping[int, facts.Fact]) -> tuple[int, int]:
        ((target, fact),) = candidates.items()
        if spelling_key(fact.name) in self._fact_keys(name):
            return target, -1
        detail = f"{self._text(name)} is {fact.name}, {fact.type} (facts of {fact.source})"
        return target, self._tell(Reason("catalogue", detail))

    def _among_several(self, names: Ints) -> tuple[Ints, Ints, Ints]:
        """Uses of names that several things have, where their paper names one of these otherwise too."""
        uses = self._uses
        several = np.isin(uses.name, names)
        # what else each paper with such a use names: keys, with the spelling keys that they come from
        said: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        rows = np.flatnonzero(np.isin(uses.paper, uses.paper[several]))
        surfaces = texts_of(uses.surfaces, self._surface[rows])
        for paper, text in zip(uses.paper[rows].tolist(), surfaces, strict=True):
            for key in (spelling_key(text), *organisation_keys(text)):
                said[paper][key].add(spelling_key(text))
        found = []
        for use in np.flatnonzero(several).tolist():
            name = int(uses.name[use])
            key, beside = spelling_key(self._text(name)), said[int(uses.paper[use])]
            candidates = {
                target: fact
                for target, fact in self._facts(name).items()
                if any(beside.get(spelling_key(other), set()) - {key} for other in (fact.name, *fact.aliases))
            }
            if len(candidates) == 1:
                found.append((use, *self._fact(name, candidates)))
        told = np.array(found, np.int64).reshape(-1, 3)
        return told[:, 0], told[:, 1], told[:, 2]

    def _own(self) -> tuple[Ints, Ints, Ints]:
        """Uses of short forms that their own paper defines."""
        use, sense = self._defined.own(self._uses, self._classes.key[self._surface])
        plain = ~self._classes.organisation[self._uses.name[use]]
        return use[plain], self._usual[self._defined.long[sense[plain]]], sense[plain]

    def _counted(self, name: int) -> tuple[int, int]:
        """What the corpus says that a short form means, where that is named."""
        classes, own = self._classes, int(self._classes.of[name])
        surface = int(self._uses.surface[name])
        long, papers, keys = (self._names.column(it)[surface].as_py() for it in ("sense", "sense_papers", "sense_keys"))
        found = (self._numbers[key] for key in keys)
        target = next((int(classes.root[at]) for at in found if classes.held[at]), own)
        if target == own or classes.type[target] != classes.type[own]:
            return own, -1
        reason = Reason("corpus", f"{papers:,} papers of a corpus define {self._text(name)} as {long}")
        return int(self._usual[target]), self._tell(reason)

    def _agrees(self, fact: facts.Fact, node: int) -> bool:
        """Whether a name may be a fact's: neither it nor the usual name is used for something of another type."""
        return {self._type(node), self._type(self._named(fact))} <= {fact.type, ANY_TYPE}

    def _type(self, node: int) -> str:
        """Type of the class that is known by a key."""
        kind = int(self._classes.type[node])
        return self._classes.types[kind] if kind >= 0 else ANY_TYPE

    def _named(self, fact: facts.Fact) -> int:
        """The class of a fact's usual name."""
        return self._class_of[fact.type, fact.name]


def _marks(key: str, votes: Mapping[str, int]) -> str:
    """Version marks of a class: its own, or those that most of the short forms for it have."""
    return " ".join(marks(key)) or min(votes, key=lambda mark: (-votes[mark], mark), default="")

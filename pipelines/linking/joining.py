"""Which names are one thing: spelling and wording join names everywhere, senses join them paper by paper.

What depends on a name alone is asked once a name; only what a paper decides (its own definitions, a long form beside a
short one, which of several things it is about) is asked paper by paper. No step compares all names with all: names
meet under keys.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import pyarrow as pa

from kg.names import spelling_key
from kg.types import ENTITY_TYPES, Definition
from pipelines.linking import facts, senses
from pipelines.linking.organisations import organisation_keys
from pipelines.linking.senses import Definitions, Reason
from pipelines.linking.terms import term_keys
from pipelines.linking.uses import Ints, Uses, meetings, numbered
from pipelines.linking.vendors import without_vendor
from pipelines.linking.versions import guarded, marks

ANY_TYPE = ""
"""Type of a name of which none is known."""

_ORGANISATION = "@"
"""First character of the keys of organisations, which share their names with models and benchmarks."""

_ORDER = {name: place for place, name in enumerate(ENTITY_TYPES)}

_COUNTED = 3
"""Papers of the corpus from which on a sense counts for papers that do not define it."""

_COUNTED_OF_TWO = 20
"""The same for short forms of two letters, which stand for many things."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Which names are one thing.

    Attributes
    ----------
    uses : Uses
        The uses that were given.
    things : list of str
        What things are called here.
    thing : ndarray of int
        Of each use, what it means.
    reasons : dict of (str, str) to Reason
        Why a name stands for its thing, by surface and thing; where nothing is kept, spelling or wording says it.
    unresolved : dict of str to list of str
        Long forms of short forms that have several, none of which dominates, by spelling key of the short form.
    """

    uses: Uses
    things: list[str]
    thing: Ints
    reasons: dict[tuple[str, str], Reason]
    unresolved: dict[str, list[str]]


def majority(counts: Mapping[str, int]) -> str:
    """The type with most votes; of equals the one that comes first in `kg.types.ENTITY_TYPES`."""
    return min(counts, key=lambda kind: (-counts[kind], *_place(kind)))


def _place(kind: str) -> tuple[int, str]:
    return _ORDER.get(kind, len(_ORDER)), kind


def join(
    rows: pa.Table,
    definitions: Iterable[Definition] = (),
    *,
    dates: Mapping[str, str] | None = None,
    organisations: Iterable[str] = (),
) -> Joined:
    """Find which uses of names mean one thing.

    Parameters
    ----------
    rows : pyarrow.Table
        Columns ``paper``, ``surface`` and ``type``: every name that a paper uses, in any order, once or more.
    definitions : iterable of Definition
        The short forms that the papers define.
    dates : mapping of str to str, optional
        Dates of papers, by id; of several definitions the earliest is shown.
    organisations : iterable of str
        Names that are known to be organisations' beside the facts.

    Returns
    -------
    Joined
        The same for the same uses, whatever their order.
    """
    uses = numbered(rows)
    nodes = _Nodes(uses, {spelling_key(name) for name in organisations})
    known = Definitions(definitions, dates or {}, nodes.root)
    things, thing, reasons = _Resolver(uses, nodes, known).resolved()
    return Joined(uses, things, thing, reasons, known.undecided())


class _Nodes:
    """Classes of names that spelling and wording make one, known by their smallest key."""

    def __init__(self, uses: Uses, organisations: set[str]) -> None:
        self.keys = [spelling_key(surface) for surface in uses.surfaces]
        self._organisations = organisations | _organisation_facts()
        self._settled = self._votes(uses)
        nodes = [
            self._node(self.keys[surface], uses.types[kind])
            for surface, kind in zip(uses.surface.tolist(), uses.type.tolist(), strict=True)
        ]
        self.root: dict[str, str] = {}
        self._join({(node, surface) for node, surface in zip(nodes, uses.surface.tolist(), strict=True)}, uses)
        numbers: dict[str, int] = {}
        self.of: Ints = np.array([numbers.setdefault(self.root[node], len(numbers)) for node in nodes], np.int64)
        self.names = list(numbers)
        self.types = dict(zip(numbers, self._majorities(uses), strict=True))

    def _votes(self, uses: Uses) -> dict[str, str]:
        """Whether a key is an organisation's, for those that one paper takes for one and another for none."""
        if "Organisation" not in uses.types:
            return {}
        organisation = uses.type == uses.types.index("Organisation")
        listed = {self.keys[surface] for surface in uses.surface[organisation].tolist()} - self._organisations
        contested = np.array([self.keys[surface] in listed for surface in uses.surface.tolist()], bool)[uses.name]
        name = uses.name[contested]
        columns = (uses.paper[contested], uses.surface[name], uses.type[name])
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for _, key, kind in {
            (paper, self.keys[surface], kind)
            for paper, surface, kind in zip(*(column.tolist() for column in columns), strict=True)
        }:
            votes[key][uses.types[kind]] += 1
        return {key: majority(kinds) for key, kinds in votes.items() if len(kinds) > 1}

    def _majorities(self, uses: Uses) -> list[str]:
        """The type of each class: what most of its papers say."""
        order = sorted(uses.types, key=_place)
        rank = np.array([order.index(kind) for kind in uses.types], np.int64)[uses.type]
        width = len(self.names) * len(order)
        voted = np.unique(uses.paper * width + (self.of * len(order) + rank)[uses.name]) % max(width, 1)
        counts = np.bincount(voted, minlength=width).reshape(len(self.names), len(order))
        return [order[place] for place in counts.argmax(axis=1)] if order else []

    def _node(self, key: str, kind: str) -> str:
        return _ORGANISATION + key if self._settled.get(key, kind) == "Organisation" else key

    def find(self, name: str) -> str | None:
        """The class of a term that the texts need not hold; None when none of its keys is in one."""
        return next((self.root[key] for key in (spelling_key(name), *term_keys(name)) if key in self.root), None)

    def _join(self, named: set[tuple[str, int]], uses: Uses) -> None:
        parent: dict[str, str] = {}
        versions: dict[str, tuple[str, ...]] = {}

        def find(key: str) -> str:
            parent.setdefault(key, key)
            while parent[key] != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        ordered = sorted(named)
        for node, surface in ordered:
            parent[node] = node
            versions[node] = versions.get(node) or marks(self.keys[surface])
        for node, surface in ordered:
            for key in _other_keys(uses.surfaces[surface], organisation=node.startswith(_ORGANISATION)):
                one, other = sorted((find(node), find(key)))
                if one != other and not guarded(versions.get(one, ()), versions.get(other, ())):
                    parent[other] = one
                    versions[one] = versions.get(one) or versions.get(other, ())
        smallest: dict[str, str] = {}
        for node, _ in ordered:
            smallest.setdefault(find(node), node)
        self.root = {key: smallest[find(key)] for key in [*parent]}


def _other_keys(surface: str, *, organisation: bool) -> list[str]:
    if organisation:
        return [_ORGANISATION + key for key in organisation_keys(surface)]
    keys = list(term_keys(surface))
    bare = without_vendor(surface)
    if bare is not None:
        keys += [spelling_key(bare), *term_keys(bare)]
    return keys


def _organisation_facts() -> set[str]:
    return {key for key, known in senses.aliases().items() if any(fact.type == "Organisation" for fact in known)}


_Meaning = tuple[str, Reason | None]
"""The thing that a use means, and why if not by its spelling."""


class _Resolver:
    """What each use of a name stands for."""

    def __init__(self, uses: Uses, nodes: _Nodes, definitions: Definitions) -> None:
        self._uses = uses
        self._nodes = nodes
        self._definitions = definitions
        self._known: defaultdict[str, list[facts.Fact]] = defaultdict(list)
        for key, known in senses.aliases().items():
            for node in {nodes.root[name] for name in (key, _ORGANISATION + key) if name in nodes.root}:
                self._known[node] += known
        self._meanings: dict[_Meaning, int] = {}

    def resolved(self) -> tuple[list[str], Ints, dict[tuple[str, str], Reason]]:
        """Things, the thing of each use, and why a surface stands for a thing."""
        uses, nodes = self._uses, self._nodes
        meant = self._meant()
        meanings = list(self._meanings)
        # what a name means is weighed once for all its uses; they are in order, and so are the first ones
        coded = uses.name * len(meanings) + meant
        _, first, case, count = np.unique(coded, return_index=True, return_inverse=True, return_counts=True)
        found = [meanings[meaning] for meaning in meant[first].tolist()]
        surfaces = uses.surface[uses.name[first]].tolist()
        spelled = nodes.of[uses.name[first]].tolist()
        defined = [
            place for place, (_, reason) in enumerate(found) if reason is not None and reason.rule != "catalogue"
        ]
        votes: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for place in defined:
            target, own = found[place][0], nodes.names[spelled[place]]
            if target != own:
                votes[target][marks(nodes.keys[surfaces[place]])] += int(count[place])
        for place in defined:
            target = found[place][0]
            if guarded(marks(nodes.keys[surfaces[place]]), _marks(target, votes.get(target, {}))):
                # another version stays out, whatever a definition says
                found[place] = nodes.names[spelled[place]], None
        numbers: dict[str, int] = {}
        thing = np.array([numbers.setdefault(target, len(numbers)) for target, _ in found], np.int64)
        reasons: dict[tuple[str, str], Reason] = {}
        for place in np.argsort(first).tolist():
            target, reason = found[place]
            if reason is not None:
                named = uses.surfaces[surfaces[place]], target
                kept = reasons.setdefault(named, reason)
                if kept.definition is None and reason.definition is not None:
                    reasons[named] = reason
        return list(numbers), thing[case], reasons

    def _number(self, meaning: _Meaning) -> int:
        return self._meanings.setdefault(meaning, len(self._meanings))

    def _meant(self) -> Ints:
        """The number of what each use means."""
        uses = self._uses
        alone, looking, several = [], [], []
        for name, (surface, node) in enumerate(zip(uses.surface.tolist(), self._nodes.of.tolist(), strict=True)):
            meaning, open_to_paper, candidates = self._alone(surface, self._nodes.names[node])
            alone.append(self._number(meaning))
            if open_to_paper:
                looking.append(name)
            if candidates:
                several.append(name)
        meant = np.array(alone, np.int64)[uses.name]
        for use, meaning in self._beside(looking):
            meant[use] = self._number(meaning)
        for use, meaning in self._among_several(several):
            meant[use] = self._number(meaning)
        for use, meaning in self._defined():
            meant[use] = self._number(meaning)
        return meant

    def _alone(self, surface: int, node: str) -> tuple[_Meaning, bool, bool]:
        """What a name means where its paper says nothing; whether a name beside it may tell; whether it has several."""
        name, key = self._uses.surfaces[surface], self._nodes.keys[surface]
        candidates = self._facts(name, node, key)
        several = self._is_open(node, candidates)
        if candidates and not several:
            return self._fact(name, key, node, candidates), False, False
        if node.startswith(_ORGANISATION) or sum(map(str.isupper, name)) < 2:
            return (node, None), False, several
        dominant = self._definitions.dominant(name)
        if dominant is None:
            return self._counted(name, node, key), True, several
        # a sense of another type is another thing: SAM the model is not SAM the optimiser
        types = self._nodes.types
        agrees = types.get(dominant, types[node]) == types[node]
        meaning = (self._usual(dominant), self._definitions.reason(key, dominant)) if agrees else (node, None)
        return meaning, True, several

    def _facts(self, name: str, node: str, key: str) -> dict[str, facts.Fact]:
        """Facts that a name may be of, by the class of their usual name."""
        keys = self._fact_keys(name, node, key)
        known = self._known.get(node, [])
        aliases = senses.aliases()
        if not known and aliases.keys().isdisjoint(keys):
            return {}
        known = [*known, *(fact for key in keys for fact in aliases.get(key, ()))]
        return {self._named(fact): fact for fact in known if self._agrees(fact, node)}

    def _fact_keys(self, name: str, node: str, key: str) -> list[str]:
        keys = [key, *term_keys(name)]
        if node.startswith(_ORGANISATION) or self._nodes.types[node] == ANY_TYPE:
            keys += organisation_keys(name)
        return keys

    def _is_open(self, node: str, candidates: Mapping[str, facts.Fact]) -> bool:
        """Whether several things have a name, or perhaps an organisation: then it is that which the paper names too."""
        untyped = self._nodes.types[node] == ANY_TYPE
        return len(candidates) > 1 or (untyped and any(fact.type == "Organisation" for fact in candidates.values()))

    def _fact(self, name: str, key: str, node: str, candidates: Mapping[str, facts.Fact]) -> _Meaning:
        ((target, fact),) = candidates.items()
        if spelling_key(fact.name) in self._fact_keys(name, node, key):
            return target, None
        return target, Reason("catalogue", f"{name} is {fact.name}, {fact.type} (facts of {fact.source})")

    def _among_several(self, names: list[int]) -> Iterator[tuple[int, _Meaning]]:
        """Uses of names that several things have, where their paper names one of these otherwise too."""
        uses, nodes = self._uses, self._nodes
        several = np.isin(uses.name, names)
        # what else each paper with such a use names: keys, with the spelling keys that they come from
        said: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for use in np.flatnonzero(np.isin(uses.paper, uses.paper[several])).tolist():
            surface = uses.surface[uses.name[use]]
            name, key = uses.surfaces[surface], nodes.keys[surface]
            for said_key in (key, *organisation_keys(name)):
                said[int(uses.paper[use])][said_key].add(key)
        for use in np.flatnonzero(several).tolist():
            surface, node = uses.surface[uses.name[use]], nodes.names[nodes.of[uses.name[use]]]
            name, key, beside = uses.surfaces[surface], nodes.keys[surface], said[int(uses.paper[use])]
            candidates = {
                target: fact
                for target, fact in self._facts(name, node, key).items()
                if any(beside.get(spelling_key(other), set()) - {key} for other in (fact.name, *fact.aliases))
            }
            if len(candidates) == 1:
                yield use, self._fact(name, key, node, candidates)

    def _beside(self, names: list[int]) -> Iterator[tuple[int, _Meaning]]:
        """Uses of short forms beside the one long form in their paper that they stand for."""
        uses, nodes = self._uses, self._nodes
        surface, node = uses.surface[uses.name], nodes.of[uses.name]
        kinds = {kind: number for number, kind in enumerate(sorted(set(nodes.types.values())))}
        kind = np.array([kinds[nodes.types[name]] for name in nodes.names], np.int64)[node]
        place = uses.paper * len(kinds) + kind
        looking = np.flatnonzero(np.isin(uses.name, names))
        # of a surface with several types a paper's first one counts
        named = np.flatnonzero(np.diff(uses.paper * len(uses.surfaces) + surface, prepend=-1))
        named = named[np.isin(place[named], place[looking])]
        hooks: defaultdict[str, int] = defaultdict(lambda: len(hooks))

        def hooked(rows: Ints, of: Callable[[str], Iterable[str]]) -> tuple[Ints, Ints]:
            """Rows, each as often as its surface has hooks, and the hooks."""
            known = {
                number: [hooks[hook] for hook in of(uses.surfaces[number])] for number in set(surface[rows].tolist())
            }
            found = [known[number] for number in surface[rows].tolist()]
            repeated = np.repeat(rows, [len(some) for some in found])
            return repeated, np.array([hook for some in found for hook in some], np.int64)

        left, left_hook = hooked(looking, senses.hooks_of_short)
        right, right_hook = hooked(named, senses.hooks_of_long)
        length = np.array([len(text) for text in uses.surfaces], np.int64)[surface]
        reasons: dict[tuple[int, int], Reason | None] = {}
        found: defaultdict[int, dict[str, tuple[int, Reason]]] = defaultdict(dict)
        for one, other in meetings(place[left] * len(hooks) + left_hook, place[right] * len(hooks) + right_hook):
            short, long = left[one], right[other]
            fits = (node[short] != node[long]) & (length[short] < length[long])
            for at, by in zip(short[fits].tolist(), long[fits].tolist(), strict=True):
                pair = int(surface[at]), int(surface[by])
                if pair not in reasons:
                    reasons[pair] = senses.stands_for(uses.surfaces[pair[0]], uses.surfaces[pair[1]])
                reason = reasons[pair]
                if reason is not None:
                    meant = nodes.names[int(node[by])]
                    found[at][meant] = min(found[at].get(meant, (by, reason)), (by, reason), key=itemgetter(0))
        for at, stood in found.items():
            certain = {meant: told for meant, told in stood.items() if told[1].rule == "corpus"}
            chosen = stood if len(stood) == 1 else certain
            if len(chosen) == 1:
                ((meant, (_, reason)),) = chosen.items()
                yield at, (self._usual(meant), reason)

    def _defined(self) -> Iterator[tuple[int, _Meaning]]:
        """Uses of short forms that their own paper defines."""
        uses, nodes = self._uses, self._nodes
        numbers = {paper: number for number, paper in enumerate(uses.papers)}
        keys = {key: number for number, key in enumerate(dict.fromkeys(nodes.keys))}
        own = {
            numbers[paper] * len(keys) + keys[short]: (short, long)
            for (paper, short), long in self._definitions.in_paper.items()
            if paper in numbers and short in keys
        }
        key = np.array([keys[key] for key in nodes.keys], np.int64)[uses.surface]
        plain = np.array([not node.startswith(_ORGANISATION) for node in nodes.names], bool)[nodes.of]
        coded = uses.paper * len(keys) + key[uses.name]
        wanted = np.fromiter(own, np.int64, len(own))
        for use in np.flatnonzero(np.isin(coded, wanted) & plain[uses.name]).tolist():
            short, long = own[int(coded[use])]
            yield use, (self._usual(long), self._definitions.reason(short, long))

    def _counted(self, name: str, node: str, key: str) -> _Meaning:
        sense = senses.corpus_sense(key)
        if sense is None or sense[1] < (_COUNTED if len(key) > 2 else _COUNTED_OF_TWO) or name[:1].islower():
            return node, None
        target = self._nodes.find(sense[0])
        types = self._nodes.types
        if target is None or target == node or types.get(target) != types[node]:
            return node, None
        return self._usual(target), Reason("corpus", f"{sense[1]:,} papers of a corpus define {name} as {sense[0]}")

    def _usual(self, target: str) -> str:
        """The class of the usual name, for the class of a long form that facts know another name of."""
        known = [fact for fact in self._known.get(target, ()) if self._agrees(fact, target)]
        usual = {self._named(fact) for fact in known if fact.type != "Organisation"}
        return usual.pop() if len(usual) == 1 else target

    def _agrees(self, fact: facts.Fact, node: str) -> bool:
        """Whether a name may be a fact's: neither it nor the usual name is used for something of another type."""
        types = self._nodes.types
        kinds = {types.get(node, ANY_TYPE), types.get(self._named(fact), ANY_TYPE)}
        return kinds <= {fact.type, ANY_TYPE}

    def _named(self, fact: facts.Fact) -> str:
        """The class of a fact's usual name."""
        key = (_ORGANISATION if fact.type == "Organisation" else "") + spelling_key(fact.name)
        return self._nodes.root.get(key, key)


def _marks(node: str, votes: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
    """Version marks of a class: its own, or those that most of the short forms for it have."""
    own = marks(node)
    return own or min((mark for mark in votes if mark), key=lambda mark: (-votes[mark], mark), default=())

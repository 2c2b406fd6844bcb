"""Which names are one thing: spelling and wording join names everywhere, senses join them paper by paper.

No step compares all names with all: names meet under keys, and within one paper.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.names import spelling_key
from kg.types import ENTITY_TYPES, Definition
from pipelines.linking import facts, senses
from pipelines.linking.organisations import organisation_keys
from pipelines.linking.senses import Definitions, Reason
from pipelines.linking.terms import term_keys
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


class Use(NamedTuple):
    """A name that a paper uses, with a type."""

    paper: str
    surface: str
    type: str


@dataclass(slots=True)
class Joined:
    """Which names are one thing.

    Attributes
    ----------
    thing : dict of Use to str
        The thing that a use of a name means: names of one thing have equal values.
    reasons : dict of (str, str) to Reason
        Why a name stands for its thing, by surface and thing; where nothing is kept, spelling or wording says it.
    unresolved : dict of str to list of str
        Long forms of short forms that have several, none of which dominates, by spelling key of the short form.
    """

    thing: dict[Use, str] = field(default_factory=dict)
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    unresolved: dict[str, list[str]] = field(default_factory=dict)


def majority(counts: Mapping[str, int]) -> str:
    """The type with most votes; of equals the one that comes first in `kg.types.ENTITY_TYPES`."""
    return min(counts, key=lambda kind: (-counts[kind], _ORDER.get(kind, len(_ORDER)), kind))


def join(
    uses: Iterable[Use],
    definitions: Sequence[Definition] = (),
    *,
    dates: Mapping[str, str] | None = None,
    organisations: Iterable[str] = (),
) -> Joined:
    """Find which uses of names mean one thing.

    Parameters
    ----------
    uses : iterable of Use
        Every name that a paper uses, in any order, once or more.
    definitions : sequence of Definition
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
    ordered = sorted(set(uses))
    nodes = _Nodes(ordered, {spelling_key(name) for name in organisations})
    known = Definitions(definitions, dates or {}, nodes.root)
    resolver = _Resolver(ordered, nodes, known)
    joined = Joined(unresolved=known.undecided())
    for use in ordered:
        joined.thing[use], reason = resolver.resolve(use)
        if reason is not None:
            kept = joined.reasons.setdefault((use.surface, joined.thing[use]), reason)
            if kept.definition is None and reason.definition is not None:
                joined.reasons[use.surface, joined.thing[use]] = reason
    return joined


class _Nodes:
    """Classes of names that spelling and wording make one, known by their smallest key."""

    def __init__(self, uses: Sequence[Use], organisations: set[str]) -> None:
        self.keys = {surface: spelling_key(surface) for surface in {use.surface for use in uses}}
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for _, key, kind in {(use.paper, self.keys[use.surface], use.type) for use in uses}:
            votes[key][kind] += 1
        self._organisations = organisations | _organisation_facts()
        self._settled = {key: majority(kinds) for key, kinds in votes.items() if self._contested(key, kinds)}
        self.root: dict[str, str] = {}
        named = {(use.surface, use.type) for use in uses}
        self._join({(self.node(surface, kind), surface) for surface, kind in named})
        self._classes = {(surface, kind): self.root[self.node(surface, kind)] for surface, kind in named}
        self.types: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for _, node, kind in {(use.paper, self.of(use), use.type) for use in uses}:
            self.types[node][kind] += 1

    def _contested(self, key: str, kinds: Mapping[str, int]) -> bool:
        """Whether one thing was called an organisation here and something else there."""
        return "Organisation" in kinds and len(kinds) > 1 and key not in self._organisations

    def node(self, surface: str, kind: str) -> str:
        key = self.keys[surface]
        return _ORGANISATION + key if self._settled.get(key, kind) == "Organisation" else key

    def of(self, use: Use) -> str:
        return self._classes[use.surface, use.type]

    def find(self, name: str, *, organisation: bool) -> str | None:
        """The class of a name that the texts need not hold; None when none of its keys is in one."""
        prefix = _ORGANISATION if organisation else ""
        keys = (spelling_key(name), *term_keys(name)) if not organisation else (spelling_key(name),)
        return next((self.root[prefix + key] for key in keys if prefix + key in self.root), None)

    def _join(self, named: set[tuple[str, str]]) -> None:
        parent: dict[str, str] = {}
        versions: dict[str, tuple[str, ...]] = {}

        def find(key: str) -> str:
            parent.setdefault(key, key)
            while parent[key] != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        for node, surface in sorted(named):
            versions[find(node)] = versions.get(find(node)) or marks(self.keys[surface])
        for node, surface in sorted(named):
            for key in _other_keys(surface, organisation=node.startswith(_ORGANISATION)):
                one, other = sorted((find(node), find(key)))
                if one != other and not guarded(versions.get(one, ()), versions.get(other, ())):
                    parent[other] = one
                    versions[one] = versions.get(one) or versions.get(other, ())
        members: defaultdict[str, list[str]] = defaultdict(list)
        for key in parent:
            members[find(key)].append(key)
        real = {node for node, _ in named}
        for keys in members.values():
            smallest = min(key for key in keys if key in real)
            self.root |= dict.fromkeys(keys, smallest)


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


class _Resolver:
    """What each use of a name stands for."""

    def __init__(self, uses: Sequence[Use], nodes: _Nodes, definitions: Definitions) -> None:
        self._nodes = nodes
        self._definitions = definitions
        self._types = {node: majority(kinds) for node, kinds in nodes.types.items()}
        self._known: defaultdict[str, list[facts.Fact]] = defaultdict(list)
        for key, known in senses.aliases().items():
            for node in {nodes.root[name] for name in (key, _ORGANISATION + key) if name in nodes.root}:
                self._known[node] += known
        self._beside: defaultdict[str, dict[str, str]] = defaultdict(dict)  # by surface, as the uses are sorted
        for use in uses:
            self._beside[use.paper].setdefault(use.surface, nodes.of(use))
        self._stands: dict[tuple[str, str, str], tuple[str, Reason | None]] = {}
        votes: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for use in uses:
            target, reason = self._meant(use)
            if target != nodes.of(use) and reason is not None and reason.rule != "catalogue":
                votes[target][marks(nodes.keys[use.surface])] += 1
        self._marks = {node: marks(node) for node in {*votes, *self._types}}
        for target, counted in votes.items():
            if not self._marks[target]:
                ranked = sorted((mark for mark in counted if mark), key=lambda mark: (-counted[mark], mark))
                self._marks[target] = ranked[0] if ranked else ()

    def resolve(self, use: Use) -> tuple[str, Reason | None]:
        """The thing that a use means, and why if not by its spelling."""
        target, reason = self._meant(use)
        defined = reason is not None and reason.rule != "catalogue"
        if defined and guarded(marks(self._nodes.keys[use.surface]), self._marks[target]):
            return self._nodes.of(use), None  # another version stays out, whatever a definition says
        return target, reason

    def _meant(self, use: Use) -> tuple[str, Reason | None]:
        node = self._nodes.of(use)
        key = self._nodes.keys[use.surface]
        known = self._stands.get((use.paper, use.surface, node))
        if known is None:
            known = self._stands[use.paper, use.surface, node] = self._sense(use, node, key)
        return known

    def _sense(self, use: Use, node: str, key: str) -> tuple[str, Reason | None]:
        if not node.startswith(_ORGANISATION):
            own = self._definitions.own(use.paper, key)
            if own is not None:
                return self._usual(own), self._definitions.reason(key, own)
        known = self._fact(use, node, key)
        if known is not None:
            return known
        if node.startswith(_ORGANISATION) or sum(map(str.isupper, use.surface)) < 2:
            return node, None
        beside = self._beside_it(use, node)
        if beside is not None:
            return beside
        dominant = self._definitions.dominant(use.surface)
        if dominant is not None:
            # a sense of another type is another thing: SAM the model is not SAM the optimiser
            agrees = self._types.get(dominant, self._types[node]) == self._types[node]
            return (self._usual(dominant), self._definitions.reason(key, dominant)) if agrees else (node, None)
        return self._counted(use, node, key)

    def _fact(self, use: Use, node: str, key: str) -> tuple[str, Reason | None] | None:
        untyped = self._types[node] == ANY_TYPE
        keys = [key, *term_keys(use.surface)]
        if node.startswith(_ORGANISATION) or untyped:
            keys += organisation_keys(use.surface)
        known = [*self._known.get(node, ()), *(fact for key in keys for fact in senses.aliases().get(key, ()))]
        found = {self._named(fact): fact for fact in known if self._agrees(fact, node)}
        # several things have the name, or perhaps an organisation: the one that the paper names otherwise too
        if len(found) > 1 or (untyped and any(fact.type == "Organisation" for fact in found.values())):
            others = {surface for surface in self._beside[use.paper] if self._nodes.keys[surface] != key}
            beside = {key for name in others for key in (spelling_key(name), *organisation_keys(name))}
            found = {
                target: fact
                for target, fact in found.items()
                if beside & {spelling_key(name) for name in (fact.name, *fact.aliases)}
            }
        if len(found) != 1:
            return None
        target, fact = next(iter(found.items()))
        if spelling_key(fact.name) in keys:
            return target, None
        return target, Reason("catalogue", f"{use.surface} is {fact.name}, {fact.type} (facts of {fact.source})")

    def _beside_it(self, use: Use, node: str) -> tuple[str, Reason] | None:
        found: dict[str, Reason] = {}
        for long, other in self._beside[use.paper].items():
            if other != node and len(long) > len(use.surface) and self._types[other] == self._types[node]:
                reason = senses.stands_for(use.surface, long)
                if reason is not None:
                    found.setdefault(other, reason)
        if len(found) > 1:
            found = {other: reason for other, reason in found.items() if reason.rule == "corpus"}
        if len(found) != 1:
            return None
        target, reason = next(iter(found.items()))
        return self._usual(target), reason

    def _counted(self, use: Use, node: str, key: str) -> tuple[str, Reason | None]:
        sense = senses.corpus_sense(key)
        if sense is None or sense[1] < (_COUNTED if len(key) > 2 else _COUNTED_OF_TWO) or use.surface[:1].islower():
            return node, None
        target = self._nodes.find(sense[0], organisation=False)
        if target is None or target == node or self._types.get(target) != self._types[node]:
            return node, None
        return self._usual(target), Reason(
            "corpus", f"{sense[1]:,} papers of a corpus define {use.surface} as {sense[0]}"
        )

    def _usual(self, target: str) -> str:
        """The class of the usual name, for the class of a long form that facts know another name of."""
        known = [fact for fact in self._known.get(target, ()) if self._agrees(fact, target)]
        usual = {self._named(fact) for fact in known if fact.type != "Organisation"}
        return usual.pop() if len(usual) == 1 else target

    def _agrees(self, fact: facts.Fact, node: str) -> bool:
        """Whether a name may be a fact's: neither it nor the usual name is used for something of another type."""
        kinds = {self._types.get(node, ANY_TYPE), self._types.get(self._named(fact), ANY_TYPE)}
        return kinds <= {fact.type, ANY_TYPE}

    def _named(self, fact: facts.Fact) -> str:
        """The class of a fact's usual name."""
        key = (_ORGANISATION if fact.type == "Organisation" else "") + spelling_key(fact.name)
        return self._nodes.root.get(key, key)

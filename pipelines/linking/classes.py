"""Classes of names that spelling and wording make one, whatever papers say."""

from collections.abc import Iterable, Iterator
from functools import cache, cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.types import ENTITY_TYPES
from pipelines.linking import senses
from pipelines.linking.uses import Bools, Ints, Uses, distinct, encoded, first_of, linked, lists, once, ranks, texts_of

ORGANISATION = "@"
"""First character of the keys of organisations, which share their names with models and benchmarks."""

_ORDER = {name: place for place, name in enumerate(ENTITY_TYPES)}


def by_precedence(types: Iterable[str]) -> list[str]:
    """Types in the order of `kg.types.ENTITY_TYPES`, others behind them: of types with as many votes the first wins."""
    return sorted(types, key=lambda kind: (_ORDER.get(kind, len(_ORDER)), kind))


class Classes:
    """Classes of names, known by their smallest key.

    Parameters
    ----------
    uses : Uses
        Who uses which name.
    names : pyarrow.Table
        What `pipelines.linking.names.NAMES` says of each surface.
    listed : pyarrow.Array
        Names that are known to be organisations' beside the facts.
    organisations : pyarrow.Array
        Keys of organisations to number.
    *others : pyarrow.Array
        More keys to number.

    Attributes
    ----------
    keys : pyarrow.Array
        All keys, each once; a key's number is its place here.
    organisations : ndarray of int
        The keys of organisations that were given.
    others : list of ndarray of int
        The others.
    key : ndarray of int
        Of each surface, its spelling key.
    root : ndarray of int
        Of each key, the one that its class is known by; the key itself where it is in no class.
    held : ndarray of bool
        Of each key, whether it is in a class.
    of : ndarray of int
        Of each name, the key that its class is known by.
    organisation : ndarray of bool
        Of each name, whether its class is an organisation's.
    types : list of str
        Types by precedence.
    """

    def __init__(
        self, uses: Uses, names: pa.Table, listed: pa.Array, organisations: pa.Array, *others: pa.Array
    ) -> None:
        self.types = by_precedence(uses.types)
        self._kind = np.array([self.types.index(kind) for kind in uses.types], np.int64)[uses.type]
        key, worded = (names.column(name).combine_chunks() for name in ("key", "others"))
        row, worded = lists(worded)
        found, (self.key, reworded, facts, *self.others) = encoded(key, worded, _organisation_facts(), *others)
        self.organisation = self._organisations(uses, len(found), facts, listed)
        plain, named = np.zeros((2, len(uses.surfaces)), bool)
        plain[uses.surface[~self.organisation]] = True
        named[uses.surface[self.organisation]] = True
        mine = pa.array(np.flatnonzero(named))
        row_of_mine, ways = lists(names.column("organisation").combine_chunks().take(mine))
        theirs, numbers = encoded(key.take(mine), ways, organisations)
        marked, marked_ways, self.organisations = (len(found) + number for number in numbers)
        self.keys = pa.concat_arrays([found, pc.binary_join_element_wise(pa.scalar(ORGANISATION), theirs, "")])
        node = np.empty(len(uses.surfaces), np.int64)
        node[mine.to_numpy()] = marked
        self.of = np.where(self.organisation, node[uses.surface], self.key[uses.surface])
        # which node meets which key, for which surface
        used = plain[row]
        surface = np.concatenate([row[used], mine.to_numpy()[row_of_mine]])
        one = np.concatenate([self.key[row[used]], marked[row_of_mine]])
        other = np.concatenate([reworded[used], marked_ways])
        nodes = np.zeros(len(self.keys), bool)
        nodes[self.of] = True
        marks, (version, _) = encoded(names.column("marks").combine_chunks(), pa.array([""]))
        self._version = np.zeros(len(self.keys), np.int64)
        self._version[self.key] = version + 1
        self._version[marked] = version[mine.to_numpy()] + 1
        self._version[self._version == marks.index("").as_py() + 1] = 0
        self.held = nodes.copy()
        self.held[other] = True
        self.root = self._roots(np.flatnonzero(nodes), nodes, surface, one, other)
        self.of = self.root[self.of]
        self._uses = uses

    def _organisations(self, uses: Uses, keys: int, known: Ints, listed: pa.Array) -> Bools:
        """Whether each name is an organisation's; where papers differ about its key, most of them say.

        Of so many keys some are known.
        """
        if "Organisation" not in self.types:
            return np.zeros(len(uses.surface), bool)
        organisation = self.types.index("Organisation")
        said: Bools = self._kind == organisation
        open_to_votes = np.zeros(keys, bool)
        open_to_votes[self.key[uses.surface[said]]] = True
        open_to_votes[known] = False
        open_to_votes[self.key[pc.is_in(uses.surfaces, value_set=listed).to_numpy(zero_copy_only=False)]] = False
        contested = open_to_votes[self.key[uses.surface]][uses.name]
        name, paper = uses.name[contested], uses.paper[contested]
        width = len(self.types)
        among, place = distinct(self.key[uses.surface[name]])
        voted = once((paper * among.size + place) * width + self._kind[name]) % max(among.size * width, 1)
        votes = np.bincount(voted, minlength=among.size * width).reshape(-1, width)
        settled = np.full(keys, -1)
        settled[among] = np.where((votes > 0).sum(axis=1) > 1, votes.argmax(axis=1), -1)
        settled = settled[self.key[uses.surface]]
        return np.where(settled < 0, said, settled == organisation)

    def _roots(self, all_nodes: Ints, nodes: Bools, surface: Ints, one: Ints, other: Ints) -> Ints:
        root = np.arange(len(self.keys))
        pairs = once(one * len(self.keys) + other)
        first, second = np.divmod(pairs, len(self.keys) or 1)
        # a key that one node alone has joins nothing
        joins = nodes[second] | (np.bincount(second, minlength=len(self.keys))[second] > 1)
        least = linked(len(self.keys), first[joins], second[joins])
        several = np.bincount(least[all_nodes], minlength=len(self.keys)) > 1
        some = all_nodes[several[least[all_nodes]]]
        smallest = np.arange(len(self.keys))
        chosen = some[first_of(least[some], ranks(self.keys.take(pa.array(some))))]
        smallest[least[chosen]] = chosen
        root[some] = smallest[least[some]]
        root[second[joins]] = np.where(several[least[second[joins]]], smallest[least[second[joins]]], first[joins])
        root[second[~joins]] = root[first[~joins]]
        contested = self._contested(least, some)
        touched = contested[least[one]]
        for key, to in self._guarded(some[contested[least[some]]], surface[touched], one[touched], other[touched]):
            root[key] = to
        return root

    def _contested(self, least: Ints, nodes: Ints) -> Bools:
        """Whether nodes that keys join have different versions, by the number that `linked` gives them."""
        versioned = nodes[self._version[nodes] > 0]
        low, high = np.full(len(least), np.iinfo(np.int64).max), np.zeros(len(least), np.int64)
        np.minimum.at(low, least[versioned], self._version[versioned])
        np.maximum.at(high, least[versioned], self._version[versioned])
        return low < high

    def _guarded(self, nodes: Ints, surface: Ints, one: Ints, other: Ints) -> Iterator[tuple[int, int]]:
        """The class of each key where versions keep some nodes apart: keys join in their order, but no two versions."""
        numbers = once(np.concatenate([nodes, one, other]))
        text = dict(zip(numbers.tolist(), texts_of(self.keys, numbers), strict=True))
        parent = {number: number for number in numbers.tolist()}
        versions = {node: int(self._version[node]) for node in nodes.tolist()}

        def find(key: int) -> int:
            while parent[key] != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        rank = ranks(self.keys.take(pa.array(numbers)))[np.searchsorted(numbers, one)]
        for at in np.lexsort((surface, rank)).tolist():
            first, second = sorted((find(int(one[at])), find(int(other[at]))), key=text.__getitem__)
            stand = versions.get(first, 0), versions.get(second, 0)
            if first != second and not (all(stand) and stand[0] != stand[1]):
                parent[second] = first
                versions[first] = stand[0] or stand[1]
        smallest: dict[int, int] = {}
        for node in sorted(nodes.tolist(), key=text.__getitem__):
            smallest.setdefault(find(node), node)
        for key in parent:
            yield key, smallest[find(key)]

    @cached_property
    def type(self) -> Ints:
        """Of each key, the type that most papers give the class that is known by it; -1 for other keys."""
        uses = self._uses
        classes, place = distinct(self.of)
        width = classes.size * len(self.types)
        voted = once(uses.paper * width + (place * len(self.types) + self._kind)[uses.name]) % max(width, 1)
        types = np.full(len(self.keys), -1)
        if width:
            counts = np.bincount(voted, minlength=width).reshape(classes.size, len(self.types))
            types[classes] = counts.argmax(axis=1)
        return types

    def kind(self, name: Ints) -> Ints:
        """The place of the type of some names among `types`."""
        return self._kind[name]


@cache
def _organisation_facts() -> pa.Array:
    """Keys of organisations that facts know."""
    known = senses.aliases().items()
    return pa.array(sorted(key for key, of in known if any(fact.type == "Organisation" for fact in of)), pa.string())

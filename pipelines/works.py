"""One `Paper` per work: the records of all sources brought together."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.schema import TABLES, from_table, to_table
from kg.text import digest, title_key
from kg.types import Organisation, Origin, Paper, Record
from pipelines.keys import KEYED, arxiv_id, keyed, text_digests

Listing = tuple[str, Record]
"""Path of a source and a record in it."""

_WORD = re.compile(r"\w+")
_GENERIC = frozenset(
    {"abstract", "acknowledgements", "acknowledgments", "conclusion", "conclusions", "corrigendum", "discussion"}
    | {"editorial", "erratum", "foreword", "frontmatter", "introduction", "invitedtalk", "keynote", "message"}
    | {"overview", "panel", "preface", "reply", "retraction", "tableofcontents", "tutorial", "untitled", "welcome"}
)
_PATH = pa.field("path", pa.string())
_TEXTS = ["title", "abstract"]
_SHORT_KEY = 3
_SHOWN = 10
_MANY = 50
"""Titles under one id beyond which it is no id but a constant; works of one title beyond which none is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An id that stands for different works.

    Attributes
    ----------
    id : str
        The id, as the sources give it.
    titles : tuple of str
        Titles found under it, sorted, ten at most.
    sources : tuple of Origin
        Where, sorted, ten at most.
    """

    id: str
    titles: tuple[str, ...]
    sources: tuple[Origin, ...]

    def __str__(self) -> str:
        places = ", ".join(f"{origin.path}:{origin.line}" for origin in self.sources)
        return f"the id {self.id!r} stands for different works, kept apart: {'; '.join(self.titles)} ({places})"


class _Works:
    """Disjoint sets of listings, each with the schemes in which it has identifiers."""

    def __init__(self, listings: list[Listing]) -> None:
        self.parent = list(range(len(listings)))
        self.schemes = [{name.partition(":")[0] for name in record.identifiers} for _, record in listings]

    def root(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = item = self.parent[self.parent[item]]
        return item

    def join(self, one: int, other: int) -> None:
        # The smaller number stays the root, so a root does not depend on the order of joins.
        one, other = sorted((self.root(one), self.root(other)))
        if one != other:
            self.parent[other] = one
            self.schemes[one] |= self.schemes[other]

    def compatible(self, one: int, other: int) -> bool:
        """Whether no scheme gives both sets an identifier; it would be another one, as equal ones are joined."""
        return self.schemes[self.root(one)].isdisjoint(self.schemes[self.root(other)])


def merge(readings: Iterable[tuple[str, pa.Table]]) -> tuple[pa.Table, list[Conflict]]:
    """Papers from the records of all sources; the order of the records does not matter.

    Records are of one work when they share an identifier; or a source's id and something of the title; or the
    title, letter for letter without case and punctuation, unless they carry different identifiers of one scheme.
    A title such as "Preface" counts only together with the abstract. Field by field the fullest record wins.

    Parameters
    ----------
    readings : iterable of (str, pyarrow.Table)
        Each source by its path, with its records as `kg.schema.RECORDS` or `pipelines.keys.KEYED` has them.

    Returns
    -------
    papers : pyarrow.Table
        What casts to `kg.schema.TABLES`, sorted by id; ids are unique. Behind it ``text``, the digest of title and
        abstract.
    conflicts : list of Conflict
        Ids that stand for different works, sorted; those works go by another id.
    """
    records = _in_order(readings)
    # few records may share anything with another one: only these are looked at one by one
    shared = _sharing(records)
    sets = _sets(_listings(records, shared))
    rows = np.flatnonzero(~shared)
    names: list[str] = records.column("name").take(pa.array(rows)).to_pylist()
    claims = Counter(names)
    claims.update(next(_candidates(listed)) for listed in sets)
    disputed = np.zeros_like(shared)
    disputed[rows] = [claims[name] > 1 for name in names]
    names = [name for name in names if claims[name] == 1]
    named = _named([*sets, *([one] for one in _listings(records, disputed))], {*names})
    united = to_table([_paper(name, listed) for name, listed in named], TABLES["papers"])
    return _papers(names, records, rows[~disputed[rows]], united), list(_conflicts(sets))


def _in_order(readings: Iterable[tuple[str, pa.Table]]) -> pa.Table:
    """All records with the path of each, by path and line, those of one line by all that they hold."""
    parts = [KEYED.append(_PATH).empty_table()]
    for path, records in sorted(readings, key=itemgetter(0)):
        table = keyed(records)
        if (np.diff(table.column("line").to_numpy()) <= 0).any():
            listed = list(from_table(table, Record))
            order = sorted(range(len(listed)), key=lambda row: _order(listed[row]))
            table = table.take(pa.array(order, pa.int64()))
        parts.append(table.append_column(_PATH, pa.repeat(pa.scalar(path, pa.string()), table.num_rows)))
    return pa.concat_tables(parts)


def _order(record: Record) -> tuple[object, ...]:
    return record.line, record.title, record.abstract, record.id or "", repr(record)


def _listings(records: pa.Table, chosen: npt.NDArray[np.bool_]) -> list[Listing]:
    records = records.filter(pa.array(chosen))
    return list(zip(records.column("path").to_pylist(), from_table(records, Record), strict=True))


def _sharing(records: pa.Table) -> npt.NDArray[np.bool_]:
    """Which records share an identifier, an id or the letters of the title with another one."""
    rows = np.arange(records.num_rows)
    identifiers = records.column("identifiers").combine_chunks()
    shared = np.zeros(records.num_rows, np.bool_)
    for row, keys in (
        (pc.list_parent_indices(identifiers).to_numpy(), pc.list_flatten(identifiers)),
        (rows, _filled(records.column("id")).combine_chunks()),
        (rows, records.column("title_hash").combine_chunks()),
    ):
        number = pc.fill_null(keys.dictionary_encode().indices, -1).to_numpy() + 1
        times = np.bincount(number, minlength=1)
        times[0] = 0
        shared[row[times[number] > 1]] = True
    return shared


def _sets(listings: list[Listing]) -> list[list[Listing]]:
    """The listings of each work."""
    works = _Works(listings)
    for group in _groups(listings, lambda record: record.identifiers):
        for item in group[1:]:
            works.join(group[0], item)
    for group in _groups(listings, lambda record: (record.id,) if record.id else ()):
        _join_by_id(works, listings, group)
    for group in _groups(listings, lambda record: (title_evidence(record.title, record.abstract),)):
        _join_by_title(works, group)
    members: dict[int, list[int]] = {}
    for item in range(len(listings)):
        members.setdefault(works.root(item), []).append(item)
    return [[listings[item] for item in items] for items in members.values()]


def _groups(listings: list[Listing], keys: Callable[[Record], Iterable[str]]) -> list[list[int]]:
    """Numbers of the listings that share a key, for each key that at least two share, in the order of the keys."""
    groups: dict[str, list[int]] = {}
    for item, (_, record) in enumerate(listings):
        for key in keys(record):
            groups.setdefault(key, []).append(item)
    return [groups[key] for key in sorted(groups) if len(groups[key]) > 1]


def title_evidence(title: str, abstract: str) -> str:
    """What two records' titles are compared by."""
    key = title_key(title)
    weak = len(key) < _SHORT_KEY or key in _GENERIC
    return f"{key} {title_key(abstract)}" if weak else key


def _join_by_id(works: _Works, listings: list[Listing], group: list[int]) -> None:
    first = {listings[item][1].title: item for item in reversed(group)}
    if len(first) > _MANY:
        return
    for item in group:
        for other in first.values():
            if works.compatible(item, other) and _related(listings[item][1].title, listings[other][1].title):
                works.join(item, other)


def _related(one: str, other: str) -> bool:
    """Whether two titles share half the words of the shorter one."""
    left, right = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return 2 * len(left & right) >= min(len(left), len(right)) > 0


def _join_by_title(works: _Works, group: list[int]) -> None:
    # Sets with identifiers come first, so that one without finds the first it can join, whatever the order.
    roots = sorted({works.root(item) for item in group}, key=lambda root: (not works.schemes[root], root))
    kept: list[int] = []
    for root in roots:
        partner = next((other for other in kept[:_MANY] if works.compatible(other, root)), None)
        if partner is None:
            kept.append(root)
        else:
            works.join(partner, root)


def _conflicts(sets: list[list[Listing]]) -> Iterator[Conflict]:
    claims: dict[str, list[list[Listing]]] = {}
    for listed in sets:
        for given in {record.id for _, record in listed if record.id}:
            claims.setdefault(given, []).append([listing for listing in listed if listing[1].id == given])
    for given in sorted(given for given, claimants in claims.items() if len(claimants) > 1):
        listed = [listing for claimant in claims[given] for listing in claimant]
        titles = sorted({record.title for _, record in listed})[:_SHOWN]
        yield Conflict(id=given, titles=tuple(titles), sources=_origins(listed)[:_SHOWN])


def _named(sets: list[list[Listing]], refused: set[str]) -> Iterator[tuple[str, list[Listing]]]:
    """Each set with its id: the first of its candidates that no other set claims, and that is not refused."""
    waiting = [(listed, _candidates(listed)) for listed in sets]
    while waiting:
        claims: dict[str, list[tuple[list[Listing], Iterator[str]]]] = {}
        for listed, candidates in waiting:
            claims.setdefault(next(candidates), []).append((listed, candidates))
        waiting = []
        for name, claimants in claims.items():
            if len(claimants) == 1 and name not in refused:
                yield name, claimants[0][0]
            else:
                waiting += claimants
        refused |= claims.keys()


def _candidates(listed: list[Listing]) -> Iterator[str]:
    given = {record.id for _, record in listed if record.id}
    yield from sorted({name for name in map(arxiv_id, given) if name})
    yield from sorted(given)
    identifiers = sorted({identifier for _, record in listed for identifier in record.identifiers})
    yield from (identifier.partition(":")[2] for identifier in identifiers)
    yield from identifiers
    record = listed[0][1]
    yield f"t-{digest(title_key(record.title), 10)}"
    yield f"t-{digest(title_key(record.title) + ' ' + record.abstract, 10)}"
    yield f"t-{digest(repr(listed))}"


def _paper(name: str, listed: list[Listing]) -> Paper:
    records = [record for _, record in listed]
    return Paper(
        id=name,
        title=_usual(record.title for record in records) or "",
        abstract=min((record.abstract for record in records), key=lambda text: (-len(text), text)),
        identifiers=tuple(sorted({identifier for record in records for identifier in record.identifiers})),
        date=min((r.date for r in records if r.date), key=lambda day: (-len(day), day), default=None),
        url=min((r.url for r in records if r.url), key=_address_order, default=None),
        venue=_usual(record.venue for record in records),
        organisations=tuple(_united(organisation for record in records for organisation in record.organisations)),
        authors=max((r.authors for r in records if r.authors is not None), default=None),
        keywords=tuple(_unlike([word for record in records for word in record.keywords])),
        upvotes=max((r.upvotes for r in records if r.upvotes is not None), default=None),
        sources=_origins(listed),
    )


def _papers(names: list[str], records: pa.Table, rows: npt.NDArray[np.int64], united: pa.Table) -> pa.Table:
    """What `_paper` makes of each of some records by itself, under its name, and papers made already; by id."""
    alone = records.drop_columns(_TEXTS).take(pa.array(rows))
    origins = pa.StructArray.from_arrays(
        [alone.column(name).combine_chunks() for name in ("path", "line")], ["path", "line"]
    )
    columns = {
        **{name: alone.column(name) for name in ("authors", "upvotes")},
        **{name: _filled(alone.column(name)) for name in ("date", "url", "venue")},
        "id": pa.array(names, pa.string()),
        "identifiers": _each(alone.column("identifiers"), lambda found: sorted({*found})),
        "organisations": _each(
            alone.column("organisations"),
            lambda found: [asdict(one) for one in _united(Organisation(**listed) for listed in found)],
        ),
        "keywords": _each(alone.column("keywords"), _unlike),
        "sources": pa.ListArray.from_arrays(pa.array(np.arange(len(names) + 1), pa.int32()), origins),
    }
    rest = united.drop_columns(_TEXTS)
    rest = pa.concat_tables([rest, pa.table([columns[name] for name in rest.column_names], schema=rest.schema)])
    order = pc.sort_indices(rest.column("id"))
    place = np.concatenate([np.arange(united.num_rows), united.num_rows + rows])[order.to_numpy()]
    texts = [_placed([*united.column(name).chunks, *records.column(name).chunks], place) for name in _TEXTS]
    digests = pa.chunked_array([pa.array(text_digests(united), pa.string()), *alone.column("text").chunks])
    rest = rest.take(order)
    columns = {**dict(zip(rest.column_names, rest.columns, strict=True)), **dict(zip(_TEXTS, texts, strict=True))}
    return pa.table({**{name: columns[name] for name in TABLES["papers"].names}, "text": digests.take(order)})


def _filled(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Null for what is empty."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _each(column: pa.ChunkedArray, change: Callable[[list[Any]], list[Any]]) -> pa.Array:
    """Lists, changed where they hold several things."""
    lists = column.combine_chunks()
    rows = np.flatnonzero(pc.list_value_length(lists).to_numpy() > 1)
    changed = pa.array([change(found) for found in lists.take(pa.array(rows)).to_pylist()], lists.type)
    place = np.arange(len(lists))
    place[rows] = len(lists) + np.arange(rows.size)
    return pa.concat_arrays([lists, changed]).take(pa.array(place)) if rows.size else lists


def _placed(texts: list[pa.Array], rows: npt.NDArray[np.int64]) -> pa.Array:
    """Some texts of several arrays: numbers for them, so that they are copied when they are written."""
    # together they may be more than one array of strings can hold
    whole = pa.chunked_array(texts, pa.string()).cast(pa.large_string()).combine_chunks()
    return pa.DictionaryArray.from_arrays(pa.array(rows), whole)


def _usual(texts: Iterable[str | None]) -> str | None:
    """The most frequent text, of like ones the longest, then the first by code points."""
    counts = Counter(text for text in texts if text)
    return min(counts, key=lambda text: (-counts[text], -len(text), text), default=None)


def _address_order(url: str) -> tuple[bool, int, str]:
    return not url.startswith("https:"), len(url), url


def _united(organisations: Iterable[Organisation]) -> list[Organisation]:
    """Organisations, those with one account or one name once: each goes to the first that it shares one with."""
    found: list[Organisation] = []
    names: dict[str, int] = {}
    accounts: dict[str | None, int] = {}
    for organisation in organisations:
        name, account = organisation.name.casefold(), organisation.account
        index = min(names.get(name, len(found)), accounts.get(account, len(found)))
        if index == len(found):
            names[name] = index
            found.append(organisation)
        elif not found[index].account:
            found[index] = Organisation(name=found[index].name, account=account)
        if account is not None and found[index].account == account:
            accounts[account] = min(accounts.get(account, index), index)
    return found


def _unlike(words: list[str]) -> list[str]:
    """Words, those that differ in case alone once."""
    return [*{word.casefold(): word for word in reversed(words)}.values()][::-1]


def _origins(listed: list[Listing]) -> tuple[Origin, ...]:
    return tuple(
        Origin(path=path, line=line) for path, line in sorted({(path, record.line) for path, record in listed})
    )

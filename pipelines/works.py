"""One `Paper` per work: the records of all sources brought together."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.text import digest, title_key
from kg.types import Organisation, Origin, Paper, Record

Listing = tuple[str, Record]
"""Path of a source and a record in it."""

_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(v\d+)?")
_WORD = re.compile(r"\w+")
_GENERIC = frozenset(
    {"abstract", "acknowledgements", "acknowledgments", "conclusion", "conclusions", "corrigendum", "discussion"}
    | {"editorial", "erratum", "foreword", "frontmatter", "introduction", "invitedtalk", "keynote", "message"}
    | {"overview", "panel", "preface", "reply", "retraction", "tableofcontents", "tutorial", "untitled", "welcome"}
)
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


def merge(readings: Iterable[Listing]) -> tuple[list[Paper], list[Conflict]]:
    """Papers from the records of all sources; the order of the records does not matter.

    Records are of one work when they share an identifier; or a source's id and something of the title; or the
    title, letter for letter without case and punctuation, unless they carry different identifiers of one scheme.
    A title such as "Preface" counts only together with the abstract. Field by field the fullest record wins.

    Parameters
    ----------
    readings : iterable of (str, Record)
        Each record with the path of its source.

    Returns
    -------
    papers : list of Paper
        Sorted by id; ids are unique.
    conflicts : list of Conflict
        Ids that stand for different works, sorted; those works go by another id.
    """
    listings = sorted(readings, key=_place)
    if any(_place(one) == _place(other) for one, other in pairwise(listings)):
        listings.sort(key=_order)
    works = _Works(listings)
    for group in _groups(listings, lambda record: record.identifiers):
        for item in group[1:]:
            works.join(group[0], item)
    for group in _groups(listings, lambda record: (record.id,) if record.id else ()):
        _join_by_id(works, listings, group)
    for group in _groups(listings, title_evidence):
        _join_by_title(works, group)

    members: dict[int, list[int]] = {}
    for item in range(len(listings)):
        members.setdefault(works.root(item), []).append(item)
    sets = [[listings[item] for item in items] for items in members.values()]
    papers = [_paper(name, listed) for name, listed in _named(sets)]
    return sorted(papers, key=lambda paper: paper.id), list(_conflicts(sets))


def _place(listing: Listing) -> tuple[str, int]:
    path, record = listing
    return path, record.line


def _order(listing: Listing) -> tuple[object, ...]:
    """An order of all listings, which takes ten times as long."""
    _, record = listing
    return *_place(listing), record.title, record.abstract, record.id or "", repr(record)


def _groups(listings: list[Listing], keys: Callable[[Record], Iterable[str]]) -> list[list[int]]:
    """Numbers of the listings that share a key, for each key that at least two share, in the order of the keys."""
    groups: dict[str, list[int]] = {}
    for item, (_, record) in enumerate(listings):
        for key in keys(record):
            groups.setdefault(key, []).append(item)
    return [groups[key] for key in sorted(groups) if len(groups[key]) > 1]


def title_evidence(record: Record) -> tuple[str]:
    """What two records' titles are compared by."""
    key = title_key(record.title)
    weak = len(key) < _SHORT_KEY or key in _GENERIC
    return (f"{key} {title_key(record.abstract)}",) if weak else (key,)


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


def _named(sets: list[list[Listing]]) -> Iterator[tuple[str, list[Listing]]]:
    """Each set with its id: the first of its candidates that no other set claims."""
    waiting = [(listed, _candidates(listed)) for listed in sets]
    refused: set[str] = set()
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
    arxiv = {match[1] for name in given if (match := _ARXIV.fullmatch(name))}
    yield from sorted(arxiv)
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
        organisations=_united(records),
        authors=max((r.authors for r in records if r.authors is not None), default=None),
        keywords=tuple({word.casefold(): word for r in reversed(records) for word in reversed(r.keywords)}.values())[
            ::-1
        ],
        upvotes=max((r.upvotes for r in records if r.upvotes is not None), default=None),
        sources=_origins(listed),
    )


def _usual(texts: Iterable[str | None]) -> str | None:
    """The most frequent text, of like ones the longest, then the first by code points."""
    counts = Counter(text for text in texts if text)
    return min(counts, key=lambda text: (-counts[text], -len(text), text), default=None)


def _address_order(url: str) -> tuple[bool, int, str]:
    return not url.startswith("https:"), len(url), url


def _united(records: list[Record]) -> tuple[Organisation, ...]:
    """Organisations of all records, those with one account or one name once."""
    found: list[Organisation] = []
    for organisation in (organisation for record in records for organisation in record.organisations):
        for index, known in enumerate(found):
            if known.name.casefold() == organisation.name.casefold() or (
                known.account is not None and known.account == organisation.account
            ):
                found[index] = Organisation(name=known.name, account=known.account or organisation.account)
                break
        else:
            found.append(organisation)
    return tuple(found)


def _origins(listed: list[Listing]) -> tuple[Origin, ...]:
    return tuple(
        Origin(path=path, line=line) for path, line in sorted({(path, record.line) for path, record in listed})
    )

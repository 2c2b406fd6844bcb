"""One paper of each work, whatever the order in which its records come."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.schema import RECORDS as FIELDS
from kg.schema import from_table, to_table
from kg.text import digest
from kg.types import Organisation, Origin, Paper, Record
from pipelines import works
from pipelines.readers import read_source
from pipelines.sources import find
from pipelines.works import Conflict, Listing
from pipelines.works import merge as merge_tables

SHARED = Path(__file__).parents[1].parent / "shared"


def listing(path: str = "a", line: int = 1, title: str = "Harbour Nets", **fields: object) -> Listing:
    return path, Record(line=line, title=title, **fields)  # type: ignore[arg-type]


def merge(listings: Iterable[Listing]) -> tuple[list[Paper], list[Conflict]]:
    """Papers of records, each with the path of its source."""
    by_path: dict[str, list[Record]] = {}
    for path, record in listings:
        by_path.setdefault(path, []).append(record)
    papers, conflicts = merge_tables((path, to_table(records, FIELDS)) for path, records in by_path.items())
    return list(from_table(papers, Paper)), conflicts


def titles(*listings: Listing) -> list[str]:
    return [paper.title for paper in merge(listings)[0]]


def test_the_fullest_record_wins_field_by_field() -> None:
    (paper,), conflicts = merge(
        [
            listing("b", 4, title="Harbour nets", abstract="Short.", date="2024", authors=2, upvotes=3, venue="Quay"),
            listing("a", 1, abstract="Much longer.", date="2024-05", url="http://b.example"),
            listing("a", 9, url="https://example.org/long", upvotes=9, keywords=("nets", "Words")),
        ]
    )
    assert (paper.title, paper.abstract, paper.date) == ("Harbour Nets", "Much longer.", "2024-05")
    assert (paper.url, paper.venue) == ("https://example.org/long", "Quay")
    assert (paper.authors, paper.upvotes, paper.keywords) == (2, 9, ("nets", "Words"))
    assert paper.sources == (Origin(path="a", line=1), Origin(path="a", line=9), Origin(path="b", line=4))
    assert conflicts == []


def test_organisations_are_united() -> None:
    (paper,), _ = merge(
        [
            listing("a", organisations=(Organisation(name="NVIDIA"), Organisation(name="Pier"))),
            listing("b", organisations=(Organisation(name="Nvidia", account="nvidia"),)),
        ]
    )
    assert paper.organisations == (Organisation(name="NVIDIA", account="nvidia"), Organisation(name="Pier"))


@given(st.lists(st.builds(Organisation, name=st.sampled_from("aAbcd"), account=st.sampled_from([None, "x", "y", "z"]))))
def test_an_organisation_goes_to_the_first_with_its_name_or_account(listed: list[Organisation]) -> None:
    expected: list[Organisation] = []
    for each in listed:
        for place, known in enumerate(expected):
            same_account = known.account is not None and known.account == each.account
            if known.name.casefold() == each.name.casefold() or same_account:
                expected[place] = Organisation(name=known.name, account=known.account or each.account)
                break
        else:
            expected.append(each)
    (paper,), _ = merge([listing(organisations=tuple(listed))])
    assert paper.organisations == tuple(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (listing(title="Harbour Nets"), listing("b", title="HARBOUR-NETS!")),
        (listing(title="Old name", identifiers=("arxiv:1",)), listing("b", title="New", identifiers=("arxiv:1",))),
        (listing(title="Harbour Nets", id="x"), listing("b", title="Harbour Nets for All", id="x")),
        (listing(identifiers=("arxiv:1",)), listing("b", identifiers=("doi:10.1/x",))),
        (listing(title="Preface", abstract="Welcome all."), listing("b", title="Preface", abstract="Welcome all")),
    ],
)
def test_records_of_one_work(one: Listing, other: Listing) -> None:
    assert len(merge([one, other])[0]) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (listing(identifiers=("arxiv:1",)), listing("b", identifiers=("arxiv:2",))),
        (listing(title="Preface", abstract="Welcome."), listing("b", title="Preface", abstract="Be seated.")),
        (listing(title="Nets", id="1"), listing("b", title="Lamps", id="1")),
        (listing(id="1", identifiers=("acl:1",)), listing("b", id="1", identifiers=("acl:2",))),
    ],
)
def test_records_of_different_works(one: Listing, other: Listing) -> None:
    assert len({paper.id for paper in merge([one, other])[0]}) == 2


def test_an_id_for_different_works_is_a_conflict_and_neither_gets_it() -> None:
    papers, (conflict,) = merge([listing(title="Nets", id="1"), listing("b", 3, title="Lamps", id="1")])
    assert all(paper.id.startswith("t-") for paper in papers)
    assert (conflict.id, conflict.titles) == ("1", ("Lamps", "Nets"))
    assert conflict.sources == (Origin(path="a", line=1), Origin(path="b", line=3))


def test_a_listing_without_identifiers_joins_the_same_one_of_two_works_in_any_order() -> None:
    listings = [listing("a"), listing("b", identifiers=("acl:2",)), listing("c", identifiers=("acl:1",))]
    assert merge(listings) == merge(listings[::-1])
    assert len(merge(listings)[0]) == 2


def test_what_a_paper_is_called() -> None:
    ids = ("smith2024", "2404.00001v2")
    (paper,), _ = merge(
        [listing(path, id=given, identifiers=("doi:10.1/x",)) for path, given in zip("ab", ids, strict=True)]
    )
    assert paper.id == "2404.00001"
    assert merge([listing(identifiers=("doi:10.1/x",))])[0][0].id == "10.1/x"
    assert merge([listing()])[0][0].id == merge([listing("z", 7, title="harbour nets")])[0][0].id


def test_a_constant_column_of_ids_is_no_id() -> None:
    listings = [listing("a", line, title=f"Nets {line}", id="0") for line in range(1, 3000)]
    papers, (conflict,) = merge(listings)
    assert len(papers) == len(listings)
    assert len(conflict.titles) == 10


RECORDS = st.builds(
    listing,
    st.sampled_from("abc"),
    st.integers(1, 4),
    st.sampled_from(["Nets", "nets!", "Nets of rare words", "Lamps", "Preface", "X"]),
    abstract=st.sampled_from(["", "One.", "Two two."]),
    id=st.sampled_from([None, None, "1", "2", "2404.00001", "2404.00001v2"]),
    identifiers=st.sets(
        st.sampled_from(["arxiv:2404.00001", "arxiv:2404.00002", "doi:10.1/x", "doi:10.1/y", "acl:P1"]), max_size=2
    ).map(lambda found: tuple(sorted(found))),
    date=st.sampled_from([None, "", "2024", "2024-05"]),
    venue=st.sampled_from([None, "", "Quay"]),
    organisations=st.lists(
        st.sampled_from([Organisation(name="Pier"), Organisation(name="PIER", account="pier")]), max_size=2
    ).map(tuple),
    keywords=st.lists(st.sampled_from(["nets", "Nets", "rope"]), max_size=3).map(tuple),
    upvotes=st.sampled_from([None, 1, 2]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(RECORDS, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(listings: list[Listing], random: st.randoms) -> None:  # type: ignore[valid-type]
    papers, conflicts = merge(listings)
    shuffled = list(listings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(iter(shuffled)) == (papers, conflicts)
    assert [paper.id for paper in papers] == sorted({paper.id for paper in papers})
    origins = {origin for paper in papers for origin in paper.sources}
    assert origins == {Origin(path=path, line=record.line) for path, record in listings}
    for identifier in {name for _, record in listings for name in record.identifiers}:
        assert sum(identifier in paper.identifiers for paper in papers) == 1


@settings(max_examples=200, deadline=None)
@given(st.lists(RECORDS, max_size=6))
def test_a_record_by_itself_makes_the_paper_that_it_makes_in_company(listings: list[Listing]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(works, "_sharing", lambda records: np.ones(records.num_rows, bool))
        one_by_one = merge(listings)
    assert merge(listings) == one_by_one


@settings(max_examples=100, deadline=None)
@given(st.lists(RECORDS, max_size=8))
def test_each_paper_goes_with_the_digest_of_its_own_text(listings: list[Listing]) -> None:
    papers, _ = merge_tables((path, to_table([record], FIELDS)) for path, record in listings)
    texts = zip(*(papers.column(name).to_pylist() for name in ("title", "abstract")), strict=True)
    assert papers.column("text").to_pylist() == [digest("\n".join(text)) for text in texts]


@pytest.mark.shared
def test_the_real_pages_hold_499_papers() -> None:
    listings = [(path, record) for path in find([str(SHARED / "pages")]) for record in read_source(path)[1]]
    papers, conflicts = merge(listings)
    assert (len(listings), len(papers), conflicts) == (607, 499, [])

"""What was taken out of a graph by hand, and how it is known again: identifiers and digests of titles, no text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kg.schema import from_table
from kg.text import digest
from kg.types import Paper, Record
from pipelines.works import title_evidence


@dataclass(frozen=True, slots=True)
class RemovedPaper:
    """A paper that stays out.

    Attributes
    ----------
    id : str
        The id it had.
    identifiers : tuple of str
        Its identifiers, sorted.
    titles : tuple of str
        Digests of what its listings' titles are compared by, sorted.
    """

    id: str
    identifiers: tuple[str, ...]
    titles: tuple[str, ...]

    def holds(self, record: Record) -> bool:
        """Whether a record is of this paper: they share an identifier, or a title and no scheme of identifiers."""
        if not set(self.identifiers).isdisjoint(record.identifiers):
            return True
        schemes, others = (
            {identifier.partition(":")[0] for identifier in known} for known in (self.identifiers, record.identifiers)
        )
        return schemes.isdisjoint(others) and _title(record) in self.titles


@dataclass(frozen=True, slots=True)
class Removed:
    """All that was taken out.

    Attributes
    ----------
    sources : tuple of str
        Paths that stay out until a build names them, sorted; being in a folder that it names is not enough.
    papers : tuple of RemovedPaper
        By id.
    """

    sources: tuple[str, ...] = ()
    papers: tuple[RemovedPaper, ...] = ()

    def without(self, records: pa.Table) -> pa.Table:
        """The records that stay, of a table as `kg.schema.RECORDS` has it."""
        if not self.papers:
            return records
        known = {key: paper for paper in self.papers for key in (*paper.identifiers, *paper.titles)}
        stays = [
            not any(known[key].holds(record) for key in (*record.identifiers, _title(record)) if key in known)
            for record in from_table(records, Record)
        ]
        return records.filter(pa.array(stays, pa.bool_()))


def read(manifest: Mapping[str, Any]) -> Removed:
    """What a graph's manifest says was taken out."""
    found = manifest.get("removed", {"sources": (), "papers": ()})
    papers = (
        RemovedPaper(paper["id"], tuple(paper["identifiers"]), tuple(paper["titles"])) for paper in found["papers"]
    )
    return Removed(tuple(found["sources"]), tuple(papers))


def described(paper: Paper, records: Mapping[str, pa.Table]) -> RemovedPaper:
    """What a paper is known by once it is gone.

    Parameters
    ----------
    paper : Paper
        The paper.
    records : mapping of str to pyarrow.Table
        The records of all sources, by path.

    Returns
    -------
    RemovedPaper
        With the titles of all its listings.
    """
    titles = {
        _title(record)
        for origin in paper.sources
        for record in from_table(records[origin.path].filter(pc.field("line") == origin.line), Record)
    }
    return RemovedPaper(paper.id, paper.identifiers, tuple(sorted(titles)))


def _title(record: Record) -> str:
    return digest(title_evidence(record.title, record.abstract), 16)

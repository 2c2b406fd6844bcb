"""A graph open for reading: its papers, mentions, entities, ledger and edges, and the questions asked of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import NotFoundError
from kg.evidence import Evidence, gather
from kg.names import NameIndex, spelling_key
from kg.schema import from_table
from kg.store import Store
from kg.types import Edge, Entity, LedgerEntry, Mention, Paper

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """An entity at the other end of an edge."""

    entity: Entity
    edge: Edge


class Graph:
    """A graph directory, open for reading. Made by `kg.open`.

    Parameters
    ----------
    directory : str or Path
        The graph directory.

    Attributes
    ----------
    directory : Path
        Where it lives.
    manifest : dict
        Format version, pipeline, sources and tables, as ``manifest.json`` has them.
    """

    def __init__(self, directory: str | Path) -> None:
        self._store = Store(directory)
        self.directory = self._store.directory
        self.manifest = self._store.manifest
        self._tables: dict[str, pa.Table] = {}

    def __repr__(self) -> str:
        return f"Graph({str(self.directory)!r})"

    # ---- the tables -------------------------------------------------------------------------------------

    def table(self, name: str) -> pa.Table:
        """One of the tables of `kg.schema.TABLES`, as Arrow has it."""
        if name not in self._tables:
            self._tables[name] = self._store.table(name)
        return self._tables[name]

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        return from_table(self.table("papers"), Paper)

    def entities(self, *, type: str | None = None) -> Iterator[Entity]:
        """All entities, or those of a type, by id."""
        table = self.table("entities")
        return from_table(table if type is None else table.filter(pc.field("type") == type), Entity)

    def mentions(self, *, paper: str | None = None, entity: str | None = None) -> Iterator[Mention]:
        """All mentions, or those of a paper or entity given by id; by paper, field and position."""
        table = self.table("mentions")
        for column, value in (("paper", paper), ("entity", entity)):
            if value is not None:
                table = table.filter(pc.field(column) == value)
        return from_table(table, Mention)

    def ledger(self, *, entity: str | None = None) -> Iterator[LedgerEntry]:
        """Why each name belongs to its entity, or to the one given by id."""
        table = self.table("ledger")
        return from_table(table if entity is None else table.filter(pc.field("entity") == entity), LedgerEntry)

    def edges(self, *, kind: str | None = None) -> Iterator[Edge]:
        """All edges, or those of a kind, by kind, source and target."""
        table = self.table("edges")
        return from_table(table if kind is None else table.filter(pc.field("kind") == kind), Edge)

    # ---- one thing --------------------------------------------------------------------------------------

    def paper(self, id: str) -> Paper:
        """Look a paper up by id.

        Raises
        ------
        NotFoundError
            When there is none.
        """
        return next(from_table(self.table("papers").slice(self._row("papers", id), 1), Paper))

    def entity(self, name: str) -> Entity:
        """Look an entity up by canonical name, alias or id; case, hyphens and spaces are forgiven.

        Raises
        ------
        NotFoundError
            When there is none; it holds the nearest names.
        """
        return self._entity(self._names.find(name))

    def _entity(self, id: str) -> Entity:
        return next(self._entities([id]))

    def _entities(self, ids: Sequence[str]) -> Iterator[Entity]:
        rows = pa.array([self._row("entities", id) for id in ids], pa.int64())
        return from_table(self.table("entities").take(rows), Entity)

    def _row(self, table: str, id: str) -> int:
        try:
            return self._rows[table][id]
        except KeyError:
            raise NotFoundError(id) from None

    @cached_property
    def _rows(self) -> dict[str, dict[str, int]]:
        return {
            name: {key: row for row, key in enumerate(self.table(name).column("id").to_pylist())}
            for name in ("papers", "entities")
        }

    @cached_property
    def _names(self) -> NameIndex:
        columns = [self.table("entities").column(name).to_pylist() for name in ("id", "name", "aliases", "papers")]
        return NameIndex(zip(*columns, strict=True))

    # ---- questions --------------------------------------------------------------------------------------

    def neighbors(
        self,
        name: str,
        *,
        kind: str = "co_mention",
        type: str | None = None,
        limit: int | None = None,
    ) -> list[Neighbor]:
        """Entities linked with one, strongest first.

        Parameters
        ----------
        name : str
            The entity, as `entity` takes it.
        kind : {"co_mention", "cites", "cited_by", "variant_of"}
            Which edges to follow; ``co_mention`` and ``variant_of`` from either end.
        type : str, optional
            Only neighbours of this type.
        limit : int, optional
            At most so many.

        Returns
        -------
        list of Neighbor
            By number of papers, then fractional count, then id.

        Raises
        ------
        NotFoundError
            When the entity is not in the graph.
        """
        entity = self.entity(name).id
        stored = "cites" if kind == "cited_by" else kind
        ends = {"cites": ("source",), "cited_by": ("target",)}.get(kind, ("source", "target"))
        table = self.table("edges").filter(pc.field("kind") == stored)
        touching = pa.concat_tables(table.filter(pc.field(end) == entity) for end in ends)
        followed = list(from_table(touching, Edge))
        others = self._entities([edge.target if edge.source == entity else edge.source for edge in followed])
        found = [
            Neighbor(entity=other, edge=edge)
            for other, edge in zip(others, followed, strict=True)
            if type is None or other.type == type
        ]
        found.sort(key=lambda near: (-near.edge.papers, -(near.edge.fractional or 0.0), near.entity.id))
        return found[:limit]

    def why(self, a: str, b: str) -> list[Evidence]:
        """Papers that mention both of two entities, with the sentences.

        Parameters
        ----------
        a, b : str
            Entities, as `entity` takes them.

        Returns
        -------
        list of Evidence
            Papers with a sentence that holds both first, then newest first, then by id.

        Raises
        ------
        NotFoundError
            When one of them is not in the graph.
        """
        return self._evidence(frozenset({self.entity(a).id, self.entity(b).id}))

    def evidence(self, name: str) -> list[Evidence]:
        """Papers that mention an entity, with the sentences; newest first, then by id."""
        return self._evidence(frozenset({self.entity(name).id}))

    def _evidence(self, entities: frozenset[str]) -> list[Evidence]:
        table = self.table("mentions").filter(pc.field("entity").isin(sorted(entities)))
        by_paper: dict[str, list[Mention]] = {}
        for mention in from_table(table, Mention):
            by_paper.setdefault(mention.paper, []).append(mention)
        found = [
            gather(self.paper(paper), mentions, entities)
            for paper, mentions in sorted(by_paper.items())
            if entities == {mention.entity for mention in mentions}
        ]
        found.sort(key=lambda item: item.paper.date or "", reverse=True)
        found.sort(key=lambda item: not item.together)
        return found

    def reasons(self, name: str, alias: str | None = None) -> list[LedgerEntry]:
        """Why names belong to an entity.

        Parameters
        ----------
        name : str
            The entity, as `entity` takes it.
        alias : str, optional
            Only this name of it; spelled in any way.

        Returns
        -------
        list of LedgerEntry
            In the ledger's order.

        Raises
        ------
        NotFoundError
            When the entity is not in the graph or has no such name.
        """
        entity = self.entity(name)
        entries = list(self.ledger(entity=entity.id))
        if alias is None:
            return entries
        exact = [entry for entry in entries if entry.alias == alias]
        found = exact or [entry for entry in entries if spelling_key(entry.alias) == spelling_key(alias)]
        if not found:
            raise NotFoundError(alias, entity.aliases[:5])
        return found

    def types(self, name: str) -> dict[str, int]:
        """What papers take an entity for: numbers of papers by type, most frequent first."""
        table = self.table("mentions").filter(pc.field("entity") == self.entity(name).id)
        counted = table.group_by("type").aggregate([("paper", "count_distinct")]).to_pylist()
        ranked = sorted((-row["paper_count_distinct"], row["type"]) for row in counted)
        return {kind: -papers for papers, kind in ranked}

    def publications(self, name: str) -> list[Paper]:
        """Papers that the sources list under an organisation, newest first, then by id."""
        entity = self.entity(name).id
        table = self.table("edges").filter((pc.field("kind") == "published_by") & (pc.field("target") == entity))
        papers = [self.paper(id) for id in table.column("source").to_pylist()]
        return sorted(papers, key=lambda paper: paper.date or "", reverse=True)

    def info(self) -> dict[str, Any]:
        """What is in the graph: counts by type, kind, source and year, and what was skipped.

        Returns
        -------
        dict
            ``papers`` (distinct), ``listed``, ``entities`` (by type), ``edges`` (by kind), ``mentions``, ``years``
            (papers by year, ``""`` for none), ``first`` and ``last`` date, ``sources`` (each ``path``, ``format``,
            ``listed``, ``skipped`` with ``line``, ``reason`` and ``excerpt``), ``failures`` (papers that gave
            less than they should: ``paper``, ``reason``), ``conflicts`` (listings that were kept apart against
            appearances), ``corrections`` (made by hand: ``line``, ``kind``, ``applied``, ``effect``), ``pipeline``.
        """
        skips = self.table("skips").to_pylist()
        sources: Sequence[dict[str, Any]] = self.manifest["sources"]
        dates = sorted(date for date in self.table("papers").column("date").to_pylist() if date)
        years: dict[str, int] = {}
        for date in self.table("papers").column("date").to_pylist():
            years[(date or "")[:4]] = years.get((date or "")[:4], 0) + 1
        return {
            "papers": self.table("papers").num_rows,
            "listed": sum(source["listed"] for source in sources),
            "entities": _counts(self.table("entities").column("type")),
            "edges": _counts(self.table("edges").column("kind")),
            "mentions": self.table("mentions").num_rows,
            "years": dict(sorted(years.items())),
            "first": dates[0] if dates else None,
            "last": dates[-1] if dates else None,
            "sources": [
                {
                    "path": source["path"],
                    "format": source["format"],
                    "listed": source["listed"],
                    "skipped": [
                        {key: skip[key] for key in ("line", "reason", "excerpt")}
                        for skip in skips
                        if skip["source"] == source["path"]
                    ],
                }
                for source in sources
            ],
            "failures": [
                {"paper": skip["paper"], "reason": skip["reason"]} for skip in skips if skip["paper"] is not None
            ],
            "conflicts": [skip["reason"] for skip in skips if skip["paper"] is None and skip["source"] is None],
            "corrections": self.manifest.get("corrections", []),
            "pipeline": self.manifest["pipeline"],
        }

    def networkx(
        self, *, kinds: Sequence[str] | None = None, types: Sequence[str] | None = None
    ) -> "nx.MultiDiGraph[str]":
        """The graph, or a part of it, in NetworkX; see `kg.network.to_networkx`."""
        from kg.network import to_networkx

        return to_networkx(self, kinds=kinds, types=types)


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    return dict(sorted((row["values"], row["counts"]) for row in pc.value_counts(column).to_pylist()))

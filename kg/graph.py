"""A graph open for reading: its papers, mentions, entities, ledger and edges, and the questions asked of them."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, reduce
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kg import derived
from kg.asking.finding import Match, NameIndex, index
from kg.errors import KgError, MissingExtraError, NotFoundError
from kg.evidence import Evidence, evidence_of
from kg.names import spelling_key
from kg.schema import TABLES, from_table, text_scalar
from kg.sorted_column import SortedColumn
from kg.store import Store
from kg.types import Edge, Entity, LedgerEntry, Mention, Paper

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from kg.asking.communities import Community
    from kg.asking.comparison import Comparison
    from kg.asking.difference import Difference
    from kg.asking.links import Neighbor
    from kg.asking.paths import Step
    from kg.asking.ranking import Ranked
    from kg.asking.trends import Trends

_NAMES = "names.arrow"
_ENTITIES = "entities.arrow"


class Graph:
    """A graph directory, open for reading. Made by `kg.open`.

    Questions take names as `entity` does, and a window: ``since`` and ``until``, ISO 8601 to the year, month or day,
    both included. A question with a window is the question asked of the graph that `between` gives.

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
    store : Store
        The directory's state, which a window shares.
    """

    def __init__(self, directory: str | Path) -> None:
        self.store = Store(directory)
        self.directory = self.store.directory
        self.manifest = self.store.manifest
        self._tables: dict[str, pa.Table] = {}
        self._asked: set[str] = set()
        self._sorted: dict[str, SortedColumn] = {}
        self._whole = self
        self._place = "this graph"
        self._windows: dict[tuple[str | None, str | None], Graph] = {}

    def __repr__(self) -> str:
        return f"Graph({str(self.directory)!r})"

    def between(self, since: str | None = None, until: str | None = None) -> "Graph":
        """The graph of the papers from one date to another, counted and weighed anew; see `kg.asking.windows.cut`.

        Parameters
        ----------
        since, until : str, optional
            ISO 8601, to the year, month or day, both included; without both it is the graph itself.

        Returns
        -------
        Graph
            In memory.

        Raises
        ------
        ValueError
            When one of them is no date.

        Examples
        --------
        >>> g.between("2025").diff(g.between(until="2024"))  # doctest: +SKIP
        """
        if since is None and until is None:
            return self
        if (since, until) not in self._windows:
            from kg.asking.windows import cut

            window = Graph.__new__(Graph)
            window.__dict__.update(
                store=self.store,
                directory=self.directory,
                manifest=self.manifest,
                _tables=cut({name: self.table(name) for name in TABLES}, since, until),
                _asked=set(),
                _sorted={},
                _whole=self._whole,
                _place=f"this graph{f' since {since}' * bool(since)}{f' until {until}' * bool(until)}",
                _windows={},
            )
            self._windows = {(since, until): window}
        return self._windows[since, until]

    def before(self, day: str) -> "Graph":
        """The graph of the papers before a date, as `between` gives it."""
        from kg.dates import day_before

        return self.between(until=day_before(day))

    # ---- the tables -------------------------------------------------------------------------------------

    def table(self, name: str) -> pa.Table:
        """One of the tables of `kg.schema.TABLES`, as Arrow has it."""
        if name not in self._tables:
            kept = derived.table(self.store, _ENTITIES) if name == "entities" else None
            self._tables[name] = self.store.table(name) if kept is None else kept
        return self._tables[name]

    def columns(self, name: str, *columns: str, coded: Sequence[str] = ()) -> pa.Table:
        """Some columns of a table; the others are not read for it. Those ``coded`` come as dictionaries from disk."""
        held = self._tables.get(name)
        return self.store.table(name, columns, coded=coded) if held is None else held.select(columns)

    def rows(self, name: str, columns: Sequence[str], values: Collection[str], kind: str | None = None) -> pa.Table:
        """The rows of a table that have one of some values in one of some columns; see `kg.store.Store.rows`.

        Asked once, they are picked from the file; from the second time on the table stays in memory.
        """
        if name in self._tables or name in self._asked:
            from pyarrow import compute as pc

            table = self.table(name)
            wanted = [text_scalar(value) for value in values]
            held = reduce(pc.or_, (pc.equal(table.column(column), value) for column in columns for value in wanted))
            return _having(table.filter(held), "kind", kind) if kind else table.filter(held)
        self._asked.add(name)
        return self.store.rows(name, columns, values, kind)

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        return from_table(self.table("papers"), Paper)

    def entities(self, *, type: str | None = None) -> Iterator[Entity]:
        """All entities, or those of a type, by id."""
        table = self.table("entities")
        return from_table(table if type is None else _having(table, "type", type), Entity)

    def mentions(self, *, paper: str | None = None, entity: str | None = None) -> Iterator[Mention]:
        """All mentions, or those of a paper or entity given by id; by paper, field and position."""
        asked = [(column, value) for column, value in (("paper", paper), ("entity", entity)) if value]
        if not asked:
            return from_table(self.table("mentions"), Mention)
        table = self.rows("mentions", asked[0][:1], asked[0][1:])
        for column, value in asked[1:]:
            table = _having(table, column, value)
        return from_table(table, Mention)

    def ledger(self, *, entity: str | None = None) -> Iterator[LedgerEntry]:
        """Why each name belongs to its entity, or to the one given by id."""
        table = self.table("ledger")
        if entity is not None:
            table = _having(table, "entity", entity)
        return from_table(table, LedgerEntry)

    def edges(self, *, kind: str | None = None) -> Iterator[Edge]:
        """All edges, or those of a kind, by kind, source and target."""
        table = self.table("edges")
        return from_table(table if kind is None else _having(table, "kind", kind), Edge)

    # ---- one thing --------------------------------------------------------------------------------------

    def paper(self, id: str) -> Paper:
        """Look a paper up by id.

        Raises
        ------
        NotFoundError
            When there is none.
        """
        return next(from_table(self._rows("papers", [id]), Paper))

    def entity(self, name: str) -> Entity:
        """Look an entity up by canonical name, alias or id; case, hyphens and spaces are forgiven.

        Raises
        ------
        NotFoundError
            When there is none; it holds the nearest names.
        """
        names, among = self._whole._names, None if self._whole is self else self._ids("entities")  # noqa: SLF001
        return next(self.entities_of([names.find(name, among, self._place)]))

    def entities_of(self, ids: Sequence[str]) -> Iterator[Entity]:
        """The entities with the ids given, in their order."""
        return from_table(self._rows("entities", ids), Entity)

    def find(
        self,
        text: str,
        *,
        type: str | None = None,
        limit: int | None = 10,
        since: str | None = None,
        until: str | None = None,
    ) -> list[Match]:
        """Entities that a text may mean, as people type it: a name, its beginning, a part, or a slip of it.

        Best first, see `kg.asking.finding.NameIndex.search`; empty when nothing comes near.
        """
        graph, names = self.within(type, since, until), self._whole._names  # noqa: SLF001
        present = graph._ids("entities")  # noqa: SLF001
        found = (
            Match(entity=next(graph.entities_of([names.entity(row)])), name=names.name(row), how=how)
            for row, how in names.search(text)
            if names.entity(row) in present
        )
        return list(islice((match for match in found if type in {None, match.entity.type}), limit))

    def _rows(self, table: str, ids: Sequence[str]) -> pa.Table:
        rows = list(self._ids(table).rows(ids))
        if None in rows:
            raise NotFoundError(ids[rows.index(None)], where=self._place)
        if len(rows) == 1:  # take loads all of Arrow's functions
            return self.table(table).slice(rows[0], 1)
        data = np.array(rows, np.int64)
        # pa.array loads pandas
        return self.table(table).take(pa.Array.from_buffers(pa.int64(), data.size, [None, pa.py_buffer(data)]))

    def _ids(self, table: str) -> SortedColumn:
        if table not in self._sorted:
            self._sorted[table] = SortedColumn(self.table(table).column("id"))
        return self._sorted[table]

    @cached_property
    def _names(self) -> NameIndex:
        kept = self.kept_names()
        if kept is None:
            entities = self.table("entities")
            kept = index(entities)
            self.keep_names(kept, entities)
        return NameIndex(kept)

    def kept_names(self) -> pa.Table | None:
        """The index of names, as `kg.asking.finding.index` makes it, if it is kept on disk."""
        return derived.table(self.store, _NAMES)

    def keep_names(self, names: pa.Table, entities: pa.Table) -> None:
        """Keep what questions by name start from: the index of names, and the entities as they are in memory."""
        with ThreadPoolExecutor(1) as pool:
            keeping = pool.submit(derived.keep, self.store, _NAMES, names)
            derived.keep(self.store, _ENTITIES, entities)
            keeping.result()

    def within(self, type: str | None, since: str | None, until: str | None) -> "Graph":
        """The graph that a question is asked of: `between` two dates.

        Raises
        ------
        KgError
            When the graph has no entities of the type asked for.
        ValueError
            When one of the dates is none.
        """
        types = set(self.table("entities").column("type").unique().to_pylist()) if type else set()
        if type and type not in types:
            raise KgError(f"no entities of type {type!r} in this graph; there are {', '.join(sorted(types))}")
        return self.between(since, until)

    # ---- questions --------------------------------------------------------------------------------------

    def neighbors(
        self,
        name: str,
        *,
        kind: str = "co_mention",
        by: str = "papers",
        type: str | None = None,
        limit: int | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> "list[Neighbor]":
        """Entities linked with one, strongest first; see `kg.asking.links.touching`."""
        from kg.asking import links

        graph = self.within(type, since, until)
        edges = links.touching(graph, graph.entity(name).id, kind=kind, by=by, type=type)
        return links.neighbors(graph, edges.slice(0, limit))

    def path(self, a: str, b: str, *, since: str | None = None, until: str | None = None) -> "list[Step]":
        """The chain of co-mentions with the most evidence, and its sentences; see `kg.asking.paths.path`."""
        from kg.asking.paths import path

        graph = self.between(since, until)
        return path(graph, graph.entity(a).id, graph.entity(b).id)

    def top(
        self,
        *,
        type: str | None = None,
        by: str = "papers",
        limit: int | None = 20,
        since: str | None = None,
        until: str | None = None,
    ) -> "list[Ranked]":
        """The most important entities; see `kg.asking.ranking.top`."""
        from kg.asking.ranking import top

        return top(self.within(type, since, until), by=by, type=type, limit=limit)

    def compare(
        self, a: str, b: str, *, type: str | None = None, since: str | None = None, until: str | None = None
    ) -> "Comparison":
        """What two entities share and what sets them apart; see `kg.asking.comparison.compare`."""
        from kg.asking.comparison import compare

        graph = self.within(type, since, until)
        return compare(graph, graph.entity(a), graph.entity(b), type=type)

    def communities(
        self, *, resolution: float = 1.0, since: str | None = None, until: str | None = None
    ) -> "list[Community]":
        """Topics, named by their central entities; see `kg.asking.communities.communities`."""
        from kg.asking.communities import communities

        return communities(self.between(since, until), resolution=resolution)

    def trends(
        self,
        *names: str,
        by: str = "year",
        type: str | None = None,
        limit: int | None = 20,
        since: str | None = None,
        until: str | None = None,
    ) -> "Trends":
        """Papers by year or month, of the entities named or of those that rise; see `kg.asking.trends.trends`."""
        from kg.asking.trends import trends

        graph = self.within(type, since, until)
        ids = [graph.entity(name).id for name in names] or None
        return trends(graph, ids, by=by, type=type, limit=limit)

    def diff(
        self, other: "Graph", *, type: str | None = None, since: str | None = None, until: str | None = None
    ) -> "Difference":
        """What is new and what rises, against another graph or window; see `kg.asking.difference.diff`."""
        from kg.asking.difference import diff

        return diff(self.within(type, since, until), other.between(since, until), type=type)

    def why(self, a: str, b: str, *, since: str | None = None, until: str | None = None) -> list[Evidence]:
        """Papers that mention both of two entities, with the sentences; see `kg.evidence.evidence_of`."""
        graph = self.between(since, until)
        return evidence_of(graph, frozenset({graph.entity(a).id, graph.entity(b).id}))

    def evidence(self, name: str, *, since: str | None = None, until: str | None = None) -> list[Evidence]:
        """Papers that mention an entity, with the sentences; see `kg.evidence.evidence_of`."""
        graph = self.between(since, until)
        return evidence_of(graph, frozenset({graph.entity(name).id}))

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
        table = self.rows("mentions", ["entity"], [self.entity(name).id])
        counted = table.group_by("type").aggregate([("paper", "count_distinct")]).to_pylist()
        ranked = sorted((-row["paper_count_distinct"], row["type"]) for row in counted)
        return {kind: -papers for papers, kind in ranked}

    def publications(self, name: str, *, since: str | None = None, until: str | None = None) -> list[Paper]:
        """Papers that the sources list under an organisation, newest first, then by id."""
        graph = self.between(since, until)
        entity = graph.entity(name).id
        table = graph.rows("edges", ["target"], [entity], "published_by")
        papers = [graph.paper(id) for id in table.column("source").to_pylist()]
        return sorted(papers, key=lambda paper: paper.date or "", reverse=True)

    def info(self) -> dict[str, Any]:
        """What is in the graph, by type, kind, source and year, and what was skipped; see `kg.asking.summary`."""
        from kg.asking.summary import info

        return info(self)

    # ---- for other libraries ----------------------------------------------------------------------------

    def view(self, **options: Any) -> Any:
        """The map of the graph, which a notebook shows inline.

        Parameters
        ----------
        **options
            As `exports.view.show` takes them, such as ``focus`` and ``height``.

        Returns
        -------
        object
            With a ``_repr_html_`` that asks for no network.
        """
        from kg.registry import VIEW, load

        return load(VIEW)(self, **options)

    def networkx(
        self,
        *,
        kinds: Sequence[str] | None = None,
        types: Sequence[str] | None = None,
        backbone: bool = False,
        since: str | None = None,
        until: str | None = None,
    ) -> "nx.MultiDiGraph[str]":
        """The graph, or a part of it, in NetworkX; see `kg.network.to_networkx`."""
        from kg.network import to_networkx

        return to_networkx(self.between(since, until), kinds=kinds, types=types, backbone=backbone)

    def dataframe(
        self, table: str = "entities", *, since: str | None = None, until: str | None = None
    ) -> "pd.DataFrame":
        """One of the tables of `kg.schema.TABLES` in pandas.

        Raises
        ------
        ValueError
            When there is no such table.
        MissingExtraError
            When pandas is not installed.
        """
        if table not in TABLES:
            raise ValueError(f"no table {table!r}; there are {', '.join(TABLES)}")
        try:
            frame: pd.DataFrame = self.between(since, until).table(table).to_pandas()
        except ImportError:
            message = "data frames need pandas; install it with `pip install 'papers-kg[pandas]'`"
            raise MissingExtraError(message) from None
        return frame


def _having(table: pa.Table, column: str, value: str) -> pa.Table:
    from pyarrow import compute as pc  # finding by name has no need of it

    return table.filter(pc.equal(table.column(column), text_scalar(value)))

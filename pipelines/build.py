"""The whole way: source files to a graph directory, doing only what is new."""

import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath

import pyarrow as pa

from kg import __version__, edges, memory, pieces, store
from kg.asking.finding import index
from kg.errors import GraphError, KgError, SourceError
from kg.graph import Graph
from kg.registry import ENGINES, load, plugins
from kg.schema import TABLES, from_table
from kg.types import Paper
from pipelines import extraction_cache, linking, reading, removal, works
from pipelines.engines import Engine, local
from pipelines.extraction_cache import ExtractionCache
from pipelines.extractor import load as load_extractor
from pipelines.linking import corrections
from pipelines.sources import find

_BATCH = 256
"""Papers in a piece of extraction at most: what a killed build loses, and what a worker takes at a time."""

_SHARES = 2
"""Pieces for each process at least, so that none waits long for another."""

_WORTH = 64
"""Papers for which it is worth while to start a process."""

_PAPER = 1024
"""Bytes of a source that are taken for a paper before it is read."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_HERE: Engine = local.Engine()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did.

    Attributes
    ----------
    read, kept : int
        Sources read by this build; sources that the graph already held.
    extracted, reused : int
        Papers extracted by this build; papers whose extraction was there.
    skipped : int
        Things in sources that could not be taken, and papers whose extraction failed, in the whole graph.
    conflicts : int
        Ids in sources that stand for different works, which were kept apart.
    corrections : tuple of Effect
        What each correction of ``corrections.toml`` did.
    """

    read: int
    kept: int
    extracted: int
    reused: int
    skipped: int
    conflicts: int
    corrections: tuple[corrections.Effect, ...]


def build(
    sources: Sequence[str],
    directory: str | Path,
    *,
    model: str = "default",
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build a graph from sources, or add them to the one that is there.

    Another process that writes to the graph is waited for.

    Parameters
    ----------
    sources : sequence of str
        Files, folders, or ``-`` for standard input. A source that the graph holds under the same path is read
        again only when its bytes have changed, and then takes the place of the old one.
    directory : str or Path
        The graph directory.
    model : str
        Extractor, as `pipelines.extractor.load` takes it.
    engine : str
        One of `kg.registry.ENGINES`.
    workers : int, optional
        Processes that extract; as many as there are processors where it is not given.
    address : str, optional
        The cluster that the engine works on; this machine when left out.
    progress : callable, optional
        Told of the progress.

    Returns
    -------
    Report
        What was done.

    Raises
    ------
    SourceError
        When a source does not exist.
    ModelError
        When the model cannot be loaded.
    CorrectionError
        When the directory's ``corrections.toml`` is not what it must be.
    EngineError
        When the engine's cluster cannot be reached, or its processes die.
    GraphError
        When the directory holds something else or cannot be written; a graph there is then unchanged.
    """
    root = Path(directory)
    tell = progress or _silent
    locations = find(sources)
    _check_directory(root)
    run: Engine
    with load(_engine(engine))(address) as run, store.locked(root), memory.kept():
        store.recover(root)
        named = {PurePath(source).as_posix() for source in sources}
        removed = _removed(root)
        removed = replace(removed, sources=tuple(path for path in removed.sources if path not in named))
        corrected = corrections.read(root)
        extractor = load_extractor(model)
        # while sources are read and merged
        there = extraction_cache.read(root, extractor.fingerprint)
        run.prepare(extractor, workers=_processes(_size_of_new(root, locations) // _PAPER, workers))
        readings = _read(root, locations, removed, tell, run)
        new = sum(item.records.num_rows for item in readings if not item.kept)
        run.prepare(extractor, workers=_processes(new, workers))
        gathered = _merged(readings, removed)
        del readings  # their texts are among the papers
        found = ExtractionCache(root, extractor.fingerprint, gathered.papers, there)
        todo = found.missing()
        processes = _processes(len(todo), workers)
        batches = list(_batches(todo, min(_BATCH, math.ceil(len(todo) / processes / _SHARES))))
        done = 0
        tell("extracting", 0, len(todo))
        with closing(run.extract(batches, extractor, workers=processes)) as extracted:
            for batch, results in zip(batches, extracted, strict=True):
                found.add(batch, results)
                done += len(batch)
                tell("extracting", done, len(todo))
        effects, skipped = _finish(root, gathered, found, corrected, tell, run)
    return Report(
        read=sum(not item.kept for item in gathered.readings),
        kept=sum(item.kept for item in gathered.readings),
        extracted=len(todo),
        reused=len(gathered.papers) - len(todo),
        skipped=skipped,
        conflicts=len(gathered.conflicts),
        corrections=effects,
    )


def remove(names: Sequence[str], directory: str | Path, *, model: str = "default") -> tuple[int, int]:
    """Take sources or papers out of a graph, with all that came from them, and keep them out.

    Parameters
    ----------
    names : sequence of str
        Paths of sources as the graph has them, or ids, identifiers or addresses of papers.
    directory : str or Path
        The graph directory.
    model : str
        Extractor that the graph was built with; asked only where a paper loses its longest abstract.

    Returns
    -------
    int, int
        Sources and papers that the graph has lost; what other sources list too is no loss.

    Raises
    ------
    SourceError
        When a name is neither a source nor a paper.
    GraphError
        When there is no graph, it cannot be written, or the model is another one.
    """
    root = Path(directory)
    store.Store(root)
    with store.locked(root), memory.kept():
        manifest = store.Store(root).manifest
        fingerprint = manifest["pipeline"]["model"]
        sources = {entry["path"] for entry in manifest["sources"]}
        asked = [name if name in sources else PurePath(name).as_posix() for name in names]
        removed = _removed(root)
        removed = replace(removed, sources=tuple(sorted({*removed.sources, *sources.intersection(asked)})))
        before = _read(root, [], removed)
        papers = [name for name in asked if name not in sources]
        removed = _without_papers(_merged(before, removed).papers, before, removed, papers)
        readings = [reading.without(item, removed) for item in before]
        gathered = _merged(readings, removed)
        found = ExtractionCache(root, fingerprint, gathered.papers)
        todo = found.missing()
        if todo:
            extractor = load_extractor(model)
            if extractor.fingerprint != fingerprint:
                raise GraphError(f"{root}: built with another model than {model!r}; name that one with --model")
            found.add(todo, list(extractor.extract(todo)))
        corrected = corrections.read(root)
        _finish(root, gathered, found, corrected)
        for item, old in zip(readings, before, strict=True):
            if item is not old:
                reading.keep(root, item)
    return len(sources) - len(readings), manifest["tables"]["papers"]["rows"] - len(gathered.papers)


def relink(directory: str | Path) -> tuple[corrections.Effect, ...]:
    """Link a graph anew from what was extracted, with the corrections of its ``corrections.toml``.

    Parameters
    ----------
    directory : str or Path
        The graph directory.

    Returns
    -------
    tuple of Effect
        What each correction did.

    Raises
    ------
    CorrectionError
        When ``corrections.toml`` is not what it must be.
    GraphError
        When there is no graph, or a part of it is damaged.
    """
    root = Path(directory)
    store.Store(root)
    with store.locked(root), memory.kept():
        corrected = corrections.read(root)
        removed = _removed(root)
        gathered = _merged(_read(root, [], removed), removed)
        found = ExtractionCache(root, store.Store(root).manifest["pipeline"]["model"], gathered.papers)
        if found.missing():
            raise GraphError(f"{root}: what was extracted is damaged in part; run `kg build` again to mend the graph")
        return _finish(root, gathered, found, corrected)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """The sources of a graph, without their records, the works they list, and what stays out."""

    readings: Sequence[reading.Reading]
    papers: pa.Table
    conflicts: Sequence[works.Conflict]
    removed: removal.Removed


def _removed(root: Path) -> removal.Removed:
    return removal.read(store.Store(root).manifest) if store.exists(root) else removal.Removed()


def _silent(*_: object) -> None:
    pass


def _processes(papers: int, workers: int | None) -> int:
    """How many processes extract so many papers."""
    return min(workers or os.cpu_count() or 1, math.ceil(papers / _WORTH) or 1)


def _size_of_new(root: Path, locations: Sequence[str]) -> int:
    """Bytes of the files that the graph does not hold yet."""
    held = {entry["path"] for entry in store.Store(root).manifest["sources"]} if store.exists(root) else set()
    files = (Path(location) for location in locations if location not in held)
    return sum(file.stat().st_size for file in files if file.is_file())


@memory.without_search_for_cycles()
def _read(
    root: Path, locations: Sequence[str], removed: removal.Removed, tell: Progress = _silent, run: Engine = _HERE
) -> list[reading.Reading]:
    return reading.gather(locations, root, removed, tell, run.read)


@memory.without_search_for_cycles()
def _merged(readings: Sequence[reading.Reading], removed: removal.Removed) -> _Gathered:
    papers, conflicts = works.merge((item.source.path, item.records) for item in readings)
    described = [reading.without_records(item) for item in readings]
    return _Gathered(readings=described, papers=papers, conflicts=conflicts, removed=removed)


def _without_papers(
    papers: pa.Table, readings: Sequence[reading.Reading], removed: removal.Removed, names: Sequence[str]
) -> removal.Removed:
    listed = from_table(papers, Paper)
    known = {name: paper for paper in listed for name in (paper.url, *paper.identifiers, paper.id) if name}
    records = {item.source.path: item.records for item in readings}
    out = {paper.id: paper for paper in removed.papers}
    for name in names:
        if name not in known:
            raise SourceError(
                f"no source and no paper {name!r}: `kg info DIR` lists the sources; a paper goes by its id or address, "
                "as `kg why DIR NAME NAME` shows it"
            )
        out[known[name].id] = removal.described(known[name], records)
    return replace(removed, papers=tuple(out[id] for id in sorted(out)))


@memory.without_search_for_cycles()
def _finish(
    root: Path,
    gathered: _Gathered,
    found: ExtractionCache,
    corrected: Sequence[corrections.Correction],
    tell: Progress = _silent,
    run: Engine = _HERE,
) -> tuple[tuple[corrections.Effect, ...], int]:
    """Link, put the new state in place, delete what it does not need; effects of corrections, and number of skips."""
    kept = linking.ahead(root)
    # each table is written while what comes next is worked out
    with store.Writing(root) as writing, ThreadPoolExecutor(1) as pool:

        def write_what_is_known() -> None:
            writing.add("papers", gathered.papers.select(TABLES["papers"].names))
            writing.add("skips", skips.result())

        known = pool.submit(lambda: Graph(root).kept_names() if store.exists(root) else None)
        skips = pool.submit(_skips, gathered, found)
        mentions = found.mentions()
        tell("linking mentions", 0, len(mentions))
        linked = linking.link(
            gathered.papers, mentions, found.definitions(), corrected, kept=kept, when_joined=write_what_is_known
        )
        tell("linking mentions", len(mentions), len(mentions))
        writing.add("mentions", linked.mentions)
        tell("counting edges", 0, 1)
        varying = pool.submit(lambda: linked.variants)
        describing = pool.submit(_described, linked, writing, known.result())
        keeping = pool.submit(kept.keep)
        edge_table = edges.build(gathered.papers, linked.mentions, linked.publishers, varying.result, count=run.count)
        tell("counting edges", len(edge_table), len(edge_table))
        tell("writing rows", 0, len(edge_table))
        writing.add("edges", edge_table)
        names = describing.result()
        keeping.result()
        writing.put(
            {
                "pipeline": {"version": __version__, "model": found.fingerprint},
                "corrections": [asdict(effect) for effect in linked.effects],
                "removed": asdict(gathered.removed),
                "sources": [
                    {key: value for key, value in asdict(item.source).items() if key != "skipped"}
                    for item in gathered.readings
                ],
            }
        )
        naming = pool.submit(Graph(root).keep_names, names, linked.entities)
        pieces.prune(root, reading.KIND, {item.piece for item in gathered.readings})
        found.prune()
        naming.result()
    tell("writing rows", len(edge_table), len(edge_table))
    return linked.effects, len(skips.result()) - len(gathered.conflicts)


def _described(linked: linking.Linked, writing: store.Writing, known: pa.Table | None) -> pa.Table:
    """Write the entities and why names are theirs; the index of all names."""
    writing.add("entities", linked.entities)
    writing.add("ledger", linked.ledger)
    return index(linked.entities, known)


def _skips(gathered: _Gathered, found: ExtractionCache) -> pa.Table:
    skips = [
        {"source": item.source.path, "line": skip.line, "paper": None, "reason": skip.reason, "excerpt": skip.excerpt}
        for item in gathered.readings
        for skip in item.source.skipped
    ]
    skips += [
        {"source": None, "line": None, "paper": None, "reason": str(conflict), "excerpt": ""}
        for conflict in gathered.conflicts
    ]
    skips += [
        {"source": None, "line": None, "paper": paper, "reason": reason, "excerpt": ""}
        for paper, reason in found.failures()
    ]
    return pa.Table.from_pylist(skips, TABLES["skips"])


def _check_directory(root: Path) -> None:
    """Refuse to write among files that are somebody else's."""
    if not store.exists(root) and root.exists():
        foreign = not root.is_dir() or {path.name for path in root.iterdir()} - store.PARTS - corrections.FILES
        if foreign:
            raise GraphError(f"{root}: is not a graph, and not empty; name another place with -o")


def _engine(name: str) -> str:
    engines = {**plugins("engines"), **ENGINES}
    if name not in engines:
        raise KgError(f"no engine {name!r}; there are {', '.join(sorted(engines))}")
    return engines[name]


def _batches(papers: Sequence[Paper], size: int) -> Iterator[Sequence[Paper]]:
    for start in range(0, len(papers), size or 1):
        yield papers[start : start + size]

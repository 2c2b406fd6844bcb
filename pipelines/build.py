"""The whole way: source files to a graph directory, doing only what is new."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from kg import __version__, edges, pieces, store
from kg.errors import GraphError, KgError
from kg.graph import Graph
from kg.registry import ENGINES, load, plugins
from kg.schema import TABLES, to_table
from kg.types import Paper
from pipelines import linking, reading, works
from pipelines.extraction_cache import ExtractionCache
from pipelines.extractor import load as load_extractor
from pipelines.linking import corrections

_BATCH = 256
"""Papers in a piece of extraction: what a killed build loses at most, and what a worker takes at a time."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


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
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Build a graph from sources, or add them to the one that is there.

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
    workers : int
        Processes that extract.
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
    GraphError
        When the directory holds something else or cannot be written; a graph there is then unchanged.
    """
    root = Path(directory)
    _check_directory(root)
    corrected = corrections.read(root)
    tell = progress or (lambda *_: None)
    run = load(_engine(engine))
    readings, kept = reading.gather(sources, root, tell)
    papers, conflicts = works.merge((item.source.path, record) for item in readings for record in item.records)
    extractor = load_extractor(model)
    kind = f"extraction/{extractor.fingerprint[:16]}"
    found = ExtractionCache(root, kind, papers)
    todo = found.missing()
    done = 0
    tell("extracting", 0, len(todo))
    extracted = run.run(_batches(todo), extractor, model=model, workers=workers)
    for batch, results in zip(_batches(todo), extracted, strict=True):
        found.add(batch, results)
        done += len(batch)
        tell("extracting", done, len(todo))
    tell("linking", 0, 1)
    effects, skipped = _link_and_write(root, readings, papers, conflicts, found, extractor.fingerprint, corrected)
    tell("linking", 1, 1)
    pieces.prune(root, "records", {item.piece for item in readings})
    pieces.prune(root, kind, found.used())
    pieces.prune_kinds(root, "extraction", {extractor.fingerprint[:16]})
    return Report(
        read=len(readings) - kept,
        kept=kept,
        extracted=len(todo),
        reused=len(papers) - len(todo),
        skipped=skipped,
        conflicts=len(conflicts),
        corrections=effects,
    )


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
    fingerprint = str(store.Store(root).manifest["pipeline"]["model"])
    corrected = corrections.read(root)
    readings, _ = reading.gather([], root, lambda *_: None)
    papers, conflicts = works.merge((item.source.path, record) for item in readings for record in item.records)
    found = ExtractionCache(root, f"extraction/{fingerprint[:16]}", papers)
    if found.missing():
        raise GraphError(f"{root}: what was extracted is damaged in part; run `kg build` again to mend the graph")
    effects, _ = _link_and_write(root, readings, papers, conflicts, found, fingerprint, corrected)
    return effects


def _link_and_write(
    root: Path,
    readings: Sequence[reading.Reading],
    papers: Sequence[Paper],
    conflicts: Sequence[works.Conflict],
    found: ExtractionCache,
    fingerprint: str,
    corrected: Sequence[corrections.Correction],
) -> tuple[tuple[corrections.Effect, ...], int]:
    """Link, and put the new state in place; what the corrections did, and how much was skipped."""
    linked = linking.link(papers, found.mentions(), found.definitions(), corrected)
    paper_table = to_table(papers, TABLES["papers"])
    edge_table = edges.build(paper_table, linked.mentions, linked.publishers, linked.variants)
    skips = [
        {"source": item.source.path, "line": skip.line, "paper": None, "reason": skip.reason, "excerpt": skip.excerpt}
        for item in readings
        for skip in item.source.skipped
    ]
    skips += [
        {"source": None, "line": None, "paper": None, "reason": str(conflict), "excerpt": ""} for conflict in conflicts
    ]
    skips += [
        {"source": None, "line": None, "paper": paper, "reason": reason, "excerpt": ""}
        for paper, reason in found.failures()
    ]
    store.write(
        root,
        {
            "papers": paper_table,
            "mentions": linked.mentions,
            "entities": linked.entities,
            "ledger": linked.ledger,
            "edges": edge_table,
            "skips": pa.Table.from_pylist(skips, TABLES["skips"]),
        },
        {
            "pipeline": {"version": __version__, "model": fingerprint},
            "corrections": [asdict(effect) for effect in linked.effects],
            "sources": [
                {key: value for key, value in asdict(item.source).items() if key != "skipped"} for item in readings
            ],
        },
    )
    Graph(root).prepare()
    return linked.effects, len(skips) - len(conflicts)


def _check_directory(root: Path) -> None:
    if store.exists(root):
        store.Store(root)
    elif root.exists() and (
        not root.is_dir() or {path.name for path in root.iterdir()} - {"pieces", "tables", corrections.FILE}
    ):
        raise GraphError(f"{root}: is not a graph, and not empty; name another place with -o")


def _engine(name: str) -> str:
    engines = {**plugins("engines"), **ENGINES}
    if name not in engines:
        raise KgError(f"no engine {name!r}; there are {', '.join(sorted(engines))}")
    return engines[name]


def _batches(papers: Sequence[Paper]) -> Iterator[Sequence[Paper]]:
    for start in range(0, len(papers), _BATCH):
        yield papers[start : start + _BATCH]

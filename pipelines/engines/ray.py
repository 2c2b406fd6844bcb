"""The Ray engine: reading, extraction and counting as Ray Data, on this machine or on a cluster.

Between processes go rows of bytes, each a pickle of what the stage works on: dataclasses or Arrow tables.
"""

import logging
import os
import pickle
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import chdir
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from kg.edges import counting
from kg.errors import EngineError, MissingExtraError
from kg.types import Paper, Record, Source
from pipelines.extractor import Extraction, Extractor
from pipelines.readers import Reading, read_source
from pipelines.sources import STANDARD_INPUT

if TYPE_CHECKING:
    from ray.data import Dataset

_RECORDS = 4096
"""Records that go between processes at a time."""
_PAPERS = 10_000
"""Papers whose edges are counted at a time."""
_PARTS = 200
"""Parts at most in which the sums by pair are made."""
_BLOCKS = 10_000
"""Pieces of work at most: beyond, several go together."""
_OBJECT_STORE = 512 * 1024**2
"""Bytes of shared memory on this machine; beyond, results wait on the disk."""
_SETTINGS = {"RAY_USAGE_STATS_ENABLED": "0"}
"""Environment of Ray's processes: nothing is reported to anybody."""

Row = dict[str, Any]


class Engine:
    """See `pipelines.engines.Engine`; Ray starts with the first work there is, unless it runs already."""

    def __init__(self, address: str | None = None) -> None:
        self._address = address
        self._started = False

    def __enter__(self) -> Self:
        try:
            import ray.data  # noqa: F401
        except ImportError:
            message = "the ray engine needs Ray; install it with `pip install 'papers-kg[ray]'`"
            raise MissingExtraError(message) from None
        return self

    def __exit__(self, *_: object) -> None:
        import ray

        if self._started:
            ray.shutdown()

    def read(self, locations: Sequence[str]) -> Iterator[tuple[Source, list[Record]]]:
        """Read sources where there is room, standard input here; their paths must be there on every machine."""
        rows = [{"folder": os.getcwd(), "location": each} for each in locations if each != STANDARD_INPUT]  # noqa: PTH109
        found = self._read(rows)
        for location in locations:
            yield read_source(location) if location == STANDARD_INPUT else next(found)

    def _read(self, rows: Sequence[Row]) -> Iterator[tuple[Source, list[Record]]]:
        records: list[Record] = []
        for row in self._results(rows, lambda dataset: dataset.flat_map(_read)):
            part = _taken(row["part"])
            if isinstance(part, Source):
                yield part, records
                records = []
            else:
                records += part

    def prepare(self, extractor: Extractor, *, workers: int) -> None:
        """Nothing: actors start with their first batch."""

    def extract(
        self, batches: Iterable[Sequence[Paper]], extractor: Extractor, *, workers: int = 1
    ) -> Generator[list[Extraction], None, None]:
        """Extract by actors, each of which loads the model once."""
        import ray.data

        rows = [{"batch": pickle.dumps(batch)} for batch in batches]
        pool = ray.data.ActorPoolStrategy(size=workers)
        model = pickle.dumps(extractor)
        for row in self._results(
            rows, lambda dataset: dataset.map(_Actor, compute=pool, fn_constructor_kwargs={"model": model})
        ):
            yield _taken(row["batch"])

    def count(self, papers: pa.Table, mentions: pa.Table, publishers: pa.Table) -> dict[str, pa.Table]:
        """Count blocks of papers apart and sum by pair, in a shuffle; what makes one block is counted here."""
        blocks = -(-papers.num_rows // _PAPERS)
        if blocks <= 1:
            return counting.count(papers, mentions, publishers)
        parts = min(blocks, _PARTS)
        rows = [
            {"block": pickle.dumps([_block(table, number) for table in (papers, mentions, publishers)]), "parts": parts}
            for number in range(blocks)
        ]
        found: dict[str, list[pa.Table]] = {}
        for row in self._results(
            rows,
            lambda dataset: (
                dataset.flat_map(_count)
                .groupby(["kind", "part"], num_partitions=parts)
                .map_groups(_sum, batch_format="pyarrow")
            ),
        ):
            found.setdefault(row["kind"], []).append(_taken(row["edges"]))
        order = [("source", "ascending"), ("target", "ascending")]
        return counting.finished({kind: pa.concat_tables(tables).sort_by(order) for kind, tables in found.items()})

    def _results(self, rows: Sequence[Row], work: Callable[["Dataset"], "Dataset"]) -> Iterator[Row]:
        """Rows that come out of the work on some, in their order."""
        if not rows:
            return
        import ray.data

        self.start()
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        dataset = ray.data.from_items(list(rows), override_num_blocks=min(len(rows), _BLOCKS))
        try:
            yield from work(dataset).iter_rows()
        except ray.exceptions.RayError as error:
            message = f"Ray could not finish ({error}); what was extracted is kept, so build again to go on"
            raise EngineError(message) from error

    def start(self) -> None:
        """Start Ray, or join the cluster; nothing where this process has done so."""
        import ray

        if ray.is_initialized():
            return
        os.environ.update(_SETTINGS)
        here: Row = {
            "num_cpus": (os.cpu_count() or 1) + 1,
            "object_store_memory": _OBJECT_STORE,
            "include_dashboard": False,
        }
        try:
            ray.init(
                self._address or "local",
                **(here if self._address is None else {}),
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        except Exception as error:  # Ray's own are plain ones
            where = f"the cluster at {self._address}" if self._address else "Ray on this machine"
            raise EngineError(f"{where} cannot be used: {error}") from error
        self._started = True


class _Actor:
    """A process that holds a model."""

    def __init__(self, model: bytes) -> None:
        self._extractor: Extractor = _taken(model)

    def __call__(self, row: Row) -> Row:
        return {"batch": pickle.dumps(list(self._extractor.extract(_taken(row["batch"]))))}


def _taken(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301  (made by this engine, and sent by Ray)


def _read(row: Row) -> Iterator[Row]:
    with chdir(row["folder"]):
        reading = Reading(row["location"])
        records = iter(reading)
        while part := list(islice(records, _RECORDS)):
            yield {"part": pickle.dumps(part)}
        yield {"part": pickle.dumps(reading.source)}


def _block(table: pa.Table, number: int) -> pa.Table:
    paper = pc.field("paper")
    return table.filter((paper >= number * _PAPERS) & (paper < (number + 1) * _PAPERS))


def _count(row: Row) -> Iterator[Row]:
    parts = row["parts"]
    for kind, table in counting.part(*_taken(row["block"])).items():
        places = table.column("source").to_numpy() % parts
        for part in range(parts):
            edges = table.filter(pa.array(places == part))
            if edges.num_rows or part == 0:  # so that every kind is there
                yield {"kind": kind, "part": part, "edges": pickle.dumps(edges)}


def _sum(group: pa.Table) -> pa.Table:
    tables = [_taken(edges) for edges in group.column("edges").to_pylist()]
    edges = pickle.dumps(counting.summed(pa.concat_tables(tables)))
    return pa.table({"kind": group.column("kind")[:1], "edges": [edges]})

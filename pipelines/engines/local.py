"""The local engine: extraction in this process, or in several on this machine."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from kg.types import Paper
from pipelines.extractor import Extraction, Extractor, load

_extractor: Extractor


def run(
    batches: Iterable[Sequence[Paper]], extractor: Extractor, *, model: str = "default", workers: int = 1
) -> Iterator[list[Extraction]]:
    """Extract batches of papers.

    Parameters
    ----------
    batches : iterable of sequence of Paper
        What to extract.
    extractor : Extractor
        The loaded model.
    model : str
        Where other processes load it from, as `pipelines.extractor.load` takes it.
    workers : int
        Processes; 1 works in this one.

    Yields
    ------
    list of Extraction
        One list a batch, in order, whatever the number of workers.
    """
    if workers == 1:
        for batch in batches:
            yield list(extractor.extract(batch))
        return
    # spawned, not forked: spaCy and Arrow run threads of their own
    with ProcessPoolExecutor(workers, get_context("spawn"), _load, (model,)) as pool:
        yield from pool.map(_extract, batches)


def _load(model: str) -> None:
    global _extractor  # noqa: PLW0603  (one model a process)
    _extractor = load(model)


def _extract(batch: Sequence[Paper]) -> list[Extraction]:
    return list(_extractor.extract(batch))

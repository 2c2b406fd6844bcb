"""Whether a graph directory is whole: every file that a build wrote is there, and is what it was."""

from pathlib import Path

from kg import pieces, store
from kg.errors import GraphError
from pipelines import reading
from pipelines.extraction_cache import EXTRACTIONS, KIND, ExtractionCache
from pipelines.linking import kept, names


def check(directory: str | Path) -> list[tuple[str, str]]:
    """Find damage.

    Parameters
    ----------
    directory : str or Path
        The graph directory.

    Returns
    -------
    list of (str, str)
        Files that are damaged or missing, with what they held.

    Raises
    ------
    GraphError
        When there is no graph.
    """
    root = Path(directory)
    try:
        held = store.Store(root)
    except GraphError as error:
        if store.exists(root):
            return [(str(root / store.MANIFEST), f"the list of what is in the graph: {error}")]
        raise
    tables = [(str(path), "a table") for path in store.damage(root)]
    sources = [
        (
            str(pieces.path(root, reading.KIND, reading.piece(entry["path"], entry["digest"]))),
            f"what {entry['path']} lists",
        )
        for entry in held.manifest["sources"]
        if reading.stored(root, entry["path"], entry["digest"]) is None
    ]
    kind = f"{KIND}/{held.manifest['pipeline']['model'][:16]}"
    extracted = [
        (str(pieces.path(root, kind, name)), "what was extracted from papers")
        for name in pieces.names(root, kind)
        if pieces.read(root, kind, name, EXTRACTIONS) is None
    ]
    known = [(str(path), "what linking knows of names") for path in kept.damage(root, names.QUESTIONS)]
    if not tables and not extracted:
        missing = ExtractionCache(root, held.manifest["pipeline"]["model"], held.table("papers")).missing()
        extracted = [(str(root / "pieces" / kind), f"what was extracted from {len(missing)} papers")] if missing else []
    return [*tables, *sources, *extracted, *known]

"""A knowledge graph of paper abstracts: what it is, where it lives and how it is asked.

Examples
--------
>>> import kg
>>> g = kg.open("pages.kg")  # doctest: +SKIP
>>> g.entity("GRPO").name  # doctest: +SKIP
'Group Relative Policy Optimization'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import (
    AnnotationError,
    CorrectionError,
    EngineError,
    ExportError,
    GraphError,
    KgError,
    MissingExtraError,
    ModelError,
    NotFoundError,
    SourceError,
)
from kg.types import (
    EDGE_KINDS,
    ENTITY_TYPES,
    Definition,
    Edge,
    Entity,
    LedgerEntry,
    Mention,
    Organisation,
    Origin,
    Paper,
    Record,
    Skip,
    Source,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import Graph

__version__ = "0.1.0"

__all__ = [
    "EDGE_KINDS",
    "ENTITY_TYPES",
    "AnnotationError",
    "CorrectionError",
    "Definition",
    "Edge",
    "EngineError",
    "Entity",
    "ExportError",
    "GraphError",
    "KgError",
    "LedgerEntry",
    "Mention",
    "MissingExtraError",
    "ModelError",
    "NotFoundError",
    "Organisation",
    "Origin",
    "Paper",
    "Record",
    "Skip",
    "Source",
    "SourceError",
    "__version__",
    "open",
]


def open(directory: str | Path) -> Graph:
    """Open a graph directory for reading.

    Parameters
    ----------
    directory : str or Path
        A directory that ``kg build`` wrote.

    Returns
    -------
    Graph
        Its papers, mentions, entities, ledger and edges; tables are read when first asked for.

    Raises
    ------
    GraphError
        When it is missing, damaged or of a format version that this release does not read.
    """
    from kg.graph import Graph

    return Graph(directory)

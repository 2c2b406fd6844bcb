"""The graph's own tables as Parquet files, for pandas, Polars, DuckDB and Spark."""

from pathlib import Path

from kg.graph import Graph
from kg.schema import ROWS
from kg.store import write_parquet

suffix = "-parquet"


def write(graph: Graph, path: Path) -> None:
    """Write a folder with a file for each of papers, mentions, entities, ledger and edges.

    Parameters
    ----------
    graph : Graph
        An open graph.
    path : Path
        The folder, which is made; the same bytes for the same graph.
    """
    path.mkdir()
    # old readers know no LZ4
    for name in ROWS:
        write_parquet(graph.table(name), path / f"{name}.parquet", compression="snappy")

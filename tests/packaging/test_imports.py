"""Looking at the help or the types costs none of the heavy libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.registry import COMMANDS
from tests.gazetteer import write_graph
from tests.kg.conftest import PAPERS

HEAVY = ("duckdb", "igraph", "networkx", "pyarrow", "pyoxigraph", "pyvis", "rdflib", "spacy")
UNUSED = (*HEAVY, "numpy", "pydantic", "rich", "typer")
"""What nothing is asked of before a command runs."""

USED: dict[str, tuple[list[str], set[str]]] = {
    "info": ([], {"pyarrow"}),
    "show": (["BERT"], {"pyarrow", "duckdb"}),
    "why": (["BERT", "ImageNet"], {"pyarrow", "duckdb"}),
    "find": (["bert"], {"pyarrow"}),
    "neighbors": (["BERT"], {"pyarrow", "duckdb"}),
    "compare": (["BERT", "ImageNet"], {"pyarrow", "duckdb"}),
    "trends": ([], {"pyarrow"}),
    "top": (["--by", "pagerank"], {"pyarrow", "igraph"}),
    "path": (["BERT", "ImageNet"], {"pyarrow", "duckdb", "igraph"}),
    "communities": ([], {"pyarrow", "igraph"}),
    "diff": (["--since", "2024"], {"pyarrow", "duckdb"}),
    "sparql": (["ASK { ?s ?p ?o }"], {"pyarrow", "pyoxigraph"}),
    "cypher": (["MATCH (e:Entity) RETURN e.id LIMIT 1"], {"pyarrow"}),
    "validate": ([], {"pyarrow", "pyoxigraph", "rdflib"}),
    "export": (["-f", "turtle", "-o", "-"], {"pyarrow", "pyoxigraph"}),
}
"""Command: arguments after the graph, and the heavy libraries that it has a use for."""

HELP = """
import sys
sys.argv = ["kg", *sys.argv[1:]]
from kg.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
"""


@pytest.mark.parametrize(
    ("code", "arguments"),
    [("import kg", []), ("import kg.types, kg.errors, kg.registry", []), (HELP, ["--help"])],
    ids=["kg", "floor", "help"],
)
def test_loads_nothing_heavy(code: str, arguments: list[str]) -> None:
    report = f"\nimport sys\nprint('loaded:', *sorted(set(sys.modules) & set({UNUSED})))"
    ran = subprocess.run([sys.executable, "-c", code + report, *arguments], check=True, capture_output=True, text=True)
    assert ran.stdout.splitlines()[-1].split() == ["loaded:"]


@pytest.fixture(scope="module")
def small_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_graph(tmp_path_factory.mktemp("small") / "small.kg", PAPERS)


def test_every_command_that_asks_is_measured() -> None:
    asking = {name for name, (target, _) in COMMANDS.items() if not target.startswith("pipelines.")}
    assert asking - set(USED) == {"view"}


@pytest.mark.parametrize("name", sorted(USED))
def test_a_command_loads_what_it_uses_alone(small_graph: Path, name: str) -> None:
    arguments, used = USED[name]
    report = f"\nprint()\nprint('loaded:', *sorted(set(sys.modules) & set({HEAVY})))"
    command = [sys.executable, "-c", HELP + report, name, str(small_graph), *arguments]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert set(ran.stdout.splitlines()[-1].split()[1:]) <= used

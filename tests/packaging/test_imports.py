"""Looking at the help or the types costs none of the heavy libraries."""

import subprocess
import sys

import pytest

HEAVY = ("duckdb", "igraph", "networkx", "pyarrow", "pyoxigraph", "pyvis", "rdflib", "spacy")

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
    report = f"\nimport sys\nprint('loaded:', *sorted(set(sys.modules) & set({HEAVY})))"
    ran = subprocess.run([sys.executable, "-c", code + report, *arguments], check=True, capture_output=True, text=True)
    assert ran.stdout.splitlines()[-1].split() == ["loaded:"]

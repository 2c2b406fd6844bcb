"""The tables of what can be chosen by name, each naming the module or function that holds it.

Nothing is imported before it is asked for. Other distributions add to a table through the entry point group
``kg.<table>``, for example ``[project.entry-points."kg.exporters"]``; a name in the table itself wins. A command is a
``click.Command``.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

COMMANDS: Mapping[str, tuple[str, str]] = {
    "build": ("pipelines.commands.build:build", "Read sources, extract and link: make a graph or add to one."),
    "remove": ("pipelines.commands.remove:remove", "Take sources or papers out of a graph, for good."),
    "check": ("pipelines.commands.check:check", "Whether a graph's files are whole."),
    "info": ("kg.commands.info:info", "What is in a graph, by type, source and date, and what was skipped."),
    "extract": ("pipelines.commands.extract:extract", "Entities of each paper, as JSON lines."),
    "link": ("pipelines.commands.link:link", "Names, grouped by the thing they mean, as JSON lines."),
    "show": ("kg.commands.show:show", "One entity: aliases and why, papers, strongest neighbours."),
    "why": ("kg.commands.why:why", "The sentences behind an edge, or the reason of a merged name."),
    "find": ("kg.commands.find:find", "Entities by name: a beginning, a part or a slip will do."),
    "neighbors": ("kg.commands.neighbors:neighbors", "What an entity is linked with, strongest first."),
    "path": ("kg.commands.path:path", "How two entities hang together, with the sentences of every step."),
    "top": ("kg.commands.top:top", "The most important entities, by papers, centrality or rise."),
    "compare": ("kg.commands.compare:compare", "What two entities share, and what sets them apart."),
    "communities": ("kg.commands.communities:communities", "The topics: what is linked more than with the rest."),
    "trends": ("kg.commands.trends:trends", "Papers by year or month, of entities named or rising."),
    "diff": ("kg.commands.diff:diff", "What is new and what rises, between graphs or windows of time."),
    "sparql": ("exports.commands.sparql:sparql", "Ask the graph's RDF in SPARQL."),
    "cypher": ("kg.commands.cypher:cypher", "Ask the graph in Cypher."),
    "merge": ("pipelines.commands.correct:merge", "Correct a graph: make several entities one."),
    "split": ("pipelines.commands.correct:split", "Correct a graph: names of an entity are another thing."),
    "rename": ("pipelines.commands.correct:rename", "Correct a graph: give an entity another name."),
    "retype": ("pipelines.commands.correct:retype", "Correct a graph: give an entity another type."),
    "drop": ("pipelines.commands.correct:drop", "Correct a graph: take an entity out."),
    "view": ("exports.commands.view:view", "The graph as one interactive HTML file that needs no network."),
    "export": ("exports.commands.export:export", "The graph in a format that other tools read."),
    "validate": ("exports.commands.validate:validate", "Whether the graph's RDF keeps the shapes that ship with it."),
    "pretrain": ("pipelines.commands.pretrain:pretrain", "Teach an encoder the words of papers, for `kg train`."),
    "train": ("pipelines.commands.train:train", "Train an extractor from annotated abstracts."),
    "evaluate": (
        "pipelines.commands.evaluate:evaluate",
        "Score an extractor on annotated abstracts, or linking on pairs.",
    ),
}
"""Command: where the ``click.Command`` is, and its line in ``kg --help``."""

READERS: Mapping[str, str] = {
    "hf-html": "pipelines.readers.hf_html",
    "hf-pages": "pipelines.readers.hf_pages",
    "hf-daily": "pipelines.readers.hf_daily",
    "arxiv-atom": "pipelines.readers.arxiv_atom",
    "arxiv-json": "pipelines.readers.arxiv_json",
    "acl-anthology": "pipelines.readers.acl_anthology",
    "pubmed": "pipelines.readers.pubmed",
    "bibtex": "pipelines.readers.bibtex",
    "openalex": "pipelines.readers.openalex",
    "semantic-scholar": "pipelines.readers.semantic_scholar",
    "paperlists": "pipelines.readers.paperlists",
    "json": "pipelines.readers.plain_json",
    "table": "pipelines.readers.plain_table",
}
"""Format: module with ``recognises`` and ``read``, asked in this order."""

EXPORTERS: Mapping[str, str] = {
    "turtle": "exports.rdf.files:TURTLE",
    "ntriples": "exports.rdf.files:N_TRIPLES",
    "rdfxml": "exports.rdf.files:RDF_XML",
    "jsonld": "exports.rdf.json_ld",
    "trig": "exports.rdf.files:TRIG",
    "nquads": "exports.rdf.files:N_QUADS",
    "graphml": "exports.graphml",
    "gexf": "exports.gexf",
    "node-link": "exports.node_link",
    "cytoscape": "exports.cytoscape",
    "csv": "exports.gephi_csv",
    "neo4j": "exports.neo4j",
    "parquet": "exports.parquet",
    "vosviewer": "exports.vosviewer",
}
"""Format: module or object with ``suffix`` and ``write``."""

VIEW = "exports.view:show"
"""What shows a graph in a notebook."""

ENGINES: Mapping[str, str] = {"local": "pipelines.engines.local:Engine", "ray": "pipelines.engines.ray:Engine"}
"""Engine: class as `pipelines.engines.Engine` has it."""


def plugins(table: str) -> dict[str, str]:
    """Entries that other distributions add to a table, sorted by name."""
    from importlib.metadata import entry_points  # loads much that most commands do not need

    found = sorted(entry_points(group=f"kg.{table}"), key=lambda point: (point.name, point.value))
    return {point.name: point.value for point in found}


def load(target: str) -> Any:
    """Import a module, or the object in it, named ``module`` or ``module:object``.

    Examples
    --------
    >>> load("kg.text:title_key")("A B")
    'ab'
    """
    module, _, name = target.partition(":")
    loaded = import_module(module)
    return getattr(loaded, name) if name else loaded

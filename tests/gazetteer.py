"""Graphs from papers of our own and a list of names: what extraction gives, without a model."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from kg import edges, store
from kg.schema import DEFINITIONS, TABLES, to_table
from kg.types import Definition, Field, Mention, Paper
from pipelines.linking import Linked, link

NAMES = {
    "large language models": "Method",
    "Large Language Models": "Method",
    "large language model": "Method",
    "LLMs": "Method",
    "LLM": "Method",
    "retrieval-augmented generation": "Method",
    "RAG": "Method",
    "chain-of-thought": "Method",
    "Chain of Thought": "Method",
    "BERT": "Model",
    "GPT-4": "Model",
    "ImageNet": "Benchmark",
    "accuracy": "Metric",
    "question answering": "Task",
    "NVIDIA": "Organisation",
}
_SENTENCE = re.compile(r"[^.]+\.?")


def sentence_around(text: str, start: int) -> tuple[int, int]:
    return next((m.start(), m.end()) for m in _SENTENCE.finditer(text) if m.start() <= start < m.end())


def mentions_of(paper: Paper, names: Mapping[str, str], introduced: Sequence[str] = ()) -> list[Mention]:
    """Every occurrence of every name, the longest where several begin at one place."""
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)))
    groups: dict[str, int] = {}
    found = []
    fields: tuple[Field, Field] = ("title", "abstract")
    for field in fields:
        text = paper.text(field)
        for match in pattern.finditer(text):
            surface = match.group()
            start, end = sentence_around(text, match.start())
            found.append(
                Mention(
                    paper=paper.id,
                    field=field,
                    start=match.start(),
                    end=match.end(),
                    surface=surface,
                    type=names[surface],
                    score=0.9,
                    introduced=surface in introduced,
                    group=groups.setdefault(surface.casefold(), len(groups)),
                    sentence_start=start,
                    sentence_end=end,
                )
            )
    return found


def definitions_of(paper: Paper, names: Mapping[str, str]) -> list[Definition]:
    """Every "long form (SHORT)" of two names."""
    found = []
    for match in re.finditer(r"\((\w+)\)", paper.abstract):
        before = paper.abstract[: match.start()].rstrip()
        long = next((name for name in sorted(names, key=len, reverse=True) if before.endswith(name)), None)
        if long is not None:
            start, end = sentence_around(paper.abstract, match.start())
            found.append(
                Definition(
                    paper=paper.id,
                    field="abstract",
                    short=match.group(1),
                    long=long,
                    sentence_start=start,
                    sentence_end=end,
                )
            )
    return found


def linked(papers: Sequence[Paper], names: Mapping[str, str] = NAMES, introduced: Sequence[str] = ()) -> Linked:
    ordered = sorted(papers, key=lambda paper: paper.id)
    mentions = [mention for paper in ordered for mention in mentions_of(paper, names, introduced)]
    definitions = [definition for paper in papers for definition in definitions_of(paper, names)]
    return link(
        to_table(papers, TABLES["papers"]), to_table(mentions, TABLES["mentions"]), to_table(definitions, DEFINITIONS)
    )


def write_graph(
    directory: Path, papers: Sequence[Paper], names: Mapping[str, str] = NAMES, introduced: Sequence[str] = ()
) -> Path:
    ordered = sorted(papers, key=lambda paper: paper.id)
    result = linked(ordered, names, introduced)
    table = to_table(ordered, TABLES["papers"])
    tables = {
        "papers": table,
        "mentions": result.mentions,
        "entities": result.entities,
        "ledger": result.ledger,
        "edges": edges.build(table, result.mentions, result.publishers, lambda: result.variants),
        "skips": pa.Table.from_pylist([], TABLES["skips"]),
    }
    source = {"path": "made by hand", "format": "none", "digest": "", "listed": len(papers)}
    store.write(directory, tables, {"pipeline": {"version": "0", "model": "gazetteer"}, "sources": [source]})
    return directory

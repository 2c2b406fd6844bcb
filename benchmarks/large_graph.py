"""A graph of the literature's size and shape, made by chance under a seed: for measuring, it says nothing true.

Entities are drawn after Zipf's law within topics and over the whole, about ten mentions a paper.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg import edges, store
from kg.schema import TABLES
from kg.types import ENTITY_TYPES

_SYLLABLES = (
    "ra",
    "net",
    "lo",
    "former",
    "di",
    "ve",
    "qua",
    "mix",
    "to",
    "sel",
    "gra",
    "phi",
    "zen",
    "mo",
    "ta",
    "ber",
)


def tables(papers: int, seed: int = 0) -> dict[str, pa.Table]:
    """Papers, mentions and entities of a graph, as `kg.schema.TABLES` has them, and the publishers."""
    rng = np.random.default_rng(seed)
    entities = max(60, papers * 4 // 5)
    topics = max(1, papers // 1000)
    distinct = rng.poisson(5, papers) + 2  # entities drawn for a paper; a third of its mentions repeat one of them
    paper = np.repeat(np.arange(papers), distinct)
    topic = np.repeat(rng.integers(0, topics, papers), distinct)
    zipf = np.floor(np.exp(rng.random(paper.size) * np.log(entities))).astype(np.int64) - 1
    local = np.floor(np.exp(rng.random(paper.size) * np.log(entities / topics))).astype(np.int64) * topics + topic
    entity = np.where(rng.random(paper.size) < 0.35, zipf, np.minimum(local, entities - 1))
    repeated = rng.random(paper.size) < 0.5
    paper, entity = np.concatenate([paper, paper[repeated]]), np.concatenate([entity, entity[repeated]])
    in_title = rng.random(paper.size) < 0.15
    order = np.lexsort((entity, ~in_title, paper))
    paper, entity, in_title = paper[order], entity[order], in_title[order]
    return _tables(rng, papers, entities, paper, entity, in_title)


def _tables(
    rng: np.random.Generator,
    papers: int,
    entities: int,
    paper: np.ndarray,
    entity: np.ndarray,
    in_title: np.ndarray,
) -> dict[str, pa.Table]:
    paper_ids = np.char.mod("p%07d", np.arange(papers))
    names = _names(rng, entities)
    days = (rng.beta(3, 1, papers) * 5000).astype("timedelta64[D]")
    dates = np.datetime_as_string(np.datetime64("2012-01-01") + days)
    types = np.array(ENTITY_TYPES)[rng.choice(len(ENTITY_TYPES), entities, p=[0.4, 0.2, 0.12, 0.05, 0.05, 0.18])]
    rows = paper.size
    mentions = {
        "paper": paper_ids[paper],
        "field": np.where(in_title, "title", "abstract"),
        "start": np.arange(rows) % 900,
        "end": np.arange(rows) % 900 + 8,
        "surface": names[entity],
        "type": types[entity],
        "score": np.round(rng.random(rows), 3),
        "introduced": rng.random(rows) < 0.04,
        "group": entity % 1000,
        "sentence_start": np.zeros(rows, np.int32),
        "sentence_end": np.full(rows, 900),
        "entity": names[entity],
    }
    counted = np.unique(np.stack([entity, paper]), axis=1)
    sources = pa.array([[]] * papers, TABLES["papers"].field("sources").type)
    found = {
        "papers": {"id": paper_ids, "title": paper_ids, "abstract": np.full(papers, "x" * 900), "date": dates},
        "mentions": mentions,
        "entities": {
            "id": names,
            "name": names,
            "type": types,
            "aliases": pa.array([[name] for name in names], pa.list_(pa.string())),
            "papers": np.bincount(counted[0], minlength=entities),
            "mentions": np.bincount(entity, minlength=entities),
        },
        "skips": {},
    }
    made = {}
    for name, columns in found.items():
        schema = TABLES[name]
        size = len(next(iter(columns.values()))) if columns else 0
        filled = [
            pa.array(columns[field.name]).cast(field.type) if field.name in columns else pa.nulls(size, field.type)
            for field in schema
        ]
        made[name] = pa.Table.from_arrays(filled, schema=schema)
    made["papers"] = made["papers"].set_column(
        TABLES["papers"].get_field_index("sources"), TABLES["papers"].field("sources"), sources
    )
    made["entities"] = made["entities"].filter(pc.field("papers") > 0).sort_by("id")
    known = made["entities"]
    reasons = {"entity": known["id"], "alias": known["id"], "papers": known["papers"]}
    reasons |= {"rule": pa.repeat("name", len(known)), "detail": pa.repeat("", len(known))}
    ledger = TABLES["ledger"]
    columns = [reasons.get(name, pa.nulls(len(known), ledger.field(name).type)) for name in ledger.names]
    made["ledger"] = pa.table(columns, schema=ledger)
    published = rng.random(papers) < 0.3
    organisations = names[types == "Organisation"][:500]
    made["publishers"] = pa.table(
        {
            "paper": pa.array(paper_ids[published]).cast(pa.string()),
            "entity": pa.array(organisations[rng.integers(0, len(organisations), published.sum())]).cast(pa.string()),
        }
    )
    return made


def _names(rng: np.random.Generator, count: int) -> np.ndarray:
    syllables = np.array(_SYLLABLES)
    parts = [syllables[rng.integers(0, len(syllables), count)] for _ in range(3)]
    word = np.char.add(np.char.add(np.char.capitalize(parts[0]), parts[1]), parts[2])
    return np.char.add(word, np.char.mod("-%d", np.arange(count)))


def write(directory: Path, papers: int, seed: int = 0) -> Path:
    """Write such a graph."""
    made = tables(papers, seed)
    publishers = made.pop("publishers")
    made["edges"] = edges.build(made["papers"], made["mentions"], publishers)
    store.write(directory, made, {"pipeline": {}, "sources": []})
    return directory

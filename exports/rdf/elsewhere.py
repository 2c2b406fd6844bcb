"""Addresses elsewhere of the same thing, where the sources state them; nothing is guessed."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from kg.graph import Graph
from kg.schema import from_table
from kg.types import Entity, Paper

_HUGGING_FACE = "hf-"
"""What the names of the formats begin with whose accounts are those of Hugging Face."""

_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")

_SCHEMES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "arxiv": (re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7}"), "https://arxiv.org/abs/{}"),
    "doi": (re.compile(r"10\.\d{4,9}/\S{1,200}"), "https://doi.org/{}"),
    "acl": (re.compile(r"[A-Za-z0-9.-]{1,60}"), "https://aclanthology.org/{}"),
    "openalex": (re.compile(r"W\d{1,15}"), "https://openalex.org/{}"),
    "pmid": (re.compile(r"\d{1,10}"), "https://pubmed.ncbi.nlm.nih.gov/{}/"),
}
"""Scheme of an identifier: what it looks like, and the address it has."""


def of_paper(identifiers: Iterable[str]) -> list[str]:
    """Addresses of a paper as N-Triples has them, from identifiers that are valid everywhere and well formed.

    Examples
    --------
    >>> of_paper(["arxiv:2408.00716", "doi:nonsense"])
    ['<https://arxiv.org/abs/2408.00716>']
    """
    found = []
    for identifier in identifiers:
        scheme, _, value = identifier.partition(":")
        if scheme in _SCHEMES and _SCHEMES[scheme][0].fullmatch(value):
            found.append(f"<{_SCHEMES[scheme][1].format(quote(value, safe='/'))}>")
    return found


def of_organisations(graph: Graph) -> dict[str, list[str]]:
    """Accounts on Hugging Face by entity, from the organisation lines of its own pages and interface.

    An account is an entity's when every source of a paper is Hugging Face's, the paper's organisation line gives
    the account with a name, and the entity that published the paper has that very name.
    """
    ours = {source["path"] for source in graph.manifest["sources"] if source["format"].startswith(_HUGGING_FACE)}
    published: dict[str, list[str]] = {}
    for edge in graph.edges(kind="published_by"):
        published.setdefault(edge.source, []).append(edge.target)
    publishers = _rows(graph.table("entities"), {entity for entities in published.values() for entity in entities})
    names = {entity.id: {entity.name, *entity.aliases} for entity in from_table(publishers, Entity)}
    accounts: dict[str, set[str]] = {}
    for paper in from_table(_rows(graph.table("papers"), published), Paper):
        if not all(origin.path in ours for origin in paper.sources):
            continue
        for organisation in paper.organisations:
            if organisation.account and _ACCOUNT.fullmatch(organisation.account):
                for entity in _named(organisation.name, published[paper.id], names):
                    accounts.setdefault(entity, set()).add(organisation.account)
    return {
        entity: [f"<https://huggingface.co/{account}>" for account in sorted(found)]
        for entity, found in accounts.items()
    }


def _named(name: str, entities: Iterable[str], names: Mapping[str, set[str]]) -> list[str]:
    return [entity for entity in entities if name in names[entity]]


def _rows(table: pa.Table, ids: Iterable[str]) -> pa.Table:
    return table.filter(pc.is_in(table.column("id"), value_set=pa.array(list(ids), pa.string())))

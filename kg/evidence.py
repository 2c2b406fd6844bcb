"""Evidence: the sentences of papers in which entities are named."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.schema import from_table
from kg.types import Field, Mention, Paper

if TYPE_CHECKING:
    from kg.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a sentence names an entity: half-open character offsets into the sentence's text."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that names at least one of the entities asked for.

    Attributes
    ----------
    field : {"title", "abstract"}
        Where it stands.
    start, end : int
        Half-open character offsets into that text.
    text : str
        The sentence.
    marks : tuple of Mark
        The mentions in it, by position.
    """

    field: Field
    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one paper says of the entities asked for.

    Attributes
    ----------
    paper : Paper
        The paper.
    sentences : tuple of Sentence
        In reading order; only those that hold all the entities where there are such.
    together : bool
        Whether a sentence holds all the entities.
    """

    paper: Paper
    sentences: tuple[Sentence, ...]
    together: bool


def evidence_of(graph: "Graph", entities: frozenset[str]) -> list[Evidence]:
    """Papers that mention all of some entities, with the sentences.

    Parameters
    ----------
    graph : Graph
        An open graph.
    entities : frozenset of str
        Their ids.

    Returns
    -------
    list of Evidence
        Papers with a sentence that holds all first, then newest first, then by id.
    """
    by_paper: dict[str, list[Mention]] = {}
    for mention in from_table(graph.rows("mentions", ["entity"], entities), Mention):
        by_paper.setdefault(mention.paper, []).append(mention)
    found = [
        gather(graph.paper(paper), mentions, entities)
        for paper, mentions in sorted(by_paper.items())
        if entities == {mention.entity for mention in mentions}
    ]
    found.sort(key=lambda item: item.paper.date or "", reverse=True)
    found.sort(key=lambda item: not item.together)
    return found


def gather(paper: Paper, mentions: Iterable[Mention], entities: frozenset[str]) -> Evidence:
    """Evidence of one paper for some entities.

    Parameters
    ----------
    paper : Paper
        The paper.
    mentions : iterable of Mention
        Its mentions of the entities, in any order.
    entities : frozenset of str
        Ids asked for.

    Returns
    -------
    Evidence
        Its sentences; those with all the entities alone, where there are any.
    """
    found: dict[tuple[bool, int, int], list[Mention]] = defaultdict(list)
    for mention in mentions:
        found[mention.field == "abstract", mention.sentence_start, mention.sentence_end].append(mention)
    together = {key for key, inside in found.items() if entities <= {mention.entity for mention in inside}}
    sentences = tuple(_sentence(paper, found[key]) for key in sorted(together or found))
    return Evidence(paper=paper, sentences=sentences, together=bool(together))


def _sentence(paper: Paper, mentions: list[Mention]) -> Sentence:
    first = mentions[0]
    start, end = first.sentence_start, first.sentence_end
    marks = sorted(
        (Mark(start=mention.start - start, end=mention.end - start, entity=mention.entity) for mention in mentions),
        key=lambda mark: (mark.start, mark.end),
    )
    text = paper.text(first.field)[start:end]
    return Sentence(field=first.field, start=start, end=end, text=text, marks=tuple(marks))

"""How well extracted entities agree with annotated ones, document by document."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.text import normalise
from kg.types import Paper
from pipelines.annotations import AnnotatedEntity, AnnotatedPaper
from pipelines.extractor import document_entities, extract

if TYPE_CHECKING:
    from spacy.language import Language

_REST = re.compile(r"[\W_]+")

INTRODUCED = "introduced"
ALL_TYPES = "all types"
UNTYPED = "untyped"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of one kind of entity and what follows from them.

    Attributes
    ----------
    hits, predicted, gold : int
        Entities found that are right, found, and annotated.
    """

    hits: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 where nothing was found."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was found; 0 where nothing was annotated."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def comparable(surface: str) -> str:
    """Form in which surfaces are compared: case, punctuation and a plural s are dropped.

    Examples
    --------
    >>> comparable("Large-Language Models") == comparable("large language model")
    True
    """
    folded = _REST.sub("", surface.casefold())
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss") else folded


def match(
    gold: Sequence[AnnotatedEntity], predicted: Sequence[AnnotatedEntity], *, typed: bool = True
) -> list[tuple[int, int]]:
    """Pair annotated with found entities that share a surface, one to one, in the annotations' order.

    Parameters
    ----------
    gold, predicted : sequence of AnnotatedEntity
        Of one document.
    typed : bool
        Whether the types have to be the same.

    Returns
    -------
    list of (int, int)
        Positions in `gold` and in `predicted`.
    """
    keys = [{comparable(surface) for surface in entity.surfaces} for entity in predicted]
    free = dict.fromkeys(range(len(predicted)))
    pairs = []
    for position, wanted in enumerate(gold):
        forms = {comparable(surface) for surface in wanted.surfaces}
        for other in free:
            if (not typed or predicted[other].type == wanted.type) and not forms.isdisjoint(keys[other]):
                pairs.append((position, other))
                del free[other]
                break
    return pairs


def agreement(
    gold: Mapping[str, Sequence[AnnotatedEntity]], predicted: Mapping[str, Sequence[AnnotatedEntity]]
) -> dict[str, Agreement]:
    """Score found entities.

    Parameters
    ----------
    gold, predicted : mapping from paper id to entities
        Papers that are not in `gold` do not count; of one that is missing in `predicted`, nothing was found.

    Returns
    -------
    dict from str to Agreement
        One for each annotated type, sorted; ``introduced`` (whatever the type); ``all types``; ``untyped``
        (all entities, whatever their types).
    """
    hits: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    untyped = own_hits = own_wanted = own_found = 0
    for paper, entities in gold.items():
        guesses = predicted.get(paper, ())
        hits.update(entities[position].type for position, _ in match(entities, guesses))
        wanted.update(entity.type for entity in entities)
        found.update(entity.type for entity in guesses)
        untyped += len(match(entities, guesses, typed=False))
        own = [entity for entity in entities if entity.introduced]
        claimed = [entity for entity in guesses if entity.introduced]
        own_hits += len(match(own, claimed, typed=False))
        own_wanted += len(own)
        own_found += len(claimed)
    types = sorted(wanted)
    result = {each: Agreement(hits[each], found[each], wanted[each]) for each in types}
    result[INTRODUCED] = Agreement(own_hits, own_found, own_wanted)
    result[ALL_TYPES] = Agreement(sum(hits[each] for each in types), sum(found[each] for each in types), wanted.total())
    result[UNTYPED] = Agreement(untyped, found.total(), wanted.total())
    return result


def predict(nlp: "Language", papers: Iterable[AnnotatedPaper]) -> dict[str, list[AnnotatedEntity]]:
    """Entities that a complete pipeline finds in annotated papers' texts, by paper id."""
    texts = (Paper(id=paper.id, title=normalise(paper.title), abstract=normalise(paper.abstract)) for paper in papers)
    return {
        result.paper: [
            AnnotatedEntity(
                type=entity["type"],
                surfaces=tuple(entity["surfaces"]),
                introduced=entity.get("introduced", False),
            )
            for entity in document_entities(result)
        ]
        for result in extract(texts, nlp)
    }

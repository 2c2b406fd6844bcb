"""Scores of linking on pairs of names of which somebody said whether they are one thing."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import AnnotationError
from pipelines.linking.groups import group

ALL = "all"
"""Kind under which the scores over all pairs stand."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, whether they are one thing, of what type they are, and how the pair was found.

    Attributes
    ----------
    a, b : str
        The names.
    same : bool
        Whether they are one thing.
    kind : str
        How the pair was found; ``""`` where that is not said.
    type : str or None
        What both are.
    """

    a: str
    b: str
    same: bool
    kind: str = ""
    type: str | None = None


@dataclass(frozen=True, slots=True)
class PairScore:
    """Scores of "same".

    Attributes
    ----------
    right : int
        Pairs that are one thing, and were taken as one.
    wrong : int
        Pairs that are two things, and were taken as one.
    missed : int
        Pairs that are one thing, and were not.
    apart : int
        Pairs that are two things, and were kept apart.
    """

    right: int
    wrong: int
    missed: int
    apart: int

    @property
    def precision(self) -> float:
        """Share of right ones among those taken as one; 1 where none were."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of those that are one thing that were found; 1 where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        counted = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / counted if counted else 1.0


def read(path: Path) -> list[Pair]:
    """Pairs of a file of JSON lines ``{"a", "b", "verdict": "same" or "different", "kind"?, "type"?}``.

    Raises
    ------
    AnnotationError
        When the file cannot be read or a line has another form; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    pairs = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            pairs.append(_pair(row, f"{path}:{number}"))
    return pairs


def _pair(row: object, where: str) -> Pair:
    if isinstance(row, dict):
        a, b, verdict, kind, type = (row.get(key) for key in ("a", "b", "verdict", "kind", "type"))
        texts = (
            isinstance(a, str) and isinstance(b, str) and isinstance(kind, str | None) and isinstance(type, str | None)
        )
        if texts and a and b and verdict in {"same", "different"}:
            return Pair(a=str(a), b=str(b), same=verdict == "same", kind=kind or "", type=type)
    raise AnnotationError(f'{where}: not a pair; a line is {{"a": name, "b": name, "verdict": "same" or "different"}}')


def score(pairs: Iterable[Pair]) -> dict[str, PairScore]:
    """Scores by kind, sorted, and over all pairs under `ALL`, which stands last.

    Parameters
    ----------
    pairs : iterable of Pair
        Each is linked for itself, as `pipelines.linking.group` links two names.

    Returns
    -------
    dict of str to PairScore
        By kind.
    """
    counts: dict[str, Counter[tuple[bool, bool]]] = {}
    for pair in pairs:
        found = len(group([pair.a, pair.b], pair.type)) == 1
        for kind in dict.fromkeys((pair.kind or ALL, ALL)):
            counts.setdefault(kind, Counter())[pair.same, found] += 1
    return {
        kind: PairScore(
            right=counts[kind][True, True],
            wrong=counts[kind][False, True],
            missed=counts[kind][True, False],
            apart=counts[kind][False, False],
        )
        for kind in sorted(counts, key=lambda kind: (kind == ALL, kind))
    }

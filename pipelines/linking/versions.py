"""Versions of models: what sets one from another, and which is a variant of which."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kg.names import spelling_key

_MARKS = re.compile(r"\d+(?:\.\d+)*|[+*#]+")
_PARTS = re.compile(r"\d+(?:\.\d+)*[a-zA-Z]?(?![a-zA-Z])|[^\W\d_]+|[+*]+")
_TUNINGS = frozenset(
    {"air", "b", "base", "chat", "code", "coder", "distill", "fast", "flash", "giant", "h", "haiku", "huge", "instruct"}
    | {"instruction", "it", "l", "large", "lite", "m", "max", "medium", "mega", "micro", "mini", "nano", "opus", "plus"}
    | {"preview", "pro", "reasoning", "s", "small", "sonnet", "thinking", "tiny", "turbo", "ultra", "vision", "vl"}
    | {"x", "xl", "xxl", "xxlarge"}
)
"""Words that tell one of a family from another."""


def marks(key: str) -> tuple[str, ...]:
    """Numbers and version marks of a spelling key, in order."""
    return tuple(_MARKS.findall(key))


def signature(name: str) -> tuple[str, ...]:
    """Numbers and version marks of a name, in order: names that differ in them are different things.

    Examples
    --------
    >>> signature("Llama 3 8B"), signature("HumanEval+"), signature("BERT")
    (('3', '8'), ('+',), ())
    """
    return marks(spelling_key(name))


def guarded(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether names stand against being one thing: their version marks differ, and both have some."""
    first, second = tuple(one), tuple(other)
    return bool(first) and bool(second) and first != second


def families(name: str) -> Iterator[str]:
    """Names that a version, size or tuning is a variant of, nearest first.

    Examples
    --------
    >>> list(families("Llama 2 7B"))
    ['Llama 2', 'Llama']
    >>> list(families("Qwen2.5-7B-Instruct"))
    ['Qwen2.5-7B', 'Qwen2.5', 'Qwen']
    >>> list(families("Stable Diffusion"))
    []
    """
    parts = list(_PARTS.finditer(name))
    for count in range(len(parts) - 1, 0, -1):
        last = parts[count].group()
        if not (last[0].isdigit() or last[0] in "+*" or last.casefold() in _TUNINGS):
            return
        shorter = name[: parts[count - 1].end()]
        if len(shorter) > 1 and any(map(str.isalpha, shorter)) and not shorter.casefold().endswith((" v", "-v")):
            yield shorter


def variants(models: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Which model is a variant of which.

    Parameters
    ----------
    models : mapping of str to iterable of str
        Names of each model, by id.

    Returns
    -------
    list of (str, str)
        Ids of variant and of the nearest family in the graph, sorted.
    """
    holders: dict[str, str] = {}
    for model in sorted(models):
        for name in models[model]:
            holders.setdefault(spelling_key(name), model)
    found = set()
    for model, names in models.items():
        for name in names:
            parent = next((holders[key] for key in map(spelling_key, families(name)) if key in holders), model)
            if parent != model:
                found.add((model, parent))
                break
    return sorted(found)

"""Names without papers: which of a list are one thing."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from pipelines.linking.joining import ANY_TYPE, join


def group(names: Sequence[str], type: str | None = None) -> list[list[str]]:
    """Group the names of a list by the thing they mean, as if one paper used them all.

    Parameters
    ----------
    names : sequence of str
        Names; each comes back once.
    type : str, optional
        What all of them are.

    Returns
    -------
    list of list of str
        The groups, in the order of their first names, as the names inside them.

    Examples
    --------
    >>> group(["LLMs", "GPT-4", "large language model", "GPT-4o", "gpt 4"])
    [['LLMs', 'large language model'], ['GPT-4', 'gpt 4'], ['GPT-4o']]
    """
    distinct = list(dict.fromkeys(names))
    columns = {"paper": [""] * len(distinct), "surface": distinct, "type": [type or ANY_TYPE] * len(distinct)}
    rows = pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})
    groups: dict[int, list[str]] = {}
    joined = join(rows)
    for name, thing in zip(distinct, joined.thing[joined.uses.place].tolist(), strict=True):
        groups.setdefault(thing, []).append(name)
    return list(groups.values())


def together(names: Iterable[str], a: str, b: str) -> bool:
    """Whether two of a list's names mean one thing."""
    return any(a in found and b in found for found in group([*names]))

"""From a source's values, of whatever type they turn out to be, to the fields of a `Record`."""

import math
import re
from collections.abc import Iterable
from typing import Any

from kg.text import normalise
from kg.types import Organisation, Record, Skip
from pipelines.readers.dates import day

TITLE_LIMIT, ABSTRACT_LIMIT = 2_000, 100_000
"""Characters beyond which a field is not what its name says."""

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)[0-9]{2}(?!\d)")
_DATE_LIMIT, _IDENTIFIER_LIMIT = 40, 1_000
_ARXIV = re.compile(
    r"(?:^|arxiv:\s*|arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/|10\.48550/arxiv\.)"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?$",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+$")
_DOI = re.compile(r"(?:^|doi:\s*|doi\.org/)(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_ACL = re.compile(r"(?:^|aclanthology\.org/)(\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+|[A-Z]\d{2}-\d{4})/?$")


def string(value: Any) -> str:
    """Normalised text of a value; the first of a list; ``""`` for what has none, such as ``None`` or an object."""
    if isinstance(value, str):
        return normalise(value) if value else ""
    if value is None:
        return ""
    if isinstance(value, list):
        return string(value[0]) if value and not isinstance(value[0], list) else ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, float) or not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) else str(value)


def strings(value: Any, split: str = "") -> tuple[str, ...]:
    """Texts in a list, each once, in order; a text alone is split at any of the characters in `split`."""
    if value is None or value == "":
        return ()
    if isinstance(value, str) and split:
        value = re.split(f"[{re.escape(split)}]", value)
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(text for item in values if (text := string(_named(item)))))


def _named(item: Any) -> Any:
    return item.get("display_name") or item.get("name") if isinstance(item, dict) else item


def items(value: Any) -> list[Any]:
    """A list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def inside(value: Any, *path: str) -> Any:
    """What stands in nested objects under these names; ``None`` where that leads nowhere."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def organisations(names: Iterable[str]) -> tuple[Organisation, ...]:
    """Organisations of these names."""
    return tuple(Organisation(name=name) for name in names)


def count(value: Any) -> int | None:
    """A number of things: a non-negative number, or the length of a list."""
    if isinstance(value, list):
        return len(value) or None
    text = string(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def authors(value: Any) -> int | None:
    """Number of authors in a list of them, or in a text that separates them by ``;``, `` and `` or commas.

    Examples
    --------
    >>> authors(["A. Lovelace", "C. Babbage"]), authors("Lovelace, Ada and Babbage, Charles"), authors("A, B, C")
    (2, 2, 3)
    """
    if isinstance(value, str) and not value.strip().isdigit():
        names = re.split(r";|\sand\s", value)
        names = names if len(names) > 1 else value.split(",")
        return sum(bool(name.strip()) for name in names) or None
    return count(value)


def date(value: Any) -> str | None:
    """ISO date as precise as the value tells, or ``None``.

    What is ambiguous is left out: 03/04/2024 is a day in two months, so it gives the year.

    Examples
    --------
    >>> date("2025-09-29T21:55:55.000Z"), date(2019), date("March 2024"), date("Sep 18, 2025"), date("03/04/2024")
    ('2025-09-29', '2019', '2024-03', '2025-09-18', '2024')
    >>> date("Spring 2020"), date("2024-02-30"), date("Sep 18"), date("soon")
    ('2020', '2024', None, None)
    """
    text = string(value)
    if not text or len(text) > _DATE_LIMIT:
        return None
    years = set(_YEAR.findall(text))
    return day(text) or (years.pop() if len(years) == 1 else None)


def link(value: Any) -> str | None:
    """A web address, or ``None`` for anything else."""
    text = string(value)
    return text if text and _LINK.match(text) else None


def identifiers(*values: Any, **schemes: Any) -> tuple[str, ...]:
    """Identifiers valid everywhere, recognised in ids and addresses, sorted.

    Parameters
    ----------
    *values
        Ids or addresses of any kind.
    **schemes
        Values whose scheme is known, such as ``pmid="123"``.

    Examples
    --------
    >>> identifiers("2408.00716v1", "https://doi.org/10.1145/3731599.3767343", "Smith2020", pmid=7)
    ('arxiv:2408.00716', 'doi:10.1145/3731599.3767343', 'pmid:7')
    >>> identifiers("10.48550/arXiv.2408.00716"), identifiers("2024.acl-long.1")
    (('arxiv:2408.00716',), ('acl:2024.acl-long.1',))
    """
    found = {f"{scheme}:{text}" for scheme, value in schemes.items() if (text := string(value))}
    for text in map(string, values):
        if not text or len(text) > _IDENTIFIER_LIMIT:
            continue
        if arxiv := _ARXIV.search(text):
            found.add(f"arxiv:{arxiv[1].lower() if arxiv[1][0].isalpha() else arxiv[1]}")
        elif doi := _DOI.search(text):
            found.add(f"doi:{doi[1].lower().rstrip('.,;)/')}")
        elif acl := _ACL.search(text):
            found.add(f"acl:{acl[1]}")
    return tuple(sorted(found))


def record(line: int, title: Any, abstract: Any = "", **fields: Any) -> Record | Skip:
    """A record with normalised text, or the reason why there is none.

    Parameters
    ----------
    line : int
        Where it begins.
    title, abstract
        As the source has them.
    **fields
        The other fields of `Record`, ready.
    """
    name, text = string(title), string(abstract)
    if not name:
        return Skip(line=line, reason="a record without a title", excerpt=text[:80])
    if len(name) > TITLE_LIMIT:
        return Skip(line=line, reason=f"a title of {len(name):,} characters", excerpt=name[:80])
    if len(text) > ABSTRACT_LIMIT:
        return Skip(line=line, reason=f"an abstract of {len(text):,} characters", excerpt=name[:80])
    return Record(line=line, title=name, abstract=text, **fields)

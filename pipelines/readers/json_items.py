"""The objects in a JSON document or in JSON lines, each with the line where it begins."""

import ast
import json
import re
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from kg.types import Record, Skip
from pipelines.sources import Document, excerpt

LISTS = frozenset(
    {"articles", "dailyPapers", "data", "documents", "entries", "items", "papers", "records", "results", "works"}
)
"""Names under which replies of services hold their list."""

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[\s,]*")
_LITERAL_LIMIT, _LITERAL_EVERY = 256 * 1024, 6
_LITERAL = re.compile(r"""\\.|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\w+|[^\s\w,:\]})]""")
_FIRST_LIMIT = 1_000

Item = tuple[int, dict[str, Any]]


def records(document: Document, take: Callable[[int, dict[str, Any]], Record | Skip]) -> Iterator[Record | Skip]:
    """What `take` makes of each object, given its line; what is no object is skipped."""
    found: Iterator[Item | Skip]
    if _in_lines(document.head):
        found = (_line(number, text) for number, text in document.lines() if text.strip())
    else:
        found = scan(document.text())
    for item in found:
        yield item if isinstance(item, Skip) else take(*item)


@lru_cache(maxsize=2)
def first_object(head: str) -> dict[str, Any]:
    """The first whole object in the beginning of a document; empty where there is none."""
    if head.lstrip()[:1] not in ("{", "["):
        return {}
    lines = enumerate(head.splitlines(), start=1)
    found = (_line(*line) for line in lines) if _in_lines(head) else scan(head)
    first = (item[1] for item in islice(found, _FIRST_LIMIT) if not isinstance(item, Skip))
    return next(first, {})


def lists_nothing(head: str) -> bool:
    """Whether a document is an empty list, or an object around one under a name of `LISTS`."""
    return head.lstrip()[:1] in ("{", "[") and next(scan(head), None) is None


def _in_lines(head: str) -> bool:
    """Whether most of the first lines are objects of their own, and not one document on one line."""
    lines = [line for line in head.split("\n", 20)[:20] if line.strip()]
    whole = [item[1] for line in lines if not isinstance(item := _line(0, line), Skip)]
    if len(lines) == 1 and whole and "title" not in whole[0]:
        return not any(isinstance(whole[0].get(name), list) for name in LISTS)
    return 2 * len(whole) >= len(lines)


def _line(number: int, text: str) -> Item | Skip:
    try:
        return _item(number, json.loads(text))
    except (ValueError, RecursionError) as error:
        return Skip(line=number, reason=f"not JSON: {_reason(error)}", excerpt=excerpt(text))


def scan(text: str) -> Iterator[Item | Skip]:
    """Objects of a document: itself, those of its list, or those one after another; up to where it breaks."""
    here = line = 0
    in_list = ""  # the key of the list that is being read, with a bracket before it

    def at(position: int) -> int:
        nonlocal here, line
        line += text.count("\n", here, position)
        here = position
        return line + 1

    position = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text[position : position + 1] == "[":
        in_list, position = "[", position + 1
    elif found := _list_in(text, position):
        in_list, position = "[", found
    while (position := _SPACE.match(text, position).end()) < len(text):  # type: ignore[union-attr]
        if in_list and text[position] == "]":
            return
        start = at(position)
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            where = getattr(error, "pos", position)
            reason = f"JSON is cut off or broken at line {start + text.count(chr(10), position, where)}:"
            left = f"; the {len(text) - position:,} characters from here on are not read"
            yield Skip(line=start, reason=f"{reason} {_reason(error)}{left}", excerpt=excerpt(text[position:][:400]))
            return
        yield _item(start, value)
    if in_list:
        yield Skip(line=at(len(text)), reason="JSON is cut off: its list does not end")


def _list_in(text: str, position: int) -> int:
    """Where the list under one of `LISTS` begins in the object at a position; 0 where there is none."""
    position += 1
    while True:
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr]
        try:
            key, position = _DECODER.raw_decode(text, position)
            position = re.compile(r"\s*:\s*").match(text, position).end()  # type: ignore[union-attr]
            if key == "title":
                return 0
            if key in LISTS and text[position : position + 1] == "[":
                return position + 1
            _, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError, AttributeError, TypeError):
            return 0


def _item(line: int, value: Any) -> Item | Skip:
    if isinstance(value, str) and value[:1] == "{":
        value = _object_in(value)
    if isinstance(value, dict):
        return line, value
    return Skip(line=line, reason="not an object with a title", excerpt=excerpt(str(value)[:400]))


def _object_in(text: str) -> Any:
    """The object that a text holds, as JSON or as Python prints it; some archives of replies have such items."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if text[:2] != "{'":
            return text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            small = len(text) < _LITERAL_LIMIT and len(_LITERAL.findall(text)) < 100 + len(text) // _LITERAL_EVERY
            return ast.literal_eval(text) if small else text
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def _reason(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(getattr(error, "msg", error))

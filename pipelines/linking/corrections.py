"""Corrections by hand, which every build applies: ``corrections.toml`` in the graph directory.

A file of tables, each with an optional ``note``::

    [[merge]]                       # these names are one thing; the first is the one that it goes by
    names = ["GRPO", "Group Policy Optimisation"]

    [[split]]                       # these names of a thing are another thing
    name = "SAM"
    aliases = ["Sharpness-Aware Minimization"]

    [[rename]]
    name = "LLMs"
    to = "large language model"

    [[retype]]
    name = "Deep Research"
    type = "Model"

    [[drop]]                        # no entity at all
    name = "Figure 3"

They apply in the order drop, split, merge, retype, rename, and in a kind in the order of the file. Names are names or
aliases of entities; case, hyphens and spaces are forgiven where nothing fits exactly.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

from kg.errors import CorrectionError
from kg.names import spelling_key
from kg.text import normalise
from kg.types import ENTITY_TYPES
from pipelines.linking.canonical import Name, Thing, united

FILE = "corrections.toml"
"""Name of the file in a graph directory."""

_NEW = f".{FILE}.new"

FILES = frozenset({FILE, _NEW})
"""That name, and that of a file half written."""

_FIELDS: Mapping[str, Mapping[str, type]] = {
    "drop": {"name": str},
    "split": {"name": str, "aliases": list},
    "merge": {"names": list},
    "retype": {"name": str, "type": str},
    "rename": {"name": str, "to": str},
}
"""Kinds of corrections in the order in which they apply, with what each must say."""

_HEADER = re.compile(r"\s*\[\[\s*[\"']?(\w+)[\"']?\s*\]\]")
_BY_HAND = "~corrected "


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction.

    Attributes
    ----------
    kind : str
        One of ``drop``, ``split``, ``merge``, ``retype``, ``rename``.
    name : str
        The entity, by any of its names.
    others : tuple of str
        Names to merge or to split off.
    value : str
        The new name or type.
    line : int
        Where it begins in the file, counted from 1.
    """

    kind: str
    name: str
    others: tuple[str, ...] = ()
    value: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction did.

    Attributes
    ----------
    line : int
        Where the correction begins in its file.
    kind : str
        Its kind.
    applied : bool
        Whether it changed something.
    effect : str
        What, in words.
    """

    line: int
    kind: str
    applied: bool
    effect: str


@dataclass(slots=True)
class Corrected:
    """What corrections did to things.

    Attributes
    ----------
    effects : tuple of Effect
        By line.
    renamed, retyped : dict of str to str
        Names and types set by hand, by key of the thing.
    moved : dict of str to str
        Names that a merge or split moved, with what it says.
    """

    effects: tuple[Effect, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    retyped: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    _split: dict[tuple[str, str], str] = field(default_factory=dict)
    _merged: dict[str, str] = field(default_factory=dict)

    def key(self, thing: str, surface: str) -> str:
        """The thing that a name of a thing means now; a dropped one has the key of no thing."""
        key = self._split.get((thing, surface), thing)
        while key in self._merged:
            key = self._merged[key]
        return key


def read(directory: Path) -> tuple[Correction, ...]:
    """Corrections of a graph directory, in the order of their file; none where there is none.

    Raises
    ------
    CorrectionError
        When the file is not what it must be; the message names the line.
    """
    path = directory / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorrectionError(f"{path}: {error}; mend that line") from error
    lines: dict[str, list[int]] = {}
    for number, written in enumerate(text.splitlines(), 1):
        header = _HEADER.match(written)
        if header:
            lines.setdefault(header[1], []).append(number)
    found = []
    for kind, tables in document.items():
        for place, table in enumerate(tables if isinstance(tables, list) else [tables]):
            line = lines[kind][place] if place < len(lines.get(kind, ())) else 0
            found.append(_correction(kind, table, line, f"{path}:{line or 1}"))
    return tuple(sorted(found, key=lambda correction: correction.line))


def _correction(kind: str, table: Any, line: int, where: str) -> Correction:
    if kind not in _FIELDS:
        raise CorrectionError(f"{where}: no correction is called {kind!r}; there are {', '.join(_FIELDS)}")
    if not isinstance(table, dict):
        raise CorrectionError(f"{where}: write [[{kind}]] on a line of its own, and its fields below")
    fields = _FIELDS[kind]
    unknown = sorted(set(table) - {*fields, "note"})
    if unknown:
        raise CorrectionError(f"{where}: {kind} has no field {unknown[0]!r}; it has {', '.join(fields)}, note")
    for name, form in fields.items():
        value = table.get(name)
        texts: list[Any] = value if isinstance(value, list) else [value]
        if not isinstance(value, form) or not all(isinstance(text, str) and text.strip() for text in texts):
            wanted = "a list of names" if form is list else "a text that is not empty"
            raise CorrectionError(f"{where}: {kind} needs {name} = {wanted}")
    names = [normalise(name) for name in table.get("names", ())]
    if kind == "merge" and len(set(names)) < 2:
        raise CorrectionError(f"{where}: merge needs two names or more")
    if kind == "split" and not table["aliases"]:
        raise CorrectionError(f"{where}: split needs the aliases that are another thing")
    return Correction(
        kind=kind,
        name=names[0] if kind == "merge" else normalise(table["name"]),
        others=tuple(names[1:] if kind == "merge" else map(normalise, table.get("aliases", ()))),
        value=normalise(str(table.get("to", table.get("type", "")))),
        line=line,
    )


def add(directory: Path, kind: str, fields: Mapping[str, str | Sequence[str]]) -> int:
    """Write a correction at the end of a graph directory's file; what stands there stays as it is.

    Parameters
    ----------
    directory : Path
        The graph directory.
    kind : str
        As `Correction` has it.
    fields : mapping
        What it says, as the file has it.

    Returns
    -------
    int
        The line where it begins.

    Raises
    ------
    CorrectionError
        When the file or the correction is not what it must be; nothing is written then.
    """
    read(directory)
    path = directory / FILE
    _correction(kind, dict(fields), 0, str(path))
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    table = tomlkit.table()
    for name, value in fields.items():
        table.add(name, value if isinstance(value, str) else [*value])
    document = tomlkit.document()
    tables = tomlkit.aot()
    tables.append(table)
    document.add(kind, tables)
    start = before if not before or before.endswith("\n") else before + "\n"
    blank = "\n" if start.strip() else ""
    beside = path.with_name(_NEW)
    beside.write_text(start + blank + tomlkit.dumps(document), encoding="utf-8")
    beside.replace(path)
    return len((start + blank).splitlines()) + 1


def apply(corrections: Sequence[Correction], things: dict[str, Thing]) -> Corrected:
    """Apply corrections to things, in place.

    Parameters
    ----------
    corrections : sequence of Correction
        In any order.
    things : dict of str to Thing
        By key; merged and dropped ones leave it, split ones come in.

    Returns
    -------
    Corrected
        Names, types and effects.
    """
    done = Corrected()
    order = list(_FIELDS)
    effects = []
    for correction in sorted(corrections, key=lambda it: (order.index(it.kind), it.line)):
        applied, effect = _apply(correction, things, done)
        effects.append(Effect(correction.line, correction.kind, applied, effect))
    done.effects = tuple(sorted(effects, key=lambda effect: (effect.line, effect.kind, effect.effect)))
    return done


def _apply(  # noqa: PLR0911 - a return a kind
    correction: Correction, things: dict[str, Thing], done: Corrected
) -> tuple[bool, str]:
    key = _find(correction.name, things)
    if key is None:
        return False, f"no entity is named {correction.name!r}"
    thing = things[key]
    match correction.kind:
        case "drop":
            del things[key]
            return True, f"dropped {correction.name} with {_count(thing)}"
        case "split":
            return _split(correction, key, things, done)
        case "merge":
            return _merge(correction, key, things, done)
        case "retype":
            if correction.value not in {*ENTITY_TYPES, *thing.types}:
                return False, f"no type is called {correction.value!r}; there are {', '.join(ENTITY_TYPES)}"
            done.retyped[key] = correction.value
            return True, f"{correction.name} is a {correction.value}"
        case _:
            done.renamed[key] = correction.value
            if correction.value not in thing.names:
                thing.names[correction.value] = Name()
                done.moved[correction.value] = _says(correction)
            return True, f"{correction.name} is called {correction.value}"


def _split(correction: Correction, key: str, things: dict[str, Thing], done: Corrected) -> tuple[bool, str]:
    thing = things[key]
    # other spellings of an alias go with it, but for those of the name that stays
    alike = {spelling_key(name) for name in correction.others} - {spelling_key(correction.name)}
    aliases = [name for name in thing.names if name in correction.others or spelling_key(name) in alike]
    if not aliases or len(aliases) == len(thing.names):
        what = "all its names" if aliases else "none of them"
        return False, f"{correction.name} cannot lose {', '.join(correction.others)}: it has {what} of these"
    other = Thing(f"{_BY_HAND}{key} {min(aliases)}", types=Counter(thing.types))
    for name in aliases:
        other.names[name] = thing.names.pop(name)
        done._split[key, name] = other.key  # noqa: SLF001
        done.moved[name] = _says(correction)
    things[other.key] = other
    return True, f"split {', '.join(sorted(aliases))} from {correction.name}: {_count(other)}"


def _merge(correction: Correction, key: str, things: dict[str, Thing], done: Corrected) -> tuple[bool, str]:
    thing = things[key]
    missing, merged = [], []
    for name in correction.others:
        other = _find(name, things)
        if other is None:
            missing.append(name)
        elif other != key:
            gone = things.pop(other)
            for surface, found in gone.names.items():
                known = thing.names.get(surface, Name())
                thing.names[surface] = Name(united(known.papers, found.papers), known.mentions + found.mentions)
                done.moved[surface] = _says(correction)
            thing.types += gone.types
            thing.accounts |= gone.accounts
            done._merged[other] = key  # noqa: SLF001
            merged.append(name)
    if merged:
        usual = next((name for name in thing.names if name == correction.name), None)
        if usual is not None:
            done.renamed.setdefault(key, usual)
    told = [f"merged {', '.join(merged)} into {correction.name}"] if merged else []
    told += [f"no entity is named {', '.join(map(repr, missing))}"] if missing else []
    return bool(merged), "; ".join(
        told
    ) or f"{correction.name} is one thing with {', '.join(correction.others)} already"


def _find(name: str, things: Mapping[str, Thing]) -> str | None:
    """Key of the thing that has a name: spelled exactly before spelled alike, more papers before fewer."""
    wanted = spelling_key(name)
    found = [
        (name not in thing.names, -thing.papers().size, key)
        for key, thing in things.items()
        if name in thing.names or any(spelling_key(alias) == wanted for alias in thing.names)
    ]
    return min(found)[2] if found else None


def _says(correction: Correction) -> str:
    return f"{correction.kind} in {FILE}, line {correction.line}"


def _count(thing: Thing) -> str:
    return f"{sum(name.mentions for name in thing.names.values()):,} mentions in {thing.papers().size:,} papers"

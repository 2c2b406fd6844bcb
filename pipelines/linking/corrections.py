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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import tomlkit

from kg.errors import CorrectionError
from kg.names import spelling_key
from kg.text import normalise
from kg.types import ENTITY_TYPES
from pipelines.linking.things import Name, Thing, Things, united
from pipelines.linking.uses import Ints

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
    things : Things
        The things now.
    effects : tuple of Effect
        By line.
    renamed, retyped : dict of int to str
        Names and types set by hand, by place of the thing.
    moved : dict of str to str
        Names that a merge or split moved, with what it says.
    thing : ndarray of int
        For each row of the things before, the place of the thing that it means now; -1 for a dropped one.
    place : ndarray of int
        Of each thing before, its place now; -1 for one that is gone.
    """

    things: Things
    effects: tuple[Effect, ...]
    renamed: dict[int, str]
    retyped: dict[int, str]
    moved: dict[str, str]
    thing: Ints
    place: Ints


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


def apply(corrections: Sequence[Correction], things: Things) -> Corrected:
    """Apply corrections to things.

    Parameters
    ----------
    corrections : sequence of Correction
        In any order.
    things : Things
        All things.

    Returns
    -------
    Corrected
        What they are then.
    """
    if not corrections:
        return Corrected(things, (), {}, {}, {}, things.thing, np.arange(len(things.keys)))
    done = _Changes(things)
    order = list(_FIELDS)
    effects = []
    for correction in sorted(corrections, key=lambda it: (order.index(it.kind), it.line)):
        applied, effect = done.apply(correction)
        effects.append(Effect(correction.line, correction.kind, applied, effect))
    return done.corrected(tuple(sorted(effects, key=lambda effect: (effect.line, effect.kind, effect.effect))))


class _Changes:
    """Things that corrections name, taken out of the columns, and what is done to them."""

    def __init__(self, things: Things) -> None:
        self._all = things
        self._things: dict[str, Thing] = {}
        self._taken: dict[str, int] = {}
        self._renamed: dict[str, str] = {}
        self._retyped: dict[str, str] = {}
        self._moved: dict[str, str] = {}
        self._split_off: dict[tuple[str, str], str] = {}
        self._merged: dict[str, str] = {}

    def apply(self, correction: Correction) -> tuple[bool, str]:  # noqa: PLR0911 - a return a kind
        """Whether a correction changes something, and what."""
        key = self._find(correction.name)
        if key is None:
            return False, f"no entity is named {correction.name!r}"
        thing = self._things[key]
        match correction.kind:
            case "drop":
                del self._things[key]
                return True, f"dropped {correction.name} with {_count(thing)}"
            case "split":
                return self._split(correction, thing)
            case "merge":
                return self._merge(correction, thing)
            case "retype":
                if correction.value not in {*ENTITY_TYPES, *thing.types}:
                    return False, f"no type is called {correction.value!r}; there are {', '.join(ENTITY_TYPES)}"
                self._retyped[key] = correction.value
                return True, f"{correction.name} is a {correction.value}"
            case _:
                self._renamed[key] = correction.value
                if correction.value not in thing.names:
                    thing.names[correction.value] = Name()
                    self._moved[correction.value] = _says(correction)
                return True, f"{correction.name} is called {correction.value}"

    def corrected(self, effects: tuple[Effect, ...]) -> Corrected:
        """All things with the changes, and where each of them was."""
        before = self._all
        things = before.changed({*self._taken.values()}, [*self._things.values()])
        place = np.full(len(before.keys), -1)
        stays = np.ones(len(before.keys), bool)
        stays[[*self._taken.values()]] = False
        place[stays] = np.arange(stays.sum())
        new = {key: int(stays.sum()) + at for at, key in enumerate(self._things)}
        for key, number in self._taken.items():
            place[number] = new.get(key, -1)
        thing = place[before.thing]
        for key, number in self._taken.items():
            for row in np.flatnonzero(before.thing == number).tolist():
                surface = before.surfaces[int(before.surface[row])].as_py()
                thing[row] = new.get(self._now(key, surface), -1)
        return Corrected(
            things=things,
            effects=effects,
            renamed={new[key]: name for key, name in self._renamed.items() if key in new},
            retyped={new[key]: type for key, type in self._retyped.items() if key in new},
            moved=self._moved,
            thing=thing,
            place=place,
        )

    def _now(self, thing: str, surface: str) -> str:
        """The thing that a name of a thing means now; a dropped one has the key of no thing."""
        key = self._split_off.get((thing, surface), thing)
        while key in self._merged:
            key = self._merged[key]
        return key

    def _split(self, correction: Correction, thing: Thing) -> tuple[bool, str]:
        # other spellings of an alias go with it, but for those of the name that stays
        alike = {spelling_key(name) for name in correction.others} - {spelling_key(correction.name)}
        aliases = [name for name in thing.names if name in correction.others or spelling_key(name) in alike]
        if not aliases or len(aliases) == len(thing.names):
            what = "all its names" if aliases else "none of them"
            return False, f"{correction.name} cannot lose {', '.join(correction.others)}: it has {what} of these"
        other = Thing(f"{_BY_HAND}{thing.key} {min(aliases)}", types=Counter(thing.types))
        for name in aliases:
            other.names[name] = thing.names.pop(name)
            self._split_off[thing.key, name] = other.key
            self._moved[name] = _says(correction)
        self._things[other.key] = other
        return True, f"split {', '.join(sorted(aliases))} from {correction.name}: {_count(other)}"

    def _merge(self, correction: Correction, thing: Thing) -> tuple[bool, str]:
        missing, merged = [], []
        for name in correction.others:
            other = self._find(name)
            if other is None:
                missing.append(name)
            elif other != thing.key:
                gone = self._things.pop(other)
                for surface, found in gone.names.items():
                    known = thing.names.get(surface, Name())
                    thing.names[surface] = Name(united(known.papers, found.papers), known.mentions + found.mentions)
                    self._moved[surface] = _says(correction)
                thing.types += gone.types
                thing.accounts |= gone.accounts
                self._merged[other] = thing.key
                merged.append(name)
        if merged and correction.name in thing.names:
            self._renamed.setdefault(thing.key, correction.name)
        told = [f"merged {', '.join(merged)} into {correction.name}"] if merged else []
        told += [f"no entity is named {', '.join(map(repr, missing))}"] if missing else []
        return bool(merged), "; ".join(
            told
        ) or f"{correction.name} is one thing with {', '.join(correction.others)} already"

    def _find(self, name: str) -> str | None:
        """Key of the thing that has a name: spelled exactly before spelled alike, more papers before fewer."""
        wanted, things = spelling_key(name), self._all
        alike = pc.or_(pc.equal(things.surfaces, name), pc.equal(things.names.column("key").combine_chunks(), wanted))
        rows = alike.to_numpy(zero_copy_only=False)[things.surface]
        for number in {*things.thing[rows].tolist()} - {*self._taken.values()}:
            thing = things.one(number)
            self._things[thing.key] = thing
            self._taken[thing.key] = number
        found = [
            (name not in thing.names, -thing.papers().size, key)
            for key, thing in self._things.items()
            if name in thing.names or any(spelling_key(alias) == wanted for alias in thing.names)
        ]
        return min(found)[2] if found else None


def _says(correction: Correction) -> str:
    return f"{correction.kind} in {FILE}, line {correction.line}"


def _count(thing: Thing) -> str:
    return f"{sum(name.mentions for name in thing.names.values()):,} mentions in {thing.papers().size:,} papers"

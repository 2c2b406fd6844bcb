"""Things and what is said of them, in columns: a million statements are a few calls of Arrow."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from exports.rdf.terms import BASE, segment, word
from exports.rdf.values import ESCAPED, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """Things of one kind and what is said of each.

    Attributes
    ----------
    subjects : pyarrow.StringArray
        Their IRIs, as N-Triples has them.
    said : sequence of (str, str or pyarrow.Array)
        A property, named as `exports.rdf.terms.word` takes it, and its values as N-Triples has them: one for all, a
        column of one each (null: nothing is said), or a column of lists. What is said by more than one column has no
        nulls and no lists in them.
    places : pyarrow.Array
        Numbers after which they are sorted among the things they are written with.
    """

    subjects: pa.Array
    said: Sequence[tuple[str, str | pa.Array]]
    places: pa.Array

    @property
    def triples(self) -> int:
        """How many statements these are."""
        return sum(_statements(len(self.subjects), values) for _, values in self.said)


def _statements(subjects: int, values: str | pa.Array) -> int:
    if isinstance(values, str):
        return subjects
    return len(values.flatten()) if pa.types.is_list(values.type) else len(values) - values.null_count


def things(subjects: pa.Array, *said: tuple[str, str | pa.Array], places: Sequence[int] | None = None) -> Things:
    """Things and what is said of them; in the order given unless they have places."""
    return Things(subjects=subjects, said=said, places=pa.array(places or range(len(subjects)), pa.int64()))


def columns(table: pa.Table) -> dict[str, pa.Array]:
    """The columns of a table by name, each in one piece."""
    return {name: table.column(name).combine_chunks() for name in table.column_names}


def mapped(spell: Callable[[Any], str | None], values: pa.Array) -> pa.Array:
    """What a function makes of each value; it is asked once for those that are equal.

    Examples
    --------
    >>> mapped(str.upper, pa.array(["a", None, "a"])).to_pylist()
    ['A', None, 'A']
    """
    encoded = values.dictionary_encode()
    return texts(map(spell, encoded.dictionary.to_pylist())).take(encoded.indices)


def numbers(values: pa.Array, datatype: str | None = None) -> pa.Array:
    """What `exports.rdf.values.number` makes of each number, or the same with another datatype.

    Examples
    --------
    >>> print(*numbers(pa.array([2, None])).to_pylist())
    "2"^^<http://www.w3.org/2001/XMLSchema#integer> None
    """
    if pa.types.is_floating(values.type):  # Python's digits are not Arrow's
        encoded = values.dictionary_encode()
        digits = texts(map(repr, encoded.dictionary.to_pylist())).take(encoded.indices)
    else:
        digits = values.cast(pa.string())
    named = {pa.bool_(): "xsd:boolean", pa.float64(): "xsd:double"}.get(values.type, "xsd:integer")
    return join('"', digits, f'"^^{word(datatype or named)}')


def texts(values: Iterable[str | None]) -> pa.Array:
    """A column of one value each."""
    return pa.array(list(values), pa.string())


def quotes(values: pa.Array) -> pa.Array:
    """What `exports.rdf.values.quoted` makes of each text, which it is asked for where there are escapes alone."""
    escaped = pc.match_substring_regex(values, ESCAPED).fill_null(False)
    return pc.replace_with_mask(join('"', values, '"'), escaped, texts(map(quoted, values.filter(escaped).to_pylist())))


def several(values: Iterable[Iterable[str]]) -> pa.Array:
    """A column of lists, every value of a list once."""
    return pa.array([list(dict.fromkeys(found)) for found in values], pa.list_(pa.string()))


def iris(kind: str, *parts: pa.Array, base: str = BASE) -> pa.Array:
    """IRIs of things of the graph, as `exports.rdf.terms.iri` makes one: of a kind, by columns of their ids."""
    found = [piece for part in parts for piece in ("/", mapped(segment, part))]
    return join(f"<{base}{kind}", *found, ">")


def join(*pieces: str | pa.Array, nothing: str | None = None) -> pa.Array:
    """Pieces put one behind the other; null where one is null, unless `nothing` stands for that.

    Examples
    --------
    >>> join("<", pa.array(["a", None]), ">").to_pylist()
    ['<a>', None]
    """
    if nothing is None:
        return pc.binary_join_element_wise(*pieces, "")
    return pc.binary_join_element_wise(*pieces, "", null_handling="replace", null_replacement=nothing)


def lines(batch: Sequence[Things], graph: str = "") -> pa.Buffer:
    """Things as lines of N-Triples or, with the IRI of a graph, of N-Quads."""
    end = f" {graph} .\n" if graph else " .\n"
    return written(batch, lambda found: _lines(found, end))


def written(batch: Sequence[Things], spell: Callable[[Things], pa.Array]) -> pa.Buffer:
    """Things one behind the other, by place, each as a function spells it."""
    spelled = pa.concat_arrays([spell(found) for found in batch])
    if len(batch) > 1:
        spelled = spelled.take(pc.sort_indices(pa.concat_arrays([found.places for found in batch])))
    return spelled.buffers()[2] or pa.py_buffer(b"")  # what a column of texts holds, one behind the other


def _lines(found: Things, end: str) -> pa.Array:
    pieces: list[str | pa.Array] = []
    for predicate, values in found.said:
        named = f" {word(predicate)} "
        if isinstance(values, str):
            pieces += [found.subjects, f"{named}{values}{end}"]
        elif pa.types.is_list(values.type):
            subjects = found.subjects.take(pc.list_parent_indices(values))
            each = join(subjects, named, values.flatten(), end)
            pieces.append(pc.binary_join(pa.ListArray.from_arrays(values.offsets, each), ""))
        elif values.null_count:
            pieces.append(join(found.subjects, named, values, end))
        else:
            pieces += [found.subjects, named, values, end]
    return join(*pieces, nothing="")

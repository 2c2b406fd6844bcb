"""What linking asks about names, each for itself: the answers are kept, see `pipelines.linking.kept`."""

import re
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import crc32

import pyarrow as pa

from kg.names import spelling_key
from kg.text import digest
from pipelines.linking import senses
from pipelines.linking.initials import spells
from pipelines.linking.kept import Kept, Question
from pipelines.linking.organisations import organisation_keys
from pipelines.linking.terms import term_keys
from pipelines.linking.vendors import without_vendor
from pipelines.linking.versions import marks

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_HOOKS = pa.list_(pa.int32())

HOOKS = 1 << 20
"""Hooks are numbers below this one: where two hooks have one, names are compared that need not be."""

_COUNTED = 3
"""Papers of the corpus from which on a sense counts for papers that do not define it."""

_COUNTED_OF_TWO = 20
"""The same for short forms of two letters, which stand for many things."""

_SPELT_OUT = 20
"""Papers of the corpus that spell a short form out, from which on its long form is a standard term."""

_MARKS = re.compile(r"[\W_]+")
_BARE_TEX = re.compile(r"\dtimes\d")


def _name(name: str) -> tuple[object, ...]:
    key, terms, organisation, bare = spelling_key(name), term_keys(name), organisation_keys(name), without_vendor(name)
    others = dict.fromkeys(terms if bare is None else (*terms, spelling_key(bare), *term_keys(bare)))
    others.pop(key, None)
    short, small, sense = senses.is_short(name), name[:1].islower(), senses.corpus_sense(key)
    counts = sense is not None and short and not small and sense[1] >= (_COUNTED if len(key) > 2 else _COUNTED_OF_TWO)
    long, papers = sense if sense is not None and counts else (None, None)
    return (
        key,
        [*others],
        organisation,
        _numbers(senses.hooks_of_short(name)),
        _numbers(senses.hooks_of_long(name)),
        " ".join(marks(key)),
        slug(name),
        _is_tidy(name),
        short,
        small,
        long,
        papers,
        () if long is None else (spelling_key(long), *term_keys(long)),
        sense is not None and sense[1] >= _SPELT_OUT,
        _MARKS.sub("", name.casefold()),
        bool(bare),
        [known for known in (key, *terms) if known in senses.aliases()],
        [known for known in organisation if known in senses.aliases()],
    )


NAMES = Question(
    "names",
    1,
    pa.schema(
        [
            ("name", _TEXT),
            ("key", _TEXT),  # its spelling key
            ("others", _TEXTS),  # keys that it meets others under besides, unless it is an organisation's
            ("organisation", _TEXTS),  # the same if it is
            ("short_hooks", _HOOKS),  # what it meets long forms under
            ("long_hooks", _HOOKS),  # what it meets short forms under
            ("marks", _TEXT),  # version marks of its key
            ("slug", _TEXT),  # what its id is made of
            ("tidy", pa.bool_()),
            ("short", pa.bool_()),  # whether it may be a short form
            ("small", pa.bool_()),  # whether it begins with a small letter
            ("sense", _TEXT),  # the long form of a short form that the corpus knows well enough
            ("sense_papers", pa.int32()),  # papers of the corpus that define it so
            ("sense_keys", _TEXTS),  # keys of the long form
            ("spelt_out", pa.bool_()),  # whether many papers of the corpus spell it out
            ("letters", _TEXT),  # its letters and digits
            ("vendor", pa.bool_()),  # whether it begins with its maker's name
            ("facts", _TEXTS),  # its keys that facts know
            ("organisation_facts", _TEXTS),  # those that it has if it is an organisation's
        ]
    ),
    _name,
)
"""About each name."""


def _definition(short: str, long: str) -> tuple[object, ...]:
    return spelling_key(short), senses.whole(short, long)


DEFINITIONS = Question(
    "definitions",
    2,
    pa.schema([("short", _TEXT), ("long", _TEXT), ("short_key", _TEXT), ("whole", _TEXT)]),
    _definition,
)
"""About each short form with the long form that a paper defines: the spelling keys of what is meant."""


def _pair(short: str, long: str) -> tuple[object, ...]:
    reason = senses.stands_for(short, long)
    return (reason.rule, reason.detail) if reason else (None, None)


PAIRS = Question("pairs", 2, pa.schema([("short", _TEXT), ("long", _TEXT), ("rule", _TEXT), ("detail", _TEXT)]), _pair)
"""About a short form and a long one that papers name together: why the one stands for the other, if it does."""


def _spelt(short: str, long: str) -> tuple[object, ...]:
    return (spells(short, long),)


SPELT = Question("spelt", 2, pa.schema([("short", _TEXT), ("long", _TEXT), ("spells", pa.bool_())]), _spelt)
"""About a short name and a longer one of the same thing: whether the one spells the other by its initials."""


def _known_name(name: str) -> tuple[object, ...]:
    return (sorted(senses.keys_of(name)),)


FACTS = Question("facts", 1, pa.schema([("name", _TEXT), ("keys", _TEXTS)]), _known_name)
"""About each name and long form that facts have: its spelling key and term keys."""

QUESTIONS = (FACTS, NAMES, DEFINITIONS, PAIRS, SPELT)
"""All of them."""


def ahead(root: Path) -> Kept:
    """What is kept in a graph directory; it begins to be read, as the facts are, while other work goes on."""
    kept = Kept(root, QUESTIONS)
    pool = ThreadPoolExecutor(1)
    pool.submit(load_facts, kept)
    pool.shutdown(wait=False)
    return kept


def load_facts(kept: Kept) -> None:
    """Read the facts that senses of names are told by, unless that is done."""
    keys: dict[str, list[str]] = {}
    with kept.lock:
        if kept.root is not None and not kept.was_asked(FACTS):
            known = senses.known_names()
            keys = dict(zip(known, kept.answers(FACTS, pa.array(known, _TEXT)).column("keys").to_pylist(), strict=True))
        senses.load(keys)


def names_of(surfaces: pa.Array) -> pa.Table:
    """What `NAMES` says of some names, without keeping it."""
    return NAMES.table(surfaces).drop_columns("name")


def _numbers(hooks: Iterable[str]) -> list[int]:
    return [crc32(hook.encode()) % HOOKS for hook in hooks]


def slug(name: str) -> str:
    """Readable id: letters and digits of any script, ``.`` and ``+`` inside."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[^\w.+#*]+|_+", "-", folded).strip("-.")
    return plain if 0 < len(plain) <= 80 else f"{plain[:80]}~{digest(name, 8)}"


def _is_tidy(surface: str) -> bool:
    """Whether a name is whole: its brackets closed, nothing hanging on, no TeX that lost its backslash."""
    if _BARE_TEX.search(surface):
        return False
    balanced = all(surface.count(left) == surface.count(right) for left, right in ("()", "[]", "{}"))
    return balanced and (surface[-1:].isalnum() or surface[-1:] in "+*#)]}")

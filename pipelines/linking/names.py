"""What linking asks about names, each for itself: the answers are kept, see `pipelines.linking.kept`."""

import re
import unicodedata

import pyarrow as pa

from kg.names import spelling_key
from kg.text import digest
from pipelines.linking import senses
from pipelines.linking.kept import Question
from pipelines.linking.organisations import organisation_keys
from pipelines.linking.terms import term_keys
from pipelines.linking.vendors import without_vendor
from pipelines.linking.versions import marks

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_BARE_TEX = re.compile(r"\dtimes\d")


def _name(name: str) -> tuple[object, ...]:
    key, terms, organisation, bare = spelling_key(name), term_keys(name), organisation_keys(name), without_vendor(name)
    others = terms if bare is None else (*terms, spelling_key(bare), *term_keys(bare))
    return (
        key,
        others,
        organisation,
        senses.hooks_of_short(name),
        senses.hooks_of_long(name),
        " ".join(marks(key)),
        slug(name),
        _is_tidy(name),
        senses.is_short(name),
        name[:1].islower(),
        bool(bare),
        not senses.aliases().keys().isdisjoint((key, *terms, *organisation)),
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
            ("short_hooks", _TEXTS),  # what it meets long forms under
            ("long_hooks", _TEXTS),  # what it meets short forms under
            ("marks", _TEXT),  # version marks of its key
            ("slug", _TEXT),  # what its id is made of
            ("tidy", pa.bool_()),
            ("short", pa.bool_()),  # whether it may be a short form
            ("small", pa.bool_()),  # whether it begins with a small letter
            ("vendor", pa.bool_()),  # whether it begins with its maker's name
            ("fact", pa.bool_()),  # whether facts know one of its keys
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

QUESTIONS = (NAMES, DEFINITIONS, PAIRS)
"""All of them."""


def names_of(surfaces: pa.Array) -> pa.Table:
    """What `NAMES` says of some names, without keeping it."""
    return NAMES.table(surfaces).drop_columns("name")


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

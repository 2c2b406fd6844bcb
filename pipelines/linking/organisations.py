"""Ways to write the name of one organisation: with and without article, legal form, or its own short form."""

import re

from kg.names import spelling_key
from pipelines.linking.initials import shortens

_ARTICLE = re.compile(r"\A[Tt]he\s+")
_LEGAL = re.compile(r"[\s,]+(?:Inc|Corp|Corporation|Ltd|LLC|GmbH|AG|Co|PLC|S\.A|SA|Limited)\.?\Z")
_BRACKETED = re.compile(r"\s*\(([^()]{2,12})\)\Z")


def organisation_keys(name: str) -> tuple[str, ...]:
    """Keys under which ways to write one organisation agree, beside its `kg.names.spelling_key`.

    Examples
    --------
    >>> organisation_keys("The Example Institute (EI)")
    ('exampleinstitute',)
    >>> organisation_keys("Example Labs, Inc."), organisation_keys("Example Labs")
    (('examplelab',), ())
    """
    plain = _LEGAL.sub("", _ARTICLE.sub("", name.strip()))
    short = _BRACKETED.search(plain)
    if short and shortens(short[1], plain[: short.start()]):
        plain = plain[: short.start()]
    key = spelling_key(plain)
    return (key,) if plain != name.strip() and key else ()

"""Names that begin with who made the thing: "OpenAI o1" and "o1", "meta-llama/Llama-3-8B" and "Llama-3-8B"."""

import re
from functools import cache

from kg.names import spelling_key
from pipelines.linking import facts

_REPOSITORY = re.compile(r"\A[A-Za-z][\w.-]*/(?=[A-Za-z][\w.-]*\d[\w.-]*\Z)")


def without_vendor(name: str) -> str | None:
    """The name without its maker's; None where it has none before it.

    Only what facts know as a family of that maker's loses it: "Google Scholar" stays as it is.

    Examples
    --------
    >>> without_vendor("OpenAI o1"), without_vendor("meta-llama/Llama-3-8B"), without_vendor("Google Scholar")
    ('o1', 'Llama-3-8B', None)
    """
    bare = _REPOSITORY.sub("", name)
    if bare != name:
        return bare
    words = re.split(r"[\s-]+", name, maxsplit=2)
    for count in (1, 2):
        families = _families().get("".join(words[:count]).casefold(), ()) if len(words) > count else ()
        if families:
            rest = name[name.find(words[count], sum(map(len, words[:count]))) :]
            if spelling_key(rest).startswith(families):
                return rest
    return None


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """Spelling keys of the families of each maker, by each of the maker's names in small letters without spaces."""
    names = {fact.name: (fact.name, *fact.aliases) for fact in facts.things() if fact.type == "Organisation"}
    found: dict[str, tuple[str, ...]] = {}
    for fact in facts.things():
        for maker in names.get(fact.maker, (fact.maker,)) if fact.maker else ():
            key = re.sub(r"[\s-]+", "", maker).casefold()
            found[key] = (*found.get(key, ()), spelling_key(fact.name))
    return found

"""Wordings of one term: "rate of convergence" and "convergence rates", "latent diffusion" and "latent diffusion model".

A wording differs from another in inflection, in order around "of", in a short form that stands for its long form
inside it, or in words that add nothing. Words that set one thing apart from another are never dropped.
"""

import re
from functools import lru_cache

from kg.names import spelling_key
from pipelines.linking.facts import abbreviations, contract, named
from pipelines.linking.initials import shortens

_WORDS = re.compile(r"[^\s\-\u2010-\u2015/]+")
_BRACKETED = re.compile(r"\s*\(([^()\s]{2,12})\)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_INVERTED = re.compile(r"(?P<head>\S+(?: \S+)?) of (?:the |a |an )?(?P<rest>\S+(?: \S+){0,2})\Z")
_ENDINGS = (
    (re.compile(r"(?<=[aeiouy][a-z])ing\Z|(?<=[a-z]{3}[b-df-hj-np-tv-z])ing\Z"), ""),
    (re.compile(r"(?<=[a-z]{3}[ct])(?:ion|ional|ive)\Z"), ""),
    (re.compile(r"(?<=[a-z]{3}[b-df-hj-np-tv-z])ed\Z"), ""),
    (re.compile(r"(?<=[a-z]{3}bl)y\Z|(?<=[a-z]{3}[ac-z])ly\Z"), ""),
)
_DOUBLED = re.compile(r"(?<=[a-z]{2})([bdgmnprt]|(?<=[a-z]{3})l)\1\Z")
_FROM_TO = re.compile(r"\b(?<!end )(?<!sequence )(?:to |\w+2)\w+\Z")
"""What says already that one thing is made of another: "text to music"."""

_NUMERAL = re.compile(r"(?<=[A-Za-z])[24](?=[A-Za-z][a-z]{2})")
_NEGLIGIBLE = frozenset({"a", "an", "and", "the", "based", "type", "level", spelling_key("wise"), "oriented"})
_NEGLIGIBLE |= {"by", "using", "via", "with"}
_OWN_WORDS = frozenset({"coordinated", "distributed", "paired", "related", "situated", "structured"})
"""Words in "-ed" that are no form of the noun: "structured learning" is not "structure learning"."""

_METHODS = frozenset({"algorithm", "technique", "approach"})
_TAILS = _METHODS | {
    "architecture",
    "framework",
    "mechanism",
    "method",
    "paradigm",
    "problem",
    "procedure",
    "scheme",
    "strategy",
    "task",
}
"""Words that say what kind of thing a term of two words or more is, as the term does without them."""

_DOING = {
    "animating": "animation",
    "answering": "answering",
    "classifying": "classification",
    "compressing": "compression",
    "detecting": "detection",
    "editing": "editing",
    "estimating": "estimation",
    "extracting": "extraction",
    "forecasting": "forecasting",
    "generating": "generation",
    "localizing": "localization",
    "predicting": "prediction",
    "recognizing": "recognition",
    "reconstructing": "reconstruction",
    "retrieving": "retrieval",
    "segmenting": "segmentation",
    "simulating": "simulation",
    "solving": "solving",
    "summarizing": "summarization",
    "synthesizing": "synthesis",
    "tracking": "tracking",
    "translating": "translation",
}
"""Words that say of what comes behind them what a noun says of what stands before it: "detecting edges"."""

_MEASURED = frozenset({"memory", "energy", "power"})
_SHORTER = {
    ("knowledge", "distillation"): "distillation",
    ("kd",): "distillation",
    ("machine", "translation"): "translation",
    ("mt",): "translation",
    ("multiarmed", "bandit"): "bandit",
    ("mab",): "bandit",
    ("neural", "network"): "network",
    ("object", "detection"): "detection",
    ("object", "detector"): "detector",
    ("transfer", "learning"): "transfer",
}
"""Words that may be said shorter behind another word, as the term does: "siamese (neural) network"."""

_KINDS = {
    "benchmark": "Benchmark",
    "dataset": "Benchmark",
    "llm": "Model",
    "metric": "Metric",
    "model": "Model",
    "score": "Metric",
}
"""Words that say of a name behind which they stand what it is known to be."""


@lru_cache(maxsize=1 << 20)
def term_keys(name: str) -> tuple[str, ...]:
    """Keys under which wordings of one term agree, beside its `kg.names.spelling_key`.

    Two names that share any key are wordings of one term. The keys of inflected words begin with ``~``, so that they
    meet only each other: "web shopping" is not WebShop.

    Parameters
    ----------
    name : str
        A name as it stands in a text.

    Returns
    -------
    tuple of str
        None for a name of one word.

    Examples
    --------
    >>> bool({*term_keys("Rates of Convergence")} & {*term_keys("convergence rate")})
    True
    >>> bool({*term_keys("key-value (KV) caching")} & {*term_keys("key-value caches")})
    True
    >>> bool({*term_keys("self-distillation")} & {*term_keys("distillation")})
    False
    """
    bare = _without_kind(_NUMERAL.sub(lambda match: " to " if match.group() == "2" else " for ", name))
    bare = _without_short_forms(bare)
    words = [key for key in map(_word_key, _WORDS.findall(bare)) if key]
    if len(words) > 1 and words[-1] == "modeling" and words[:-1] != ["language"]:
        # "language modeling" is a task and "language model" is none, but with more words they are one term
        words[-1] = "model"
    if len(words) > 1 and words[0] in _DOING:
        words = [*words[1:], _DOING[words[0]]]
    if len(words) > 2 and words[0] in {"automatic", "automated"}:
        del words[0]
    usual = _usual_words(" ".join(words))
    if len(usual) < 2 and usual == words:
        return (spelling_key(bare),) if bare != name else ()
    stems = [word if word == "modeling" else _stem(word) for word in usual]
    key = _joined(usual)
    # what a short form says is a key apart: the short form itself is a matter of senses
    return "=" + key if key in abbreviations() else key, "~" + _joined(stems)


def _usual_words(term: str) -> list[str]:
    """The words that matter, in their usual form."""
    shorter = contract(term)
    if shorter != term:
        shorter = contract(shorter)  # "graph neural net" is a "graph neural network", and that a GNN
    term = shorter
    usual = (_INVERTED.sub(r"\g<rest> \g<head>", term) if " of " in term else term).split()
    usual = [*usual[:1], *(word for word in usual[1:-1] if word not in _NEGLIGIBLE), *usual[1:][-1:]]
    while len(usual) > 2 and usual[-1] in _TAILS:
        usual.pop()
    if len(usual) > 1 and usual[-1] in _METHODS:
        usual[-1] = "method"
    if len(usual) > 1 and usual[-1] in {"use", "usage", "consumption", "footprint"} and usual[-2] in _MEASURED:
        usual.pop()
    if len(usual) > 1 and usual[-1] in {"generation", "conversion"} and _FROM_TO.search(" ".join(usual[:-1])):
        usual.pop()
    for count in (2, 1):
        if len(usual) > count and tuple(usual[-count:]) in _SHORTER:
            usual[-count:] = [_SHORTER[tuple(usual[-count:])]]
    # in this order, and without what was between them, words may be a known term
    return contract(" ".join(usual)).split()


@lru_cache(maxsize=1 << 18)
def _word_key(word: str) -> str:
    key = spelling_key(word)
    return key if any(map(str.isalnum, key)) else ""


def _joined(words: list[str]) -> str:
    return _BETWEEN_DIGITS.sub("-", " ".join(words)).replace(" ", "")


def _without_short_forms(name: str) -> str:
    """The name without short forms in brackets that spell what stands before them: "learning rate (LR) schedule"."""
    found = _BRACKETED.search(name) if "(" in name else None
    while found:
        before = name[: found.start()]
        if _is_short(found[1]) and any(shortens(found[1], before[start:]) for start in _starts(before)):
            name = f"{before} {name[found.end() :]}"
        found = _BRACKETED.search(name, len(before) + 1)
    return name.strip()


def _without_kind(name: str) -> str:
    """The name without a last word that says what it is known to be: "MMLU benchmark"."""
    rest, _, kind = name.rpartition(" ")
    return rest if rest and _KINDS.get(spelling_key(kind)) in named().get(spelling_key(rest), ()) else name


def _is_short(text: str) -> bool:
    return sum(map(str.isupper, text)) > 1 and not text.isdigit()


def _starts(text: str) -> list[int]:
    return [match.start() for match in _WORDS.finditer(text)][-6:]


@lru_cache(maxsize=1 << 18)
def _stem(word: str) -> str:
    if len(word) < 5 or not word.isalpha() or word in _OWN_WORDS:
        return word
    for ending, replacement in _ENDINGS:
        stem = ending.sub(replacement, word)
        if stem != word:
            return _DOUBLED.sub(r"\1", stem)
    return _DOUBLED.sub(r"\1", word.removesuffix("e"))

"""Wordings around a name that tell whether it is one and whose it is."""

import re
from collections.abc import Iterator

_OFFERS = (
    r"(?:propos|introduc|present|develop|describ|releas|devis|design|formulat|contribut|creat|construct|built?d?"
    r"|offer|unveil|establish|open\Wsourc)\w*"
)
_AUTHORS = r"\b(?:we|paper|work|report|article|study)\b"
_NAMES = (
    r"\b(?:call(?:ed)?|named?|namely|dub(?:bed)?|termed?|denoted|coined|referred to as|refer to as|abbreviated as)\b"
)
_RELATES = (
    r"\b(?:outperform\w*|than|over|compared (?:to|with)|such as|like|including|on|of|using|based on|existing|via"
    r"|with|for|in)"
)
_ACTS = (
    r"(?:achiev|outperform|improv|reduc|enabl|surpass|deliver|consist|comprises|leverag|use[sd]?\b|first|then|employ"
    r"|combin|significant|demonstrat|exceed|introduc|provid|addresses|allow|can\b|yields|attain|integrat|features"
    r"|contain|also|adopts|operates|learns|generat)"
)
_BRACKET = r"^\W{0,4}(?:\([^()]*\))?\W{0,4}"


def _words(most: int) -> str:
    return rf"(?:\W+\w+){{0,{most}}}?"


_BEFORE = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "we propose": _AUTHORS + _words(4) + r"\W+" + _OFFERS + _words(4) + r"\W*$",
        "we propose, further": _AUTHORS + _words(4) + r"\W+" + _OFFERS + _words(12) + r"\W*$",
        "propose": r"\b" + _OFFERS + _words(5) + r"\W*$",
        "called": _NAMES + r"\W*(?:as\W+|the\W+|an?\W+)?$",
        "our": r"\bour\b" + _words(3) + r"\W*$",
        "novel": r"\b(?:novel|new|first)\b" + _words(5) + r"\W*$",
        "compared": _RELATES + r"\W+(?:the\W+)?$",
    }.items()
}
_AFTER = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "colon": r"^\s*[:\u2013\u2014]",
        "apposition": _BRACKET + r",\s+(?:a|an|the|our|which|one)\b",
        "is a": _BRACKET + r"(?:is|are) (?:an?|the) ",
        "acts": _BRACKET + _ACTS,
    }.items()
}


def cues(text: str, name: tuple[int, int], sentence: tuple[int, int]) -> Iterator[str]:
    """Names of the cues around a name, given its and its sentence's offsets.

    Examples
    --------
    >>> sorted(cues("We propose SwiftRoute.", (11, 21), (0, 22)))
    ['propose', 'we propose', 'we propose, further']
    """
    before = text[max(sentence[0], name[0] - 160) : name[0]]
    after = text[name[1] : min(sentence[1], name[1] + 100)]
    yield from (cue for cue, pattern in _BEFORE.items() if pattern.search(before))
    yield from (cue for cue, pattern in _AFTER.items() if pattern.search(after))

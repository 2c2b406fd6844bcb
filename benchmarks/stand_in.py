"""A stand-in for the extractor, thirty times as fast: for measuring everything besides extraction at size.

It takes for a name what is written like one (``GPT-4``, ``ResNet``, ``SGD``) and the long forms of the abbreviations
that linking knows: about as many mentions a paper as the model finds, as long-tailed. It says nothing true.
"""

import re
from collections.abc import Iterable, Iterator

from kg.types import Definition, Field, Mention, Paper
from pipelines.extractor import Extraction
from pipelines.linking import facts

_WRITTEN = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z0-9])[A-Za-z][\w]*(?:-[A-Z0-9][\w.]*\b)*")
_WORD = re.compile(r"[A-Za-z]+")
_SENTENCE = re.compile(r"[^.]+\.?")
_BRACKETED = re.compile(r"\(([A-Z][\w-]{1,9})\)")
_LONGEST = 4
"""Words of the longest long form looked for."""

_TYPES = ("Method", "Method", "Task", "Model", "Benchmark", "Metric")
_FIELDS: tuple[Field, Field] = ("title", "abstract")


class StandIn:
    """Has what `pipelines.build` asks of an extractor."""

    fingerprint = "5" * 64

    def __init__(self) -> None:
        self._long = {long.casefold() for senses in facts.abbreviations().values() for long in senses}

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            yield self._extract(paper)

    def _extract(self, paper: Paper) -> Extraction:
        mentions: list[Mention] = []
        definitions: list[Definition] = []
        groups: dict[str, int] = {}
        for field in _FIELDS:
            text = paper.text(field)
            sentences = [match.span() for match in _SENTENCE.finditer(text)]
            names = self._names(text)
            for start, end in names:
                surface = text[start:end]
                first, last = next((span for span in sentences if span[0] <= start < span[1]), (start, end))
                mentions.append(
                    Mention(
                        paper=paper.id,
                        field=field,
                        start=start,
                        end=end,
                        surface=surface,
                        type=_TYPES[sum(surface.casefold().encode()) % len(_TYPES)],
                        score=0.9,
                        introduced=field == "title" and ":" in text[end : end + 1],
                        group=groups.setdefault(surface.casefold(), len(groups)),
                        sentence_start=first,
                        sentence_end=last,
                    )
                )
            for match in _BRACKETED.finditer(text):
                long = next((span for span in names if span[1] == match.start() - 1), None)
                if long is not None:
                    first, last = next(span for span in sentences if span[0] <= long[0] < span[1])
                    definitions.append(
                        Definition(
                            paper=paper.id,
                            field=field,
                            short=match[1],
                            long=text[long[0] : long[1]],
                            sentence_start=first,
                            sentence_end=last,
                        )
                    )
        return Extraction(paper=paper.id, mentions=tuple(mentions), definitions=tuple(definitions))

    def _names(self, text: str) -> list[tuple[int, int]]:
        words = [match.span() for match in _WORD.finditer(text)]
        found = [match.span() for match in _WRITTEN.finditer(text)]
        place = 0
        while place < len(words):
            for count in range(min(_LONGEST, len(words) - place), 0, -1):
                start, end = words[place][0], words[place + count - 1][1]
                if text[start:end].casefold() in self._long:
                    found.append((start, end))
                    place += count - 1
                    break
            place += 1
        return _apart(found)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept

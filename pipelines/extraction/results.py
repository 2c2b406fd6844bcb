"""What a document gives: mentions and definitions, each with its place in title or abstract."""

from collections.abc import Iterator

from spacy.tokens import Doc

from kg.types import Definition, Field, Mention
from pipelines.extraction import text
from pipelines.extraction.documents import MENTIONS
from pipelines.extraction.groups import ABBREVIATIONS
from pipelines.extraction.sentences import bounds


def _place(offsets: tuple[int, int], title_length: int) -> tuple[Field, int, int] | None:
    """Field and offsets there; None for what goes across."""
    start, end = offsets
    if end <= title_length:
        return "title", start, end
    if start > title_length:
        return "abstract", start - title_length - 1, end - title_length - 1
    return None


def mentions(paper: str, doc: Doc, title_length: int) -> Iterator[Mention]:
    """Mentions of a paper's document by their places, ``entity`` empty; what goes across title and abstract is none."""
    spans, sentences = doc.spans[MENTIONS], bounds(doc)
    attrs = spans.attrs
    rows = zip(spans, attrs["groups"], attrs["scores"], attrs["introduced"], strict=True)
    for span, group, score, introduced in rows:
        begin, behind = text.without_loose_ends(span.text)
        place = _place((span.start_char + begin, span.start_char + behind), title_length)
        if place is None:
            continue
        field, start, end = place
        _, first, last = _place(sentences[span.start], title_length) or (field, start, end)
        yield Mention(
            paper=paper,
            field=field,
            start=start,
            end=end,
            surface=span.text[begin:behind],
            type=span.label_,
            score=score,
            introduced=introduced,
            group=group,
            sentence_start=first,
            sentence_end=last,
        )


def definitions(paper: str, doc: Doc, title_length: int) -> Iterator[Definition]:
    """Short forms that a paper's document defines, by their places."""
    spans, sentences = list(doc.spans[ABBREVIATIONS]), bounds(doc)
    for short, long in zip(spans[::2], spans[1::2], strict=True):
        places = [_place((span.start_char, span.end_char), title_length) for span in (short, long)]
        if places[0] is None or places[1] is None or places[0][0] != places[1][0]:
            continue
        _, first, last = _place(sentences[short.start], title_length) or places[0]
        yield Definition(
            paper=paper,
            field=places[0][0],
            short=short.text,
            long=long.text,
            sentence_start=first,
            sentence_end=last,
        )

"""Mentions as annotations of the texts they stand in (W3C Web Annotation Data Model, 2017)."""

from collections.abc import Mapping

import pyarrow as pa

from exports.rdf.terms import BASE, segment, word
from exports.rdf.things import Things, iris, join, mapped, numbers, quotes, several, texts, things
from kg.types import Field

CONTEXT = 32
"""Characters of text that a quotation has on either side, to find it again in another edition of the text."""

_FIELDS: dict[Field, str] = {"title": "dcterms:title", "abstract": "dcterms:abstract"}


def annotations(papers: Mapping[str, pa.Array], mentions: Mapping[str, pa.Array], base: str = BASE) -> list[Things]:
    """The mentions of some papers.

    Parameters
    ----------
    papers : mapping of str to pyarrow.Array
        The papers, by column as `kg.schema.TABLES` has them.
    mentions : mapping of str to pyarrow.Array
        Their mentions, likewise, and ``row``: the number of the paper among them.
    base : str
        What the IRIs of the graph's things begin with.

    Returns
    -------
    list of Things
        Of each span of text: the annotation, which has the entity as its body; its target, with the paper as source
        and ``kg:field`` as the property that has the text; the quotation and the position in that text, half-open
        character offsets. Places are those of `place_of`.
    """
    columns = (mentions[name].to_pylist() for name in ("row", "field", "start", "end"))
    spans: dict[tuple[int, Field, int, int], int] = {}
    same = [spans.setdefault(span, row) for row, span in enumerate(zip(*columns, strict=True))]
    bodies, scores = iris("entity", mentions["entity"], base=base), mentions["score"]
    if len(spans) < len(same):  # several entities in one span
        rows = pa.table({"same": same, "body": bodies, "score": scores}).group_by("same", use_threads=False)
        merged = rows.aggregate([("body", "list"), ("score", "max")]).sort_by("same")
        bodies, scores = several(merged["body_list"].to_pylist()), merged["score_max"].combine_chunks()
    texts_of = {name: papers[name].to_pylist() for name in _FIELDS}
    around = [(texts_of[name][owner], first, last) for owner, name, first, last in spans]
    exact = [text[first:last] for text, first, last in around]
    before = [text[max(0, first - CONTEXT) : first] for text, first, _ in around]
    after = [text[last : last + CONTEXT] for text, _, last in around]

    firsts = pa.array(spans.values(), pa.int64())
    paper, field, start, end = (mentions[name].take(firsts) for name in ("paper", "field", "start", "end"))
    start_text, end_text = start.cast(pa.string()), end.cast(pa.string())
    stem = join(f"<{base}mention/", mapped(segment, paper), "/", field, "/", start_text, "-", end_text)
    annotation, target, quotation, position = (
        join(stem, f"{part}>") for part in ("", "/target", "/quotation", "/position")
    )
    width = len(mentions["row"])
    places = [place_of(owner, width) + count for count, (owner, *_) in enumerate(spans, 1)]
    return [
        things(
            annotation,
            ("rdf:type", word("oa:Annotation")),
            ("oa:motivatedBy", word("oa:identifying")),
            ("oa:hasBody", bodies),
            ("oa:hasTarget", target),
            ("kg:score", numbers(scores)),
            places=places,
        ),
        things(
            target,
            ("rdf:type", word("oa:SpecificResource")),
            ("oa:hasSource", iris("paper", paper, base=base)),
            ("kg:field", mapped(lambda field: word(_FIELDS[field]), field)),
            ("oa:hasSelector", quotation),
            ("oa:hasSelector", position),
            places=places,
        ),
        things(
            quotation,
            ("rdf:type", word("oa:TextQuoteSelector")),
            ("oa:exact", quotes(texts(exact))),
            ("oa:prefix", quotes(texts(before))),
            ("oa:suffix", quotes(texts(after))),
            places=places,
        ),
        things(
            position,
            ("rdf:type", word("oa:TextPositionSelector")),
            ("oa:start", numbers(start, "xsd:nonNegativeInteger")),
            ("oa:end", numbers(end, "xsd:nonNegativeInteger")),
            places=places,
        ),
    ]


def place_of(owner: int, mentions: int) -> int:
    """Where a paper stands among papers that have so many mentions, so that its own stand between it and the next."""
    return owner * (mentions + 1)

"""Mentions as annotations of the texts they stand in (W3C Web Annotation Data Model, 2017)."""

from collections.abc import Iterable, Iterator

from exports.rdf.terms import BASE, iri, word
from exports.rdf.values import Statements, about, each, number, quoted, typed
from kg.types import Mention, Paper

CONTEXT = 32
"""Characters of text that a quotation has on either side, to find it again in another edition of the text."""

_FIELDS = {"title": "dcterms:title", "abstract": "dcterms:abstract"}


def annotations(paper: Paper, mentions: Iterable[Mention], base: str = BASE) -> Iterator[Statements]:
    """The mentions of a paper.

    Parameters
    ----------
    paper : Paper
        The paper.
    mentions : iterable of Mention
        Its mentions.
    base : str
        What the IRIs of the graph's things begin with.

    Yields
    ------
    Statements
        Of each span of text: the annotation, which has the entity as its body; its target, with the paper as source
        and ``kg:field`` as the property that has the text; the quotation and the position in that text, half-open
        character offsets.
    """
    spans: dict[tuple[str, int, int], list[Mention]] = {}
    for mention in mentions:
        spans.setdefault((mention.field, mention.start, mention.end), []).append(mention)
    subject = iri("paper", paper.id, base=base)
    for (field, start, end), found in spans.items():
        annotation = iri("mention", paper.id, field, f"{start}-{end}", base=base)
        target, quotation, position = (f"{annotation[:-1]}/{part}>" for part in ("target", "quotation", "position"))
        bodies = dict.fromkeys(mention.entity for mention in found)
        whole = paper.text(found[0].field)
        yield about(
            annotation,
            ("rdf:type", word("oa:Annotation")),
            ("oa:motivatedBy", word("oa:identifying")),
            *each("oa:hasBody", (iri("entity", entity, base=base) for entity in bodies)),
            ("oa:hasTarget", target),
            ("kg:score", number(max(mention.score for mention in found))),
        )
        yield about(
            target,
            ("rdf:type", word("oa:SpecificResource")),
            ("oa:hasSource", subject),
            ("kg:field", word(_FIELDS[field])),
            ("oa:hasSelector", quotation),
            ("oa:hasSelector", position),
        )
        yield about(
            quotation,
            ("rdf:type", word("oa:TextQuoteSelector")),
            ("oa:exact", quoted(whole[start:end])),
            ("oa:prefix", quoted(whole[max(0, start - CONTEXT) : start])),
            ("oa:suffix", quoted(whole[end : end + CONTEXT])),
        )
        yield about(
            position,
            ("rdf:type", word("oa:TextPositionSelector")),
            ("oa:start", typed(start, "xsd:nonNegativeInteger")),
            ("oa:end", typed(end, "xsd:nonNegativeInteger")),
        )

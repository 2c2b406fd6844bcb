"""Mentions as annotations of the texts they stand in (W3C Web Annotation Data Model, 2017)."""

from collections.abc import Iterable, Iterator
from functools import partial

from exports.rdf.terms import BASE, iri, word
from exports.rdf.values import Statement, number, quoted, say, typed
from kg.types import Mention, Paper

CONTEXT = 32
"""Characters of text that a quotation has on either side, to find it again in another edition of the text."""

_FIELDS = {"title": "dcterms:title", "abstract": "dcterms:abstract"}


def annotations(paper: Paper, mentions: Iterable[Mention], base: str = BASE) -> Iterator[Statement]:
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
    Statement
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
        tell = partial(say, annotation)
        yield from tell("rdf:type", word("oa:Annotation"))
        yield from tell("oa:motivatedBy", word("oa:identifying"))
        bodies = dict.fromkeys(mention.entity for mention in found)
        yield from tell("oa:hasBody", *(iri("entity", entity, base=base) for entity in bodies))
        yield from tell("oa:hasTarget", target)
        yield from tell("kg:score", number(max(mention.score for mention in found)))
        tell = partial(say, target)
        yield from tell("rdf:type", word("oa:SpecificResource"))
        yield from tell("oa:hasSource", subject)
        yield from tell("kg:field", word(_FIELDS[field]))
        yield from tell("oa:hasSelector", quotation, position)
        whole = paper.text(found[0].field)
        tell = partial(say, quotation)
        yield from tell("rdf:type", word("oa:TextQuoteSelector"))
        yield from tell("oa:exact", quoted(whole[start:end]))
        yield from tell("oa:prefix", quoted(whole[max(0, start - CONTEXT) : start]))
        yield from tell("oa:suffix", quoted(whole[end : end + CONTEXT]))
        tell = partial(say, position)
        yield from tell("rdf:type", word("oa:TextPositionSelector"))
        yield from tell("oa:start", typed(start, "xsd:nonNegativeInteger"))
        yield from tell("oa:end", typed(end, "xsd:nonNegativeInteger"))

"""Mentions as annotations of the texts they stand in (W3C Web Annotation Data Model, 2017)."""

from collections.abc import Iterable, Iterator
from functools import partial

from pyoxigraph import Literal, NamedNode, Triple

from exports.rdf.terms import BASE, term, thing
from exports.rdf.values import number, say
from kg.types import Mention, Paper

CONTEXT = 32
"""Characters of text that a quotation has on either side, to find it again in another edition of the text."""

_FIELDS = {"title": "dcterms:title", "abstract": "dcterms:abstract"}


def annotations(paper: Paper, mentions: Iterable[Mention], base: str = BASE) -> Iterator[Triple]:
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
    pyoxigraph.Triple
        Of each span of text: the annotation, which has the entity as its body; its target, with the paper as source
        and ``kg:field`` as the property that has the text; the quotation and the position in that text, half-open
        character offsets.
    """
    spans: dict[tuple[str, int, int], list[Mention]] = {}
    for mention in mentions:
        spans.setdefault((mention.field, mention.start, mention.end), []).append(mention)
    subject = thing("paper", paper.id, base=base)
    for (field, start, end), found in spans.items():
        annotation = thing("mention", paper.id, field, f"{start}-{end}", base=base)
        target, quotation, position = (
            NamedNode(f"{annotation.value}/{part}") for part in ("target", "quotation", "position")
        )
        tell = partial(say, annotation)
        yield from tell("rdf:type", term("oa:Annotation"))
        yield from tell("oa:motivatedBy", term("oa:identifying"))
        bodies = dict.fromkeys(mention.entity for mention in found)
        yield from tell("oa:hasBody", *(thing("entity", entity, base=base) for entity in bodies))
        yield from tell("oa:hasTarget", target)
        yield from tell("kg:score", number(max(mention.score for mention in found)))
        tell = partial(say, target)
        yield from tell("rdf:type", term("oa:SpecificResource"))
        yield from tell("oa:hasSource", subject)
        yield from tell("kg:field", term(_FIELDS[field]))
        yield from tell("oa:hasSelector", quotation, position)
        whole = paper.text(found[0].field)
        tell = partial(say, quotation)
        yield from tell("rdf:type", term("oa:TextQuoteSelector"))
        yield from tell("oa:exact", Literal(whole[start:end]))
        yield from tell("oa:prefix", Literal(whole[max(0, start - CONTEXT) : start]))
        yield from tell("oa:suffix", Literal(whole[end : end + CONTEXT]))
        tell = partial(say, position)
        yield from tell("rdf:type", term("oa:TextPositionSelector"))
        yield from tell("oa:start", _offset(start))
        yield from tell("oa:end", _offset(end))


def _offset(value: int) -> Literal:
    return Literal(str(value), datatype=term("xsd:nonNegativeInteger"))

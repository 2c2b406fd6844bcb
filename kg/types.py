"""The words of the house as small frozen dataclasses: what flows between the stages."""

from dataclasses import dataclass
from typing import Literal

ENTITY_TYPES = ("Method", "Model", "Benchmark", "Metric", "Organisation", "Task")
"""The types of the shipped extractor, in the order they are shown; a trained one may bring its own."""

EDGE_KINDS = ("mentions", "introduces", "published_by", "co_mention", "cites", "variant_of")
"""The kinds of edges in a graph, in the order they are shown."""

PAPER_EDGES = frozenset({"mentions", "introduces", "published_by"})
"""The kinds of edges that begin at a paper; the others begin at an entity."""

Field = Literal["title", "abstract"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation as a source names it.

    Attributes
    ----------
    name : str
        Display name, such as ``"NVIDIA"``.
    account : str or None
        Account on the site the record comes from, such as ``"nvidia"``.
    """

    name: str
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One listing of a paper in one source, as its reader found it.

    Text is normalised (:func:`kg.text.normalise`), nothing else is changed.

    Attributes
    ----------
    line : int
        Where it begins in its source, counted from 1; for formats without lines the record's number.
    title, abstract : str
        Normalised text; a record without an abstract has ``""`` there, one without a title is a `Skip`.
    id : str or None
        The id the source gives, verbatim.
    identifiers : tuple of str
        Identifiers valid everywhere, as ``scheme:value``, sorted: ``arxiv:2408.00716`` (no version),
        ``doi:10.1145/3731599.3767343`` (lower case), ``acl:``, ``openalex:``, ``pmid:``, ``s2:``.
    date : str or None
        ISO 8601, as precise as known: ``2025``, ``2025-09`` or ``2025-09-18``.
    url, venue : str or None
        Where to read it; where it appeared.
    organisations : tuple of Organisation
        From the source's own organisation line or field, in its order.
    authors : int or None
        Number of authors.
    keywords : tuple of str
        From the source, in its order.
    upvotes : int or None
        Votes on the site the record comes from.
    """

    line: int
    title: str
    abstract: str = ""
    id: str | None = None
    identifiers: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    venue: str | None = None
    organisations: tuple[Organisation, ...] = ()
    authors: int | None = None
    keywords: tuple[str, ...] = ()
    upvotes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Something in a source that could not be taken as a record.

    Attributes
    ----------
    line : int
        Where it stands, counted from 1; 0 where it is the whole source.
    reason : str
        What is wrong with it and, where there is one, the mend.
    excerpt : str
        Up to 80 characters of it, to find it again.
    """

    line: int
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that went into a graph.

    Attributes
    ----------
    path : str
        As it was given or found under the folder that was given, with forward slashes; ``-`` for standard input.
    format : str
        Name of the reader that took it; ``""`` when none did.
    digest : str
        SHA-256 of its bytes as they lie on disk, in hexadecimal.
    listed : int
        Records read from it.
    skipped : tuple of Skip
        What was not taken.
    """

    path: str
    format: str
    digest: str
    listed: int
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a paper was listed: a source's path and the line there."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One work, merged from all its records; fields as in `Record`.

    Attributes
    ----------
    id : str
        Unique in a graph: the id a source gives, else an identifier, else ``t-`` and a digest of the title.
    sources : tuple of Origin
        Every listing of it, sorted.
    """

    id: str
    title: str
    abstract: str = ""
    identifiers: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    venue: str | None = None
    organisations: tuple[Organisation, ...] = ()
    authors: int | None = None
    keywords: tuple[str, ...] = ()
    upvotes: int | None = None
    sources: tuple[Origin, ...] = ()

    def text(self, field: Field) -> str:
        """Text of one of the two fields that mentions point into."""
        return self.title if field == "title" else self.abstract


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One span of text in one field of one paper that names an entity.

    Attributes
    ----------
    paper : str
        The paper's id.
    field : {"title", "abstract"}
        Which text it stands in.
    start, end : int
        Half-open character offsets into that text.
    surface : str
        The text there: ``paper.text(field)[start:end]``.
    type : str
        Type of the document's entity, one of `ENTITY_TYPES` for the shipped model.
    score : float
        Probability that the mention is right, in [0, 1].
    introduced : bool
        Whether the paper presents the entity as its own.
    group : int
        Number of the document's entity, counted from 0 in order of first mention: mentions of one paper with
        one number name the same thing.
    sentence_start, sentence_end : int
        Half-open character offsets of the sentence around it, in the same text.
    entity : str
        Id of the graph's entity; ``""`` before linking.
    """

    paper: str
    field: Field
    start: int
    end: int
    surface: str
    type: str
    score: float
    introduced: bool
    group: int
    sentence_start: int
    sentence_end: int
    entity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A short form that a paper defines in its text, as in "Mixture-of-Experts (MoE)".

    Attributes
    ----------
    paper : str
        The paper's id.
    field : {"title", "abstract"}
        Where it stands.
    short, long : str
        Both forms as they stand in the text.
    sentence_start, sentence_end : int
        Half-open character offsets of the sentence.
    """

    paper: str
    field: Field
    short: str
    long: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing, whatever it is called.

    Attributes
    ----------
    id : str
        Readable, unique in a graph and stable across rebuilds.
    name : str
        Canonical name.
    type : str
        One type for one entity.
    aliases : tuple of str
        Every surface form found, the canonical name's among them, most frequent first.
    papers : int
        Number of papers that mention it.
    mentions : int
        Number of mentions.
    first_seen, last_seen : str or None
        Dates of the earliest and latest paper that mentions it.
    """

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    papers: int = 0
    mentions: int = 0
    first_seen: str | None = None
    last_seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Why a name belongs to an entity.

    Attributes
    ----------
    entity : str
        The entity's id.
    alias : str
        The name.
    rule : str
        Name of the rule that joined them, such as ``"case"`` or ``"abbreviation"``.
    detail : str
        The rule's particulars in words.
    papers : int
        Papers in which the alias names the entity.
    paper, field, sentence_start, sentence_end
        The sentence that shows it, where there is one; else ``None``.
    """

    entity: str
    alias: str
    rule: str
    detail: str
    papers: int
    paper: str | None = None
    field: Field | None = None
    sentence_start: int | None = None
    sentence_end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A link of the graph.

    Attributes
    ----------
    kind : str
        One of `EDGE_KINDS`.
    source, target : str
        Ids of papers or entities as the kind has it; for ``co_mention``, which has no direction, source < target.
    papers : int
        Papers behind it.
    fractional : float or None
        ``co_mention``: fractional count, see `kg.edges.counting.count`.
    association : float or None
        ``co_mention``: association strength, see `kg.edges.weights.association_strength`; 1 is what chance gives.
    npmi : float or None
        ``co_mention``: normalised pointwise mutual information, see `kg.edges.weights.npmi`; from -1 to 1.
    p_value : float or None
        ``co_mention``: probability of at least so many papers by chance, see `kg.edges.weights.p_values`.
    q_value : float or None
        ``co_mention``: false-discovery rate at which it is more than chance, see `kg.edges.weights.discoveries`; 1 for
        pairs that are too rare to tell, see `kg.edges.weights.family`.
    backbone : bool or None
        ``co_mention``: whether it is significant, or among the strongest of either end.
    mentions, in_title, in_abstract : int or None
        ``mentions``: number of mentions in all, in the title and in the abstract.
    first, last : str or None
        Dates of the earliest and latest paper behind it.
    """

    kind: str
    source: str
    target: str
    papers: int
    fractional: float | None = None
    association: float | None = None
    npmi: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    backbone: bool | None = None
    mentions: int | None = None
    in_title: int | None = None
    in_abstract: int | None = None
    first: str | None = None
    last: str | None = None

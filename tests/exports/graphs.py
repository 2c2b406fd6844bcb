"""Graph directories for tests: made from papers and entities in our own words, through the house's own writers."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

import kg
from kg import edges, schema, store
from kg.graph import Graph
from kg.types import Entity, Field, LedgerEntry, Mention, Organisation, Origin, Paper

SENTENCE = re.compile(r"\S.*?(?:[.!?](?= )|$)", re.DOTALL)
FIELDS: tuple[Field, ...] = ("title", "abstract")


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An entity to be: every occurrence of its names in the papers becomes a mention."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    id: str = ""
    introduced_in: tuple[str, ...] = ()


def make(directory: Path, papers: Sequence[Paper], things: Sequence[Thing]) -> Graph:
    """Write a graph and open it."""
    ids = {thing.name: thing.id or f"{thing.type}-{thing.name}".replace(" ", "-").lower() for thing in things}
    mentions = [mention for paper in papers for mention in _mentions(paper, things, ids)]
    by_entity: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_entity.setdefault(mention.entity, []).append(mention)
    dates = {paper.id: paper.date for paper in papers}
    entities, ledger = [], []
    for thing in things:
        found = by_entity.get(ids[thing.name], [])
        seen = sorted(date for date in (dates[mention.paper] for mention in found) if date)
        entities.append(
            Entity(
                id=ids[thing.name],
                name=thing.name,
                type=thing.type,
                aliases=(thing.name, *thing.aliases),
                papers=len({mention.paper for mention in found}),
                mentions=len(found),
                first_seen=seen[0] if seen else None,
                last_seen=seen[-1] if seen else None,
            )
        )
        for alias in (thing.name, *thing.aliases):
            proof = next((mention for mention in found if mention.surface == alias), None)
            ledger.append(
                LedgerEntry(
                    entity=ids[thing.name],
                    alias=alias,
                    rule="name" if alias == thing.name else "abbreviation",
                    detail="the most frequent name" if alias == thing.name else f"a paper defines it as {thing.name}",
                    papers=len({mention.paper for mention in found if mention.surface == alias}),
                    paper=proof.paper if proof else None,
                    field=proof.field if proof else None,
                    sentence_start=proof.sentence_start if proof else None,
                    sentence_end=proof.sentence_end if proof else None,
                )
            )
    publishers = [
        (paper.id, ids[organisation.name])
        for paper in papers
        for organisation in paper.organisations
        if organisation.name in ids
    ]
    write(directory, papers, mentions, entities, ledger, publishers)
    return kg.open(directory)


def write(
    directory: Path,
    papers: Iterable[Paper],
    mentions: Iterable[Mention],
    entities: Iterable[Entity],
    ledger: Iterable[LedgerEntry],
    publishers: Iterable[tuple[str, str]],
) -> None:
    """Write the tables of a graph, sorted as a build sorts them."""
    rows: Mapping[str, Sequence[object]] = {
        "papers": sorted(papers, key=lambda row: row.id),
        "mentions": sorted(mentions, key=lambda row: (row.paper, row.field == "abstract", row.start)),
        "entities": sorted(entities, key=lambda row: row.id),
        "ledger": sorted(ledger, key=lambda row: (row.entity, row.alias)),
        "skips": [],
    }
    tables = {name: schema.to_table(found, schema.TABLES[name]) for name, found in rows.items()}
    published = sorted(publishers)
    columns = {"paper": [pair[0] for pair in published], "entity": [pair[1] for pair in published]}
    publishers_schema = pa.schema([("paper", pa.string()), ("entity", pa.string())])
    tables["edges"] = edges.build(tables["papers"], tables["mentions"], pa.table(columns, publishers_schema))
    store.write(directory, tables, {"pipeline": {}, "sources": []})


def _mentions(paper: Paper, things: Sequence[Thing], ids: Mapping[str, str]) -> Iterable[Mention]:
    for group, thing in enumerate(things):
        for name in (thing.name, *thing.aliases):
            for field in FIELDS:
                text = paper.text(field)
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                    start, end = next(
                        found.span()
                        for found in SENTENCE.finditer(text)
                        if found.start() <= match.start() < found.end()
                    )
                    yield Mention(
                        paper=paper.id,
                        field=field,
                        start=match.start(),
                        end=match.end(),
                        surface=match.group(),
                        type=thing.type,
                        score=0.9,
                        introduced=paper.id in thing.introduced_in,
                        group=group,
                        sentence_start=start,
                        sentence_end=max(end, match.end()),
                        entity=ids[thing.name],
                    )


def small(directory: Path) -> Graph:
    """Three papers on reasoning; every kind of edge; names with other scripts, an emoji, an alias."""
    papers = [
        Paper(
            id="p1",
            title="Group Relative Policy Optimization for reasoning",
            abstract="We introduce Group Relative Policy Optimization (GRPO). It trains Qwen2.5 without a critic. "
            "On GSM8K, GRPO gains five points of accuracy.",
            identifiers=("arxiv:2401.00001",),
            date="2024-02-05",
            url="https://example.org/p1",
            venue="A Venue",
            organisations=(Organisation(name="Example Lab", account="example-lab"),),
            authors=3,
            keywords=("reasoning", "reinforcement learning"),
            upvotes=7,
            sources=(Origin(path="page.txt", line=3),),
        ),
        Paper(
            id="p2",
            title="Scaling GRPO to larger models",
            abstract="\U0001f680 GRPO works for Qwen2.5 and for Größe-7B. Example Lab reports accuracy on MATH.",
            date="2025-03",
            url="javascript:alert(1)",
            organisations=(Organisation(name="Example Lab"),),
        ),
        Paper(id="p3", title="Accuracy is not all", abstract="Metrics such as accuracy mislead on GSM8K.", date="2025"),
    ]
    things = [
        Thing(
            name="Group Relative Policy Optimization",
            type="Method",
            aliases=("GRPO",),
            introduced_in=("p1",),
            id="grpo",
        ),
        Thing(name="Qwen2.5", type="Model"),
        Thing(name="Größe-7B", type="Model"),
        Thing(name="GSM8K", type="Benchmark"),
        Thing(name="MATH", type="Benchmark"),
        Thing(name="accuracy", type="Metric", aliases=("Accuracy",)),
        Thing(name="Example Lab", type="Organisation"),
    ]
    return make(directory, papers, things)


HOSTILE = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=2</script>",
    '<img src=x onerror="window.hacked=3">',
    '" onmouseover="window.hacked=4',
    "javascript:window.hacked=5",
    "</textarea><svg onload=window.hacked=6>",
    "{{ 7 * 7 }}{% raw %}",
    "a\u2028b\u2029c",
    "\u202egnp.exe\u202c",
    "tab\tand\nnewline",
    "back\\slash 'single' \"double\" `tick`",
    "control\x00\x01\x1b[31m\x7f",
    "\ufffe\uffff\ufeff",
    "../../etc/passwd",
    "..",
    "<http://a b>^^{}|\\",
    "a/b?c#d%20e&f=g;h",
    "\U0001f9d1\u200d\U0001f52c\U0001f680",
    "עברית ואנגלית",
    "x" * 10_000,
    "]]>",
    "<!-- -->",
    "=HYPERLINK(1)",
    "__proto__",
    "constructor",
)


def hostile(directory: Path) -> Graph:
    """Every field of every table holds text that some output format could trip over."""
    papers = [
        Paper(
            id=f"{text}{number}",
            title=f"On {text} here",
            abstract=f"We compare {text} with {HOSTILE[number - 1]}. <b onclick='window.hacked=7'>So</b> {text} wins.",
            identifiers=(f"doi:{text}",),
            date=text if number % 2 else "2025-02-31",
            url=text if number % 3 else f"https://example.org/{text}",
            venue=text,
            organisations=(Organisation(name=text, account=text),),
            authors=number,
            keywords=(text, text + "2"),
            upvotes=-number,
            sources=(Origin(path=text, line=number),),
        )
        for number, text in enumerate(HOSTILE)
    ]
    things = [
        Thing(
            name=text,
            type=("Method", "Model", "<b>Own type</b>", "Organisation")[number % 4],
            aliases=(text[:2], text + "'"),
            id=text,
            introduced_in=(f"{text}{number}",),
        )
        for number, text in enumerate(HOSTILE)
    ]
    return make(directory, papers, things)


def empty(directory: Path) -> Graph:
    """Nothing at all in it."""
    return make(directory, [], [])


def synthetic(directory: Path, entities: int, seed: int = 0) -> Graph:
    """Topics of entities whose papers name a few of their topic, a popular thing and sometimes a stranger."""
    rng = random.Random(seed)  # noqa: S311
    syllables = ["ra", "net", "lo", "former", "di", "ve", "qua", "mix", "to", "sel", "gra", "phi", "zen", "mo"]
    types = ("Method", "Method", "Model", "Model", "Benchmark", "Metric", "Organisation", "Task")
    names: dict[str, str] = {}
    while len(names) < entities:
        word = "".join(rng.choices(syllables, k=rng.randint(2, 4))).capitalize()
        names.setdefault(f"{word}-{rng.randint(1, 99)}", types[len(names) % len(types)])
    topics = max(1, entities // 40)
    members = [list(names)[topic::topics] for topic in range(topics)]
    rows: list[Paper] = []
    mentions: list[Mention] = []
    for number in range(entities):
        topic = members[min(topics - 1, int(rng.expovariate(5 / topics)))]
        chosen = {topic[min(len(topic) - 1, int(rng.expovariate(0.12)))] for _ in range(rng.randint(2, 6))}
        chosen |= {members[0][rng.randrange(3)]} if rng.random() < 0.5 else {rng.choice(list(names))}
        paper = Paper(
            id=f"s{number:05}",
            title=f"Study {number}",
            abstract=f"We study {', '.join(sorted(chosen))}.",
            date=f"{2019 + number % 7}-0{1 + number % 9}",
            url=f"https://example.org/{number}",
        )
        rows.append(paper)
        for group, name in enumerate(sorted(chosen)):
            start = paper.abstract.index(name)
            mentions.append(
                Mention(
                    paper=paper.id,
                    field="abstract",
                    start=start,
                    end=start + len(name),
                    surface=name,
                    type=names[name],
                    score=0.9,
                    introduced=False,
                    group=group,
                    sentence_start=0,
                    sentence_end=len(paper.abstract),
                    entity=name.lower(),
                )
            )
    papers_of: dict[str, set[str]] = {}
    for mention in mentions:
        papers_of.setdefault(mention.entity, set()).add(mention.paper)
    dates = {paper.id: paper.date for paper in rows}
    things = []
    for name, type_ in names.items():
        seen = sorted(str(dates[paper]) for paper in papers_of.get(name.lower(), ()))
        things.append(
            Entity(
                id=name.lower(),
                name=name,
                type=type_,
                aliases=(name,),
                papers=len(seen),
                mentions=len(seen),
                first_seen=seen[0] if seen else None,
                last_seen=seen[-1] if seen else None,
            )
        )
    ledger = [
        LedgerEntry(entity=row.id, alias=row.name, rule="name", detail="its only name", papers=row.papers)
        for row in things
    ]
    write(directory, rows, mentions, things, ledger, [])
    return kg.open(directory)

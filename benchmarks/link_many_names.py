"""Time and memory of linking a million distinct names.

    python benchmarks/link_many_names.py [NAMES] [CORPUS.jsonl.gz...]

Names are made from families, versions and wordings, twenty a paper, with a definition in every tenth; where a corpus
is given (JSON lines with ``title``), half of them are word sequences of its titles.
"""

import gzip
import itertools
import json
import random
import resource
import sys
import time
from collections.abc import Iterator

import pyarrow as pa

from kg.schema import DEFINITIONS, to_table
from kg.types import Definition
from pipelines.linking.joining import join

_A_PAPER = 20
_WORDS = ("graph", "sparse", "neural", "token", "policy", "image", "video", "speech", "causal", "kernel", "agent")
_TAILS = ("network", "model", "retrieval", "generation", "pruning", "alignment", "search", "optimization", "attention")


def made_up(count: int, rng: random.Random) -> Iterator[str]:
    """Distinct names of models and terms."""
    for number in range(count):
        word, other, tail = rng.choice(_WORDS), rng.choice(_WORDS), rng.choice(_TAILS)
        if number % 2:
            yield f"{word.title()}{other.title()}-{number // 7}-{rng.choice((7, 13, 70))}B"
        else:
            yield f"{word}-{other} {tail} of {rng.choice(_TAILS)} {number // 3:x}"


def mined(paths: list[str], count: int, rng: random.Random) -> Iterator[str]:
    """Distinct sequences of two to four words of a corpus's titles."""
    seen: set[str] = set()
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                words = json.loads(line)["title"].split()
                for start in range(len(words) - 1):
                    name = " ".join(words[start : start + rng.randint(2, 4)])
                    if name not in seen:
                        seen.add(name)
                        yield name
                        if len(seen) >= count:
                            return


def main(count: int, paths: list[str]) -> None:
    """Link that many names, and print what it took."""
    rng = random.Random(0)  # noqa: S311
    names = [*mined(paths, count // 2, rng)]
    names += itertools.islice(made_up(count, rng), count - len(names))
    rng.shuffle(names)
    kinds = ("Method", "Model", "Task", "Benchmark")
    uses = pa.table(
        {
            "paper": [f"p{place // _A_PAPER}" for place in range(len(names))],
            "surface": names,
            "type": [kinds[place % 4] for place in range(len(names))],
        }
    )
    definitions = [
        Definition(
            paper=f"p{place // _A_PAPER}",
            field="abstract",
            short="".join(word[0] for word in name.split()).upper(),
            long=name,
            sentence_start=0,
            sentence_end=1,
        )
        for place, name in [*enumerate(names)][:: _A_PAPER * 10]
    ]
    start = time.perf_counter()
    joined = join(uses, to_table(definitions, DEFINITIONS))
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(set(names)):,} names in {len(joined.things):,} things: {seconds:.0f} s, {memory:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2:])

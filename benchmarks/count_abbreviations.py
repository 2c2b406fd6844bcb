"""Count the short forms that the papers of a corpus define: pipelines/linking/facts/abbreviations.tsv.

    python benchmarks/count_abbreviations.py CORPUS.jsonl.gz... > pipelines/linking/facts/abbreviations.tsv

Each line of the corpus is a JSON object with ``title`` and ``abstract``. What comes out is short form, long form in
its most frequent spelling, and number of papers; wordings of one long form count together; forms that fewer than
two papers define are left out, and those that initials do not spell when fewer
than ten do.
"""

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict

from kg.names import spelling_key
from kg.text import normalise
from pipelines.extraction.abbreviations import find
from pipelines.linking.initials import spells

_LEAST = 2
_LEAST_UNSPELT = 10


def _least(short: str, long: str) -> float:
    """Papers that must define it; more where initials do not show it, as in "XAI" for explainable AI."""
    if spells(short, long):
        return _LEAST
    return _LEAST_UNSPELT if long.isalpha() or len(long.split()) >= len(short) - 1 > 1 else float("inf")


def definitions(paths: list[str]) -> set[tuple[str, int, str, str]]:
    """Short and long forms by paper, numbered as they come."""
    found = set()
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                record = json.loads(line)
                for text in map(normalise, (record["title"] or "", record["abstract"] or "")):
                    for form in find(text):
                        found.add((path, number, text[slice(*form.short)], text[slice(*form.long)]))
    return found


def main(paths: list[str]) -> None:
    """Print the table."""
    papers: defaultdict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
    shorts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    longs: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for path, number, short, long in sorted(definitions(paths)):
        key = spelling_key(short)
        sense = key, spelling_key(long)
        if (
            len(long) <= 80
            and long.isprintable()
            and not re.search(r"[\\\\${}~\"\d]|\bsuch as\b", long)
            and key != sense[1]
        ):
            papers[sense].add((path, number))
            shorts[key][short] += 1
            longs[sense][long.lower() if long.istitle() else long] += 1
    rows = [
        (short, long, len(found))
        for (key, sense), found in papers.items()
        for short, long in [(shorts[key].most_common(1)[0][0], longs[key, sense].most_common(1)[0][0])]
        if len(found) >= _least(short, long)
    ]
    writer = csv.writer(sys.stdout, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    writer.writerow(("short", "long", "papers"))
    writer.writerows(sorted(rows, key=lambda row: (row[0].casefold(), row[0], -row[2], row[1])))


if __name__ == "__main__":
    main(sys.argv[1:])

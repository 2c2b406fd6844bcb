"""Damaged files without end, over every reader: what none of them may do.

Run as a module for a long run; the tests take a few hundred from the same source::

    python -m tests.readers.fuzzing COUNT [--seed N] [--size BYTES]

Prints what breaks or is slow, with the file kept, and every 10,000 inputs a line a format: inputs, the share that gave
records, the longest processor time of one, and the most for its size.
"""

import argparse
import gzip
import io
import random
import signal
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.errors import SourceError
from kg.schema import RECORDS, to_table
from kg.types import Record, Skip
from pipelines import works
from pipelines.readers import read_source, readers
from pipelines.sources import Document
from tests.readers.dense import DENSE, dense
from tests.readers.samples import MORE, SAMPLES

SECONDS_A_MEGABYTE = 1.0
"""Processor time that reading may take, by the size after decompression, and for any file that is smaller."""
_HANGS = 20.0
_MEASURABLE = 0.1
"""Megabytes from which seconds a megabyte tell of more than the fixed cost of a file."""
_TOKENS = (
    *(b"\0", b"\n", b"\r", b"\t", b" ", b"\\", b'"', b"'", b"{", b"}", b"[", b"]", b"(", b"<", b">", b"&", b"@", b"%"),
    *(b",", b":", b"=", b"#", b"$", b"~", b"^", b"|", b";", b"-", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf"),
    *(b"\x1b[31m", b"\x1f\x8b", b"\xff\xfe", b"PK\x03\x04", b"%PDF", b"\\ud800", b"\\u0000", b"null", b"true", b"NaN"),
    *(b"-1", b"1e999", b"9" * 40, b"1" * 5000, b'"title":', b'{"title": "x"}', b"[]", b"{}", b'""', b"[[", b'{"a":'),
    *(b"<!DOCTYPE a [", b'<!ENTITY a "&b;">', b"&a;", b"&#0;", b"<![CDATA[", b"]]>", b"<?xml", b"<!--", b"</", b"/>"),
    *(
        b"@misc{",
        b"@string{a = b}",
        b"@comment{",
        b"title = {",
        b"\\begin{",
        b"\\input{/etc/passwd}",
        b"\\'",
        b"\\verb",
    ),
    *(
        b"\xc2\xb7",
        b"\xe2\x80\xa2 6 authors",
        b"Oct 16 12",
        b"Feb 30, 2023 1",
        b"Subscribe",
        b"new",
        b"=cmd|' /C calc'!A0",
    ),
    *(b"../../etc/passwd", b"2024-13-45", b"0000-00-00", b"10.1000/", b"\xe2\x80\xae", b"\xcc\x81" * 50, b"A" * 2001),
)
_SEEDS: dict[str, list[bytes]] = {
    name: [sample.data, *(text.encode() for text in MORE.get(name, ()))] for name, sample in SAMPLES.items()
}
_DENSE = {name: [dense for dense in DENSE if dense.startswith(f"{name}: ")] for name in SAMPLES}


_Damage = Callable[[random.Random, bytes], bytes]
_DAMAGES: tuple[_Damage, ...] = (
    lambda _, part: part[:0],
    lambda chance, _: chance.choice(_TOKENS),
    lambda chance, part: part + chance.choice(_TOKENS),
    lambda chance, part: part + chance.choice(_TOKENS) * chance.choice((10, 300, 5000)),
    lambda chance, part: part * chance.choice((2, 30, 3000)),
    lambda chance, part: chance.randbytes(min(len(part), 60)),
    lambda chance, part: bytes(chance.sample(part, len(part))),
    lambda chance, part: part + _seed(chance, chance.choice(tuple(_SEEDS)))[chance.randrange(2000) :],
)
"""What happens to a part of a file."""


def _seed(chance: random.Random, name: str) -> bytes:
    return chance.choice(_SEEDS[name])


def mutated(chance: random.Random, name: str, size: int) -> bytes:
    """A file of a format with up to eight damages; of so many bytes at most, before it is written otherwise."""
    data = _seed(chance, name)
    if chance.random() < 0.1:
        start = dense(chance.choice(_DENSE[name]), chance.randint(2000, size))
        data = start if chance.random() < 0.5 else start[: chance.randint(0, len(start))] + data
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        at = chance.randint(0, len(data))
        to = min(len(data), at + chance.choice((0, chance.randint(0, 30), chance.randint(0, 2000))))
        data = (data[:at] + chance.choice(_DAMAGES)(chance, data[at:to]) + data[to:])[:size]
    if chance.random() < 0.1:
        encoding = chance.choice(("utf-16", "utf-16-be", "utf-32", "utf-8-sig"))
        data = data.decode("utf-8", "replace").encode(encoding)
    if chance.random() < 0.1:
        data = gzip.compress(data, compresslevel=1, mtime=0)[: chance.choice((None, chance.randint(0, size)))]
    return data


def check(data: bytes, name: str, path: Path) -> tuple[int, float]:
    """Read a file both as a build does and by the reader of a format, and raise where a promise is broken.

    Returns
    -------
    records : int
        Records read.
    seconds : float
        Processor time of the first, which is bounded.
    """
    path.write_bytes(data)
    begin = time.process_time()
    source, records = read_source(path.as_posix())
    seconds = time.process_time() - begin
    named: list[Record | Skip] = []
    with suppress(SourceError):
        named.extend(readers()[name].read(Document(io.BytesIO(data), path.name)))
    assert source.listed == len(records)
    assert records or source.skipped
    records += [item for item in named if isinstance(item, Record)]
    assert all(record.title for record in records)
    works.merge([(source.path, to_table(records, RECORDS))])
    assert not [skip.reason for skip in source.skipped if "reader failed" in skip.reason]
    return len(records), seconds


class HangError(BaseException):
    """An input took far longer than any may."""


def _hang(*_: object) -> None:
    raise HangError


def main(arguments: Sequence[str]) -> int:
    """Run for long; the exit status is 1 where something broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--size", type=int, default=20_000, help="bytes of an input at most; one in 50 is ten times that"
    )
    parser.add_argument("--keep", type=Path, default=Path("fuzzed"), help="where files that break a promise are kept")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGVTALRM, _hang)
    inputs, reached, listed = Counter[str](), Counter[str](), Counter[str]()
    longest, rate = dict.fromkeys(SAMPLES, 0.0), dict.fromkeys(SAMPLES, 0.0)
    broken = slow = 0
    with TemporaryDirectory() as folder:
        for sample in SAMPLES.values():  # what is loaded at the first use takes its time
            check(sample.data, "json", Path(folder) / sample.name)
        for number in range(chosen.count):
            chance = random.Random(f"{chosen.seed} {number}")  # noqa: S311
            name = chance.choice(tuple(SAMPLES))
            data = mutated(chance, name, chosen.size * (10 if number % 50 == 49 else 1))
            signal.setitimer(signal.ITIMER_VIRTUAL, _HANGS)
            fault, found, took = "", 0, 0.0
            try:
                found, took = check(data, name, Path(folder) / SAMPLES[name].name)
            except KeyboardInterrupt:
                break
            except (Exception, HangError) as error:  # noqa: BLE001  all of it is what this looks for
                fault = f"{type(error).__name__}: {error} at {traceback.extract_tb(error.__traceback__)[-1]}"
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            inputs[name] += 1
            listed[name] += found
            reached[name] += bool(found)
            longest[name] = max(longest[name], took)
            megabytes = _size(data) / 1_000_000
            if megabytes > _MEASURABLE:
                rate[name] = max(rate[name], took / megabytes)
            if took > SECONDS_A_MEGABYTE * max(1, megabytes):
                slow += not fault
                fault = fault or f"slow: {took:.2f} s"
            if fault:
                broken += not fault.startswith("slow")
                chosen.keep.mkdir(exist_ok=True)
                (chosen.keep / f"{name}-{chosen.seed}-{number}").write_bytes(data)
                print(f"{name} {chosen.seed} {number} ({len(data)} bytes): {fault}", flush=True)  # noqa: T201
            if number % 10_000 == 9_999 or number == chosen.count - 1:
                _report(inputs, reached, listed, longest, rate)
                print(f"{number + 1:,} inputs, {broken} broken, {slow} slow", flush=True)  # noqa: T201
    return bool(broken or slow)


def _size(data: bytes) -> int:
    """Bytes after decompression, as far as that goes."""
    if data[:2] != b"\x1f\x8b":
        return len(data)
    with suppress(zlib.error):
        return len(zlib.decompressobj(31).decompress(data))
    return len(data)


def _report(inputs: Counter[str], reached: Counter[str], listed: Counter[str], *times: dict[str, float]) -> None:
    longest, rate = times
    for name in SAMPLES:
        share = reached[name] / max(1, inputs[name])
        print(  # noqa: T201
            f"{name}: {inputs[name]:,} inputs, {share:.0%} with records, {listed[name]:,} records,"
            f" {longest[name]:.2f} s at most, {rate[name]:.2f} s a megabyte"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

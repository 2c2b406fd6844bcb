"""Files that cost a reader the most for their size: the shortest records, the deepest nesting, the longest runs."""

import json
from collections.abc import Callable, Iterator

from pipelines.readers import BRIEF
from tests.readers.samples import HARBOUR, SAMPLES

Make = Callable[[int], str]

_BRIEF = "a" * BRIEF


def _filled(start: str, part: str, end: str = "") -> Make:
    """The start, the part as often as there is room, the end."""
    return lambda size: start + part * ((size - len(start) - len(end)) // len(part)) + end


def _numbered(start: str, part: str, end: str = "") -> Make:
    """The same with the part's ``%d`` counting, in eight digits."""

    def make(size: int) -> str:
        count = (size - len(start) - len(end)) // len(part % 10_000_000)
        return start + "".join([part % (10_000_000 + number) for number in range(count)]) + end

    return make


def _nested(start: str, opening: str, closing: str, end: str = "") -> Make:
    def make(size: int) -> str:
        depth = (size - len(start) - len(end)) // (len(opening) + len(closing))
        return start + opening * depth + closing * depth + end

    return make


def _halves(start: str, first: str, middle: str, second: str, end: str = "") -> Make:
    """Half of it the first part, half the second."""
    return lambda size: start + first * (size // 2 // len(first)) + middle + second * (size // 2 // len(second)) + end


_JSON: dict[str, str] = {
    name: json.dumps(first)
    for name, first in {
        "json": {"title": HARBOUR},
        "hf-daily": {"paper": {"title": HARBOUR}},
        "arxiv-json": {"title": HARBOUR, "arxiv_id": "1"},
        "openalex": {"title": HARBOUR, "abstract_inverted_index": {}},
        "semantic-scholar": {"title": HARBOUR, "paperId": "1"},
        "paperlists": {"title": HARBOUR, "track": "", "status": ""},
    }.items()
}
"""Format: an object by which it is recognised."""


def _json(name: str, first: str) -> Iterator[tuple[str, Make]]:
    lines, items = first + "\n", f"[{first},"
    yield "short records in lines", _filled(lines, '{"title":"a"}\n')
    yield "short records in a list", _filled(items, '{"title":"a"},', "1]")
    yield "no title", _filled(items, "{},", "1]")
    yield "titles as short as believed", _filled(items, f'{{"title":"{_BRIEF}"}},', "1]")
    yield "such, and as many bad lines", _filled(lines, f'{{"title":"{_BRIEF}"}}\nx\n')
    yield "bad lines", _filled(lines, "x\n")
    yield "blank lines", _filled(lines, "\n")
    yield "lines of a bad byte", _filled(lines, "\udcff\n")
    yield "lines of a no-break space", _filled(lines, "\udca0\n")
    yield "numbers around it", lambda size: "[" + "1," * 900 + _filled(first, ",1", "]")(size)
    yield "numbers", _filled(items, "1,", "1]")
    yield "commas", _filled(items, ",", "1]")
    yield "texts that may be objects", _filled(items, '"{",', "1]")
    yield "a text that is a large object", lambda size: items + json.dumps("{" + "1," * (size // 2) + "}") + "]"
    yield "deep lists", _nested(items, "[", "]", "]")
    yield "deep objects", _nested(items, '{"a":', "", "1")
    yield "an object of many keys", _numbered(items + '{"title":"a"', ',"%d":1', "}]")
    yield "escapes", _filled(items + '{"title":"a","abstract":"', "\\u0301", '"}]')
    yield "marks", _filled(items + '{"title":"a","abstract":"', "e" + "\u0301\u0323" * 14, '"}]')
    yield "pairs of marks", _filled(items + '{"title":"a","abstract":"', "\u0344", '"}]')
    yield "spaces", _filled(items + '{"title":"a","abstract":"', "a ", '"}]')
    yield "a long title", _filled(items + '{"title":"', "ab", '"}]')
    yield "odd dates", _numbered(lines, '{"title":"a","date":"%d Fri 1x"}\n')
    keys = ("id", "url", "doi", "arxiv", "authors", "author", "keywords", "organisations", "venue", "aff_unique_norm")
    for key in keys if name in ("json", "paperlists") else ():
        yield f"many of {key}", _filled(f'{items}{{"title":"a","{key}":"', "a;", '"}]')
        yield f"a list of {key}", _numbered(f'{items}{{"title":"a","{key}":[""', ',"%d"', "]}]")
    parts = ("doi:10.1000/", "doi.org/10.1000/1", "arxiv:a", "arxiv.org/abs/", "http://", "year={", "booktitle={")
    for part in parts if name in ("json", "paperlists") else ():
        for key in ("doi", "bibtex"):
            yield f"{part} in {key}", _filled(f'{items}{{"title":"a","{key}":"', part, ' "}]')
    if name == "openalex":
        index = items + '{"title":"a","abstract_inverted_index":{"'
        yield "a long word in many places", _halves(index, "a", '":[1', ",1", "]}}]")
        yield "many words", _numbered(index + 'a":[1]', ',"%d":[1]', "}}]")
        yield "many institutions", _filled(items + '{"title":"a","authorships":[', '{"institutions":["a"]},', "1]}]")
    if name == "hf-daily":
        yield "many keywords", _numbered(items + '{"paper":{"title":"a","ai_keywords":[""', ',"%d"', "]}}]")


def _xml(start: str, paper: str, title: str, abstract: str, end: str) -> Iterator[tuple[str, Make]]:
    into = f"{start}<{paper}>"
    out = f"</{paper}>{end}"
    yield "short records", _filled(start, f"<{paper}><{title}>a</{title}></{paper}>", end)
    yield "titles as short as believed", _filled(start, f"<{paper}><{title}>{_BRIEF}</{title}></{paper}>", end)
    yield "no title", _filled(start, f"<{paper}/>", end)
    yield "elements outside of papers", _filled(start, "<a/>", end)
    yield "elements in one", _filled(into, "<a/>", out)
    yield "elements in a title", _filled(f"{into}<{title}>", "<a/>", f"</{title}>{out}")
    yield "deep", _nested(into, "<a>", "</a>", out)
    yield "deep and cut off", _filled(start, "<a>")
    yield "papers in papers", _nested(start, f"<{paper}>", f"</{paper}>", end)
    yield "titles in titles", _nested(into, f"<{title}>", f"</{title}>", out)
    yield "abstracts in abstracts", _nested(into, f"<{abstract}>", f"</{abstract}>", out)
    yield "entities", _filled(f"{into}<{title}>", "&lt;", f"</{title}>{out}")
    yield "characters", _filled(f"{into}<{abstract}>", "&#769;", f"</{abstract}>{out}")
    yield "comments", _filled(into, "<!---->", out)
    yield "instructions", _filled(into, "<?a?>", out)
    yield "sections", _filled(f"{into}<{abstract}>", "<![CDATA[]]>", f"</{abstract}>{out}")
    yield "a long comment", _filled(into + "<!--", "ab", "-->" + out)
    yield "a long comment, cut off", _filled(into + "<!--", "ab")
    yield "many attributes", _numbered(into + "<a", ' a%d=""', "/>" + out)
    yield "attributes", _filled(into, '<a b=""/>', out)
    yield "namespaces", _numbered(into, '<a xmlns="%d"/>', out)
    yield "prefixes", _numbered(into, '<a:a xmlns:a="%d"/>', out)
    yield "new names", _numbered(into, "<a%d/>", out)
    yield "line ends", _filled(into, "\n", out)
    yield "returns", _filled(into, "\r", out)
    for part in ("author", "url", "doi", "PMID", "ArticleId", "Author", "AbstractText", "Keyword", "id", "summary"):
        yield f"many of {part}", _filled(into, f"<{part}>a</{part}>", out)
        yield f"{part} in {part}", _nested(into, f"<{part}>", f"</{part}>", out)
    for outer, inner in (("KeywordList", "Keyword"), ("AuthorList", "Author"), ("Abstract", "AbstractText")):
        yield f"{outer} in {inner}", _nested(into, f"<{outer}><{inner}>a", f"</{inner}></{outer}>", out)
        yield f"many of {inner} in {outer}", _filled(f"{into}<{outer}>", f"<{inner}>a</{inner}>", f"</{outer}>{out}")
    comment = f"<!-- {start} -->"  # by which it is recognised
    doctype = comment + "<!DOCTYPE a ["
    yield "a declared attribute", _halves(doctype + '<!ATTLIST x y CDATA "', "a", '">]>' + start, "<x/>", end)
    yield "declared attributes", _numbered(doctype, "<!ATTLIST x y%d CDATA ''>", "]>" + start + end)
    yield "declared entities", _numbered(doctype, "<!ENTITY y%d ''>", "]>" + start + end)


def _bibtex() -> Iterator[tuple[str, Make]]:
    start = SAMPLES["bibtex"].text + "\n"
    yield "short records", _numbered(start, "@a{%d,title=a}\n")
    yield "records of one key", _filled(start, "@a{a,title=a}\n")
    yield "titles as short as believed", _numbered(start, "@a{%d,title={" + _BRIEF + "}}\n")
    yield "no title", _filled(start, "@a{a,}\n")
    yield "no key", _filled(start, "@a{,}\n")
    yield "open records", _filled(start, "@a{\n")
    yield "open records, in round brackets", _filled(start, "@a(\n")
    yield "starts on one line", _filled(start, "@a{")
    yield "starts on one line, in round brackets", _filled(start, "@a(")
    yield "spaces before starts", _filled(start, " " * 500 + "@a{" * 200)
    yield "macros", _numbered(start, "@string{a%d=1}\n")
    yield "short macros", _filled(start, "@string{a=1}\n")
    yield "macros of macros", _filled(start, "@string{a=a}\n")
    yield "a long macro", _halves(start + '@string{a = "', "a", '"}\n@a{b,', "a=a,\n", "}")
    yield "a long macro in many titles", _halves(start + '@string{a = "', "a", '"}\n', "@a{b,title=a}\n")
    yield "comments", _filled(start, "@comment{}\n")
    yield "preambles", _filled(start, "@preamble{}\n")
    yield "fields of one name", _filled(start + "@a{b,", "a=a,", "}")
    yield "fields", _numbered(start + "@a{b,", "a%d=a,", "}")
    yield "braces", _nested(start + "@a{b, title = {", "{", "}", "}}")
    yield "braces side by side", _filled(start + "@a{b, title = {", "{}", "}}")
    yield "open braces", _filled(start + "@a{b, title = {", "{")
    yield "closing braces", _filled(start, "}")
    yield "quotes", _filled(start + "@a{b, title = ", '"', "}")
    yield "pieces", _filled(start + "@a{b, title = ", '"a" # ', '"a"}')
    yield "equals signs", _filled(start + "@a{b, title ", "=", "}")
    yield "commas", _filled(start + "@a{b", ",", "}")
    yield "commands", _filled(start + "@a{b, title = {a}, abstract = {", "\\a ", "}}")
    yield (
        "commands in many",
        _numbered(start, "@a{%d,title={\\a\\b\\c\\d\\e\\f\\g\\h\\i\\j\\k\\l\\m\\n\\o\\p\\q\\r}}\n"),
    )
    yield "accents in many", _numbered(start, "@a{%d,title={" + "\\'e" * 40 + "}}\n")
    yield "options in options", _numbered(start, "@a{b,title={\\cite[\\cite[\\frac{\\frac{\\frac{\\frac{%d}}}}}}\n")
    yield "fractions in fractions", _numbered(start, "@a{b,title={\\frac{\\frac{\\frac{\\frac{%d}}}}}}\n")
    yield "begins", _numbered(start, "@a{%d,title={\\begin{a}\\begin{b}\\begin{c}\\[\\(}}\n")
    yield "dollars", _numbered(start, "@a{%d,title={" + "{$}" * 20 + "}}\n")
    yield "a long title of commands", _filled(start + "@a{b, title = {", "\\'e", "}}")
    yield "a keyed list", _filled(start + "@a{b, title = {a}, keywords = {", "a;", "}}")
    yield "authors", _filled(start + "@a{b, title = {a}, author = {", "a and ", "}}")
    yield "authors of commands", _filled(start + "@a{b, title = {a}, author = {", "\\'e and ", "}}")
    yield "odd dates", _numbered(start, "@a{%d,title={" + _BRIEF + "},date={1 Fri 2x}}\n")
    yield (
        "odd fields",
        _numbered(start, "@a{%d,title={\\a},year={\\b},date={\\c},journal={\\d},author={\\e},keywords={\\f}}\n"),
    )
    yield "text", _filled(start, "a\n")
    yield "line ends", _filled(start, "\n")
    yield "returns", _filled(start, "\r")
    yield "backslashes", _filled(start + "@a{b, title = {", "\\", "}}")


def _table() -> Iterator[tuple[str, Make]]:
    start = "title,abstract,year,keywords,doi\n"
    yield "short rows", _filled(start, "a\n")
    yield "titles as short as believed", _filled(start, _BRIEF + "\n")
    yield "such, and as many bad rows", _filled(start, _BRIEF + "\n,,,,,\n")
    yield "rows without a title", _filled(start, ",a\n")
    yield "blank lines", _filled(start, "\n")
    yield "lines of returns", _filled(start, "\r\n")
    yield "blank cells", _filled(start, ",\n")
    yield "lines of a no-break space", _filled(start, "\udca0\n")
    yield "lines of a bad byte", _filled(start, "\udcff\n")
    yield "too many cells", _filled(start, ",,,,,\n")
    yield "cells", _filled(start + "a", ",", "\n")
    yield "a wide table", _halves(start[:-1], ",a", "\n", "a,")
    yield "a wide table of blank rows", _halves(start[:-1], ",a", "\n", "," * 400 + "\n")
    yield "a wide table of short rows", _halves(start[:-1], ",title", "\n", "a\n")
    yield "a column many times", _halves("title,abstract", ",title", "\n", "a,")
    yield "quotes", _filled(start, '"')
    yield "quoted lines", _filled(start, '"\n')
    yield "quoted rows", _filled(start, '""\n')
    yield "broken quotes", _filled(start, '"a"b\n')
    yield "broken quotes over lines", _filled(start, '"\n"a\n')
    yield "an open quote", _filled(start + '"', "a\n")
    yield "a long cell", _filled(start, "ab")
    yield "long cells", _filled(start, "a" * 131073 + "\n")
    yield "keywords", _filled(start + "a,,,", "a;")
    yield "keywords in many", _filled(start, _BRIEF + ",,," + "b;" * 40 + "\n")
    yield "dois", _filled(start + "a,,,,", "doi:10.1000/", " b")
    yield "odd dates", _numbered(start, _BRIEF + ",,%d Fri 2x\n")
    yield "other dates", _numbered(start, _BRIEF + ",,Fri 2024 %d\n")
    yield "dates with zones", _numbered(start, _BRIEF + ",,2024-01-01 10:10:%d +01:00 UTC\n")


def _page() -> Iterator[tuple[str, Make]]:
    start = SAMPLES["hf-pages"].text + "\n"
    long = "a" * 300 + "\n"
    yield "short lines", _filled(start, "a\n")
    yield "blank lines", _filled(start, "\n")
    yield "lines of blanks", _filled(start, " \n")
    yield "lines of a no-break space", _filled(start, "\udca0\n")
    yield "dots", _filled(start, "·\n")
    yield "bullets", _filled(start, "•\n")
    yield "authors", _filled(start, "• 6 authors\n")
    yield "short papers", _filled(start, "a\nb\n·\nOct 16\n")
    yield "short papers with years", _filled(start, "a\nb\n·\nOct 16, 2024\n")
    yield "organisations", _filled(start, "a\nb\nc d\n·\n")
    yield "titles and abstracts as short as believed", _filled(start, "aaaaaaaaaaaaaaaa\nbbbbbbbbbbbbbbbb\n")
    yield "long lines", _filled(start, long)
    yield "long and short", _filled(start, long + "a\n")
    yield "one long line", _filled(start, "a ")
    yield "dates", _filled(start, "Oct 16 12\n")


def _html() -> Iterator[tuple[str, Make]]:
    start, end = "<!doctype html><html><body>", "</body></html>"
    empty = 'data-target="DailyPapers"data-props=""'
    into = '<div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:['
    first = "{&quot;title&quot;:&quot;a&quot;},"
    yield "empty lists", _filled(start, empty, end)
    yield "lists of a number", _filled(start, empty[:-1] + '1"', end)
    yield "lists that do not end", _filled(start, empty[:-1] + '["', end)
    yield "starts", _filled(start, 'data-target="DailyPapers"', end)
    yield "starts and spaces", _filled(start, 'data-target="DailyPapers"' + " " * 200, end)
    yield "starts of lists", _filled(start, 'data-target="DailyPapers"data-props=', end)
    yield "short records", _filled(start + into, first, '"' + end)
    yield "entities", _filled(start + into, "&lt", '"' + end)
    yield "unknown entities", _filled(start + into, "&" + "a" * 32, '"' + end)
    yield "numbers as entities", _filled(start + into, "&#0;", '"' + end)
    yield "ampersands", _filled(start + into, "&", '"' + end)
    yield "line ends", _filled(start, "\n", end)
    yield "tags", _filled(start, "<a>", end)
    yield "numbers", _filled(start + into, "1,", '"' + end)


_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/</id>'
_PUBMED = "<PubmedArticleSet><PubmedArticle><ArticleTitle>a</ArticleTitle></PubmedArticle>"
_DENSE: dict[str, Iterator[tuple[str, Make]]] = {
    **{name: _json(name, first) for name, first in _JSON.items()},
    "arxiv-atom": _xml(_ATOM, "entry", "title", "summary", "</feed>"),
    "acl-anthology": _xml('<collection id="a"><volume id="b">', "paper", "title", "abstract", "</volume></collection>"),
    "pubmed": _xml(_PUBMED, "PubmedArticle", "ArticleTitle", "AbstractText", "</PubmedArticleSet>"),
    "bibtex": _bibtex(),
    "table": _table(),
    "hf-pages": _page(),
    "hf-html": _html(),
}
DENSE = {f"{name}: {what}": make for name, makes in _DENSE.items() for what, make in makes}
"""Format and what is dense: a file of about so many bytes."""


def dense(name: str, size: int) -> bytes:
    """The file of this name, of so many bytes, or up to three times as many where it holds other than ASCII."""
    return DENSE[name](size).encode("utf-8", "surrogateescape")

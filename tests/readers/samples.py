"""One small file of each format, in our own words, with the papers that stand in it."""

import html
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kg.types import Record, Source
from pipelines.readers import read_source

HARBOUR = "Harbour Nets: Catching Rare Words"
HARBOUR_TEXT = (
    "Rare words slip through the vocabulary of most translation models. We introduce Harbour Nets, a decoder that"
    " keeps a small net of rare words beside its vocabulary and pulls a word in when the source sentence asks for it."
    " On the Quayside benchmark the error on rare words falls by 12%, at the cost of $O(n \\log n)$ look-ups, while"
    " the quality of common words stays where it was."
)
TIDE = "Tide Tables for Learning Rates"
TIDE_TEXT = (
    "Learning rates are usually raised and lowered by a schedule that knows nothing of the loss. We let the rate rise"
    " and fall with the gradient noise, as water does with the moon, and show in a study of four image classifiers"
    " that such a tide table reaches the accuracy of a tuned cosine schedule without any tuning, and does so in fewer"
    " steps than the schedule needs."
)
LAMP = "A Lamp for Every Token"
TITLES = [HARBOUR, TIDE, LAMP]


@dataclass(frozen=True)
class Sample:
    """A file, and where its papers begin."""

    name: str
    text: str
    lines: tuple[int, ...]

    @property
    def data(self) -> bytes:
        return self.text.encode()


def read_bytes(data: bytes, name: str) -> tuple[Source, list[Record]]:
    """Read a file of these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_source(path.as_posix())


PAGE_LINES = f"""\
Get trending papers in your email inbox once a day!
Get trending papers in your email inbox!
Subscribe{HARBOUR}
{HARBOUR_TEXT}
{TIDE}
{TIDE_TEXT}
{LAMP}
"""

PAGE_BLOCKS = f"""\
new

Get trending papers in your email inbox!

Subscribe

Daily Papers

byAK and the research community

Nov 28

{HARBOUR}

{HARBOUR_TEXT}

  • 6 authors
·
Apr 1, 2024 3

{TIDE}

{TIDE_TEXT}

harbour-lab Harbour Lab
·
Oct 16 12

{LAMP}
"""

PAGE_BARE = f"""\
new

Get trending papers in your email inbox!

Subscribe

byAK and the research community

Mar 14

{HARBOUR}

{HARBOUR_TEXT}

{TIDE}

{TIDE_TEXT}

{LAMP}
"""

DAILY = [
    {
        "paper": {
            "id": "2404.00001",
            "authors": [{"name": "A. Quay"}, {"name": "B. Pier"}],
            "publishedAt": "2024-04-01T08:00:00.000Z",
            "title": "Harbour Nets: Catching\n  Rare Words",
            "summary": HARBOUR_TEXT,
            "upvotes": 7,
            "ai_keywords": ["rare words", "translation"],
            "organization": {"name": "harbour-lab", "fullname": "Harbour Lab"},
        },
        "publishedAt": "2024-04-01T04:00:00.000Z",
        "numComments": 2,
    },
    {"paper": {"id": "2404.00002", "title": TIDE, "summary": TIDE_TEXT, "upvotes": 3}},
    {"paper": {"id": "2404.00003", "title": LAMP}},
]

PLAIN = [
    {"id": "h1", "title": HARBOUR, "abstract": HARBOUR_TEXT, "year": 2024, "venue": "Quayside"},
    {"id": "t1", "title": TIDE, "abstract": TIDE_TEXT, "organisations": ["Harbour Lab", "Pier University"]},
    {"id": "l1", "title": LAMP},
]

ARXIV = [
    {"id": "2404.00001", "categories": ["cs.CL"], "abs": "https://arxiv.org/abs/2404.00001", "title": HARBOUR}
    | {"summary": HARBOUR_TEXT, "authors": ["A. Quay", "B. Pier"]},
    {"id": "2404.00002", "categories": ["cs.LG"], "abs": "https://arxiv.org/abs/2404.00002", "title": TIDE}
    | {"summary": TIDE_TEXT},
    {"id": "2404.00003", "categories": ["cs.LG"], "abs": "https://arxiv.org/abs/2404.00003", "title": LAMP},
]

OPENALEX = {
    "meta": {"count": 3},
    "results": [
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.1000/Quay.1",
            "title": HARBOUR,
            "publication_date": "2024-04-01",
            "authorships": [{"institutions": [{"display_name": "Harbour Lab"}]}, {"institutions": []}],
            "abstract_inverted_index": {"hold": [1], "nets": [0], "words": [3], "rare": [2]},
        },
        {"id": "https://openalex.org/W2", "title": TIDE, "abstract_inverted_index": {"rise": [0, 2], "and": [1]}},
        {"id": "https://openalex.org/W3", "display_name": LAMP, "abstract_inverted_index": None},
    ],
}

SCHOLAR = {
    "total": 3,
    "data": [
        {"paperId": "s1", "externalIds": {"ArXiv": "2404.00001", "DOI": "10.1000/quay.1"}, "title": HARBOUR}
        | {"abstract": HARBOUR_TEXT, "publicationDate": "2024-04-01"},
        {"paperId": "s2", "externalIds": {}, "title": TIDE, "abstract": TIDE_TEXT, "year": 2024},
        {"paperId": "s3", "externalIds": {}, "title": LAMP, "abstract": None},
    ],
}

LISTS = [
    {"title": HARBOUR, "status": "Poster", "track": "main", "id": "17", "abstract": HARBOUR_TEXT}
    | {"bibtex": "@inproceedings{x,\n year = {2024},\n booktitle = {Quayside Meeting}}", "author": "A; B"}
    | {"aff_unique_norm": "Harbour Lab;Pier University"},
    {"title": TIDE, "status": "Oral", "track": "main", "id": "18", "abstract": TIDE_TEXT},
    {"title": LAMP, "status": "Oral", "track": "main", "id": "19", "abstract": ""},
]

ATOM = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>ArXiv Query</title>
  <id>http://arxiv.org/api/x</id>
  <entry>
    <id>http://arxiv.org/abs/2404.00001v2</id>
    <published>2024-04-01T08:00:00Z</published>
    <title>Harbour Nets: Catching
      Rare Words</title>
    <summary>{HARBOUR_TEXT}</summary>
    <author><name>A. Quay</name></author>
    <author><name>B. Pier</name></author>
  </entry>
  <entry>
    <id>http://arxiv.org/abs/2404.00002v1</id>
    <title>{TIDE}</title>
    <summary>{TIDE_TEXT}</summary>
  </entry>
  <entry>
    <id>http://arxiv.org/abs/2404.00003v1</id>
    <title>{LAMP}</title>
  </entry>
</feed>
"""

ACL = f"""\
<?xml version='1.0' encoding='UTF-8'?>
<collection id="2024.quay">
  <volume id="long" type="proceedings">
    <meta>
      <booktitle>Proceedings of the Quayside Meeting</booktitle>
      <month>April</month>
      <year>2024</year>
      <venue>quay</venue>
    </meta>
    <frontmatter><url hash="0">2024.quay-long.0</url></frontmatter>
    <paper id="1">
      <title><fixed-case>H</fixed-case>arbour Nets: Catching <i>Rare</i> Words</title>
      <author><first>A.</first><last>Quay</last></author>
      <abstract>It takes <tex-math>n^2</tex-math> nets.</abstract>
      <url hash="1">2024.quay-long.1</url>
      <doi>10.1000/quay.1</doi>
    </paper>
    <paper id="2">
      <title>{TIDE}</title>
      <abstract>{TIDE_TEXT}</abstract>
    </paper>
    <paper id="3">
      <title>{LAMP}</title>
    </paper>
  </volume>
</collection>
"""

PUBMED = f"""\
<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
  "https://dtd.example/pubmed.dtd">
<PubmedArticleSet>
<PubmedArticle>
  <MedlineCitation><PMID>11</PMID>
    <Article>
      <Journal><JournalIssue><PubDate><Year>2024</Year><Month>Apr</Month></PubDate></JournalIssue>
        <Title>Quayside Letters</Title></Journal>
      <ArticleTitle>{HARBOUR}</ArticleTitle>
      <Abstract><AbstractText Label="AIM">To catch <i>rare</i> words.</AbstractText>
        <AbstractText Label="RESULTS">They were caught.</AbstractText></Abstract>
      <AuthorList><Author><LastName>Quay</LastName></Author></AuthorList>
    </Article>
  </MedlineCitation>
</PubmedArticle>
<PubmedArticle>
  <MedlineCitation><PMID>12</PMID>
    <Article><ArticleTitle>{TIDE}</ArticleTitle>
    <Abstract><AbstractText>{TIDE_TEXT}</AbstractText></Abstract></Article>
  </MedlineCitation>
</PubmedArticle>
<PubmedBookArticle>
  <BookDocument><PMID>13</PMID><ArticleTitle>{LAMP}</ArticleTitle></BookDocument>
</PubmedBookArticle>
</PubmedArticleSet>
"""

BIBTEX = f"""\
% a comment
@string{{quay = "Quayside Meeting"}}
@inproceedings{{quay2024,
  title = {{{{Harbour Nets}}: Catching Rare Words}},
  author = {{Qu{{\\"a}}y, A. and Pier, B.}},
  booktitle = quay,
  month = apr,
  year = {{2024}},
  doi = {{10.1000/quay.1}},
  abstract = {{{HARBOUR_TEXT}}}
}}

@article{{tide2024, title = "{TIDE}", year = 2024,
  abstract = "{TIDE_TEXT}"}}

@misc{{lamp, title = {{{LAMP}}}, eprint = {{2404.00003}}, archivePrefix = {{arXiv}}}}
"""

TABLE = f"""\
Title,Abstract,Year,DOI
{HARBOUR},"{HARBOUR_TEXT}",2024,10.1000/quay.1
{TIDE},"Rise, and
fall",2024,
{LAMP},,,
"""

_PROPS = html.escape(json.dumps({"dailyPapers": DAILY}))
HTML = f"""\
<!doctype html>
<html><head><title>Daily Papers</title></head>
<body><div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="{_PROPS}"></div></body></html>
"""


def _pretty(value: object) -> str:
    return json.dumps(value, indent=1)


def _lines(values: list[dict[str, object]]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def _starts(text: str, opening: str) -> tuple[int, ...]:
    return tuple(number for number, line in enumerate(text.split("\n"), start=1) if line == opening)


SAMPLES = {
    "hf-pages": Sample("page.txt", PAGE_BLOCKS, (13, 21, 29)),
    "hf-html": Sample("page.html", HTML, (3, 3, 3)),
    "hf-daily": Sample("daily.json", _pretty(DAILY), _starts(_pretty(DAILY), " {")),
    "arxiv-atom": Sample("atom.xml", ATOM, (5, 14, 19)),
    "arxiv-json": Sample("arxiv.jsonl", _lines(ARXIV), (1, 2, 3)),
    "acl-anthology": Sample("2024.quay.xml", ACL, (11, 18, 22)),
    "pubmed": Sample("pubmed.xml", PUBMED, (5, 17, 23)),
    "bibtex": Sample("quay.bib", BIBTEX, (3, 13, 16)),
    "openalex": Sample("works.json", _pretty(OPENALEX), _starts(_pretty(OPENALEX), "  {")),
    "semantic-scholar": Sample("search.json", _pretty(SCHOLAR), _starts(_pretty(SCHOLAR), "  {")),
    "paperlists": Sample("quay2024.json", _pretty(LISTS), _starts(_pretty(LISTS), " {")),
    "json": Sample("papers.jsonl", _lines(PLAIN), (1, 2, 3)),
    "table": Sample("papers.csv", TABLE, (2, 3, 5)),
}
"""Format: a file of it that lists the papers of `TITLES`, in that order."""

MORE = {
    "hf-pages": (PAGE_LINES, PAGE_BARE),
    "hf-daily": (
        _lines([{"title": LAMP, "summary": "", "upvotes": "3", "organization": {"name": "x"}, "keywords": ["a", "b"]}]),
        json.dumps([json.dumps(DAILY[0]), str(DAILY[1]), str(DAILY[2])]),
    ),
    "json": (
        json.dumps({"total": 2, "results": PLAIN}),
        _lines(
            [
                {
                    "Title": [HARBOUR],
                    "Summary": TIDE_TEXT,
                    "Year": 2024.0,
                    "Authors": "A. Quay and B. Pier",
                    "tags": "a; b",
                },
                {
                    "paper_title": 1984.5,
                    "date": "Sep 18, 2024",
                    "affiliations": [{"name": "Pier"}],
                    "authors": ["A", "B"],
                },
                {
                    "title": LAMP,
                    "published": "Mon, 2 Apr 2007 19:18:42 GMT",
                    "link": "https://arxiv.org/abs/2404.00003v1",
                },
                {"title": TIDE, "date": "25/12/2024", "doi": "https://doi.org/10.1000/tide.1", "upvotes": 3},
            ]
        ),
    ),
    "arxiv-json": (
        _lines(
            [
                {
                    "id": "hep-th/9901001",
                    "title": LAMP,
                    "categories": "hep-th",
                    "versions": [{"created": "Mon, 2 Apr 2007"}],
                }
            ]
        ),
    ),
    "pubmed": (
        """\
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>21</PMID><Article><Journal>
<JournalIssue><PubDate><MedlineDate>2001 Jan-Feb</MedlineDate></PubDate></JournalIssue></Journal>
<ELocationID EIdType="doi">10.1000/x</ELocationID>
<VernacularTitle>Ein Licht</VernacularTitle><ArticleDate><Year>2001</Year><Month>02</Month><Day>03</Day></ArticleDate>
</Article><KeywordList><Keyword>lamp</Keyword><Keyword>token</Keyword></KeywordList></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="doi">10.1000/y</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
<DeleteCitation><PMID>22</PMID><PMID>23</PMID></DeleteCitation></PubmedArticleSet>
""",
    ),
    "arxiv-atom": (ATOM.replace("abs/2404.00003v1", "api/errors#x"),),
    "bibtex": (
        """\
@string(lamp = {Lamps \\& {T}okens})
@article(a1, title = "The {BERT} of K{\\"o}ln: 5\\% of $x_{1}$ \\emph{in two words}", journal = lamp,
  month = "4~" # apr, year = 1999, author = {{\\O}re, {\\'E}. and d'Aa, B~C and others}, keywords = {a; b, c}, url = {https://a.b/c\\_d})
@comment{x, @misc{no, title = {No}}}
@preamble{"\\newcommand{x}"}
@book{b2, title = {{Nets and \\textbf{Tides}}}, title = {Twice}, date = {2020-01-02}} @misc{b3, title = {Beside}}
@misc{b4, title = {\\frac{1}{\\sqrt[3]{x}} \\begin{a} b \\end{a} \\(y z\\) \\c c}, pmid = 7
""",
    ),
    "table": (
        'title;abstract;date;authors\r\nOne;"a; ""b""\r\nc";March 2024;A, B\r\n;;;\r\nTwo\r\n',
        "Paper_Title\tYear\tLink\tx\nOne\t2024\thttps://a.b/c\t=1+1\nTwo\tSpring 2020\n",
    ),
    "openalex": (
        _lines(
            [
                {
                    "id": "https://openalex.org/W7",
                    "title": LAMP,
                    "doi": None,
                    "ids": {"pmid": "https://pubmed/7"},
                    "keywords": [],
                }
                | {
                    "primary_location": {
                        "landing_page_url": "https://arxiv.org/abs/2404.00003",
                        "source": {"display_name": "Q"},
                    }
                }
                | {
                    "abstract_inverted_index": {"lamp": [1, 4], "a": [0], "": ["x"], "on": None},
                    "publication_year": 2024,
                }
            ]
        ),
    ),
    "semantic-scholar": (
        _lines(
            [
                {
                    "corpusid": 7,
                    "title": TIDE,
                    "externalids": {"PubMed": 7, "ACL": "2024.quay-long.2"},
                    "authors": [{}, {}],
                }
            ]
        ),
    ),
    "hf-html": (HTML.replace("DailyPapers&quot;", "papers&quot;").replace("</div>", "</div>\n" + HTML[40:]),),
}
"""Format: other files of it, for what the samples leave out."""

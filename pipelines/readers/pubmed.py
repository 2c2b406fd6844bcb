"""PubMed's XML: articles, chapters of its books, and notices of deletion."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.types import Record, Skip
from pipelines.readers import fields
from pipelines.readers.xml_elements import events, text
from pipelines.sources import Document


def recognises(head: str, name: str) -> bool:  # noqa: ARG001
    """Whether it is XML with PubMed's elements."""
    return head.lstrip()[:1] == "<" and ("<PubmedArticle" in head or "<PubmedBookArticle" in head)


def read(document: Document) -> Iterator[Record | Skip]:
    """Articles and chapters in the order of the file; a notice of deletion is skipped, since it names no paper."""
    for event in events(document, "PubmedArticle", "PubmedBookArticle", "DeleteCitation"):
        if isinstance(event, Skip):
            yield event
        elif event[0] == "end":
            _, line, element = event
            if element.tag == "DeleteCitation":
                numbers = ", ".join(text(number) for number in element.iter("PMID"))
                yield Skip(line=line, reason="a notice that PubMed deleted records, no paper", excerpt=numbers[:80])
            else:
                yield _record(line, element)


def _record(line: int, element: Element) -> Record | Skip:
    pmid = text(element.find(".//PMID"))
    doi = text(element.find(".//ELocationID[@EIdType='doi']"))
    doi = doi or text(element.find("./PubmedData/ArticleIdList/ArticleId[@IdType='doi']"))
    sections = (_section(part) for part in element.findall(".//Abstract/AbstractText"))
    title = text(element.find(".//ArticleTitle")) or text(element.find(".//VernacularTitle"))
    return fields.record(
        line,
        title or text(element.find(".//BookTitle")),
        " ".join(section for section in sections if section),
        id=pmid or None,
        identifiers=fields.identifiers(doi, pmid=pmid),
        date=_date(element.find(".//ArticleDate")) or _date(element.find(".//PubDate")),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None,
        venue=text(element.find(".//Journal/Title")) or text(element.find(".//BookTitle")) or None,
        authors=len(element.findall(".//AuthorList/Author")) or None,
        keywords=tuple(dict.fromkeys(text(word) for word in element.findall(".//KeywordList/Keyword"))),
    )


def _section(part: Element) -> str:
    label, content = part.get("Label"), text(part)
    return f"{label}: {content}" if label and content else content


def _date(element: Element | None) -> str | None:
    if element is None:
        return None
    year, month, day = (text(element.find(name)) for name in ("Year", "Month", "Day"))
    year = year or text(element.find("MedlineDate"))[:4]
    return fields.date(f"{year} {month} {day}") or fields.date(f"{year} {month}") or fields.date(year)

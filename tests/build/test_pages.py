"""The main job on the real pages: what is known of them by reading them comes out."""

from pathlib import Path

import pytest

import kg
from kg.graph import Graph
from pipelines.build import build

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def pages(page_graph: Path) -> Graph:
    return kg.open(page_graph)


def test_counts(pages: Graph) -> None:
    info = pages.info()
    assert (info["listed"], info["papers"]) == (607, 499)
    assert [source["listed"] for source in info["sources"]] == [119, 106, 78, 258, 46]
    assert [source["skipped"] for source in info["sources"]] == [[]] * 5
    assert (info["failures"], info["conflicts"]) == ([], [])


def test_dates_have_a_year_and_organisations_their_papers(pages: Graph) -> None:
    dated = [paper for paper in pages.papers() if paper.date]
    assert len(dated) > 100
    assert all(len(paper.date or "") == 10 for paper in dated)
    assert [paper.title.split(":")[0] for paper in pages.publications("NVIDIA")] == ["DLER"]


def test_mentions_slice_back(pages: Graph) -> None:
    papers = {paper.id: paper for paper in pages.papers()}
    for mention in pages.mentions():
        text = papers[mention.paper].text(mention.field)
        assert text[mention.start : mention.end] == mention.surface
        assert mention.sentence_start <= mention.start < mention.end <= mention.sentence_end <= len(text)


def test_language_models_are_one_entity_in_every_spelling(pages: Graph) -> None:
    names = ("LLM", "LLMs", "large language model", "Large Language Models")
    assert len({pages.entity(name).id for name in names}) == 1
    # more than a third of these pages is about them
    assert pages.entity("LLM").papers > 499 / 3


def test_an_edge_leads_to_sentences_that_hold_both_names(pages: Graph) -> None:
    evidence = pages.why("reinforcement learning", "Large Language Models")
    assert evidence[0].together
    names = {"reinforcement learning", "rl", "llm", "llms", "large language models", "large language model"}
    for sentence in evidence[0].sentences:
        for mark in sentence.marks:
            assert sentence.text[mark.start : mark.end].casefold() in names


def test_every_edge_has_papers_behind_it(pages: Graph) -> None:
    papers_of: dict[str, set[str]] = {}
    for mention in pages.mentions():
        papers_of.setdefault(mention.entity, set()).add(mention.paper)
    for edge in pages.edges(kind="co_mention"):
        assert len(papers_of[edge.source] & papers_of[edge.target]) == edge.papers


def test_the_same_bytes_again(page_graph: Path, shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "pages").iterdir()):  # one by one this time
        build([str(path)], tmp_path / "again.kg")
    first, again = ({p.name: p.read_bytes() for p in d.glob("tables/*/*")} for d in (page_graph, tmp_path / "again.kg"))
    assert first == again

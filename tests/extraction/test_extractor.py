import pickle
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import ModelError
from kg.types import ENTITY_TYPES, Paper
from pipelines.extractor import LONGEST, Extractor, document_entities, load

PAPER = Paper(
    id="swift",
    title="SwiftRoute: Routing for Mixture-of-Experts",
    abstract="Large language models (LLMs) such as LLaMA-2-7B are slow. We propose SwiftRoute, a router for "
    "Mixture-of-Experts (MoE). On ImageNet and GSM8K it raises accuracy, e.g. by 3.5%, at lower latency.",
)
OTHER = Paper(id="other", title="A Note on BERT", abstract="BERT and GPT-4 are compared by F1 on SQuAD.")

papers = st.builds(
    Paper,
    id=st.uuids().map(str),
    title=st.text(max_size=60),
    abstract=st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["We", "propose", "GPT-4", "(MoE)", "Mixture-of-Experts", "accuracy.", "🎉", "\u202e", "{S}^3"]
        ),
        max_size=40,
    ).map(" ".join),
)


def test_what_a_reader_would_mark(extractor: Extractor) -> None:
    [result] = extractor.extract([PAPER])
    entities = document_entities(result)
    by_surface = {surface: entity for entity in entities for surface in entity["surfaces"]}
    assert by_surface["SwiftRoute"] == {"type": "Method", "surfaces": ["SwiftRoute"], "introduced": True}
    assert by_surface["LLMs"]["surfaces"] == ["Large language models", "LLMs"]
    assert by_surface["MoE"] is by_surface["Mixture-of-Experts"]
    assert {by_surface[s]["type"] for s in ("ImageNet", "GSM8K")} == {"Benchmark"}
    assert by_surface["accuracy"]["type"] == "Metric"
    assert by_surface["LLaMA-2-7B"]["type"] == "Model"
    assert [(d.short, d.long) for d in result.definitions] == [
        ("LLMs", "Large language models"),
        ("MoE", "Mixture-of-Experts"),
    ]
    assert result.failure is None


@settings(max_examples=40)
@given(papers)
def test_every_mention_points_at_its_text(extractor: Extractor, paper: Paper) -> None:
    [result] = extractor.extract([paper])
    assert result.failure is None
    places = []
    for mention in result.mentions:
        text = paper.text(mention.field)
        assert text[mention.start : mention.end] == mention.surface
        assert mention.sentence_start <= mention.start < mention.end <= mention.sentence_end <= len(text)
        assert 0 <= mention.score <= 1
        assert mention.type in ENTITY_TYPES
        places.append((mention.field != "title", mention.start, mention.end))
    assert places == sorted(places)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(places))
    numbers = list(dict.fromkeys(mention.group for mention in result.mentions))
    assert numbers == list(range(len(numbers)))
    for definition in result.definitions:
        sentence = paper.text(definition.field)[definition.sentence_start : definition.sentence_end]
        assert definition.short in sentence


@settings(max_examples=15)
@given(st.lists(papers, max_size=4))
def test_a_result_depends_on_its_paper_alone(extractor: Extractor, batch: list[Paper]) -> None:
    together = list(extractor.extract([PAPER, *batch, OTHER]))
    alone = [next(extractor.extract([paper])) for paper in (PAPER, *batch, OTHER)]
    assert together == alone


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00\x01", "\n\n", "\u202eabc", "🎉" * 500, "(" * 3000, "." * 3000, "a-" * 3000, "x" * 10_000, "\ud800"],
    ids=["empty", "blank", "controls", "lines", "rtl", "emoji", "brackets", "dots", "hyphens", "word", "surrogate"],
)
def test_odd_text_gives_a_result(extractor: Extractor, text: str) -> None:
    results = list(extractor.extract([Paper(id="1", title=text, abstract=text), OTHER]))
    assert [result.paper for result in results] == ["1", "other"]
    assert results[1] == next(extractor.extract([OTHER]))


def test_a_huge_abstract_is_read_in_part_and_said_so(extractor: Extractor) -> None:
    [result] = extractor.extract([Paper(id="1", title="t", abstract="We use BERT. " * 80_000)])
    assert result.failure is not None
    assert "abstract" in result.failure
    assert str(LONGEST) in result.failure
    assert result.mentions
    assert max(mention.sentence_end for mention in result.mentions) <= LONGEST


def test_a_failing_component_costs_one_paper_only(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    work = type(extractor.nlp).__call__

    def fails_once(nlp: Language, text: str) -> Doc:
        if text.startswith("bad"):
            raise RuntimeError("broken")
        return work(nlp, text)

    monkeypatch.setattr(type(extractor.nlp), "__call__", fails_once)
    bad, good = extractor.extract([Paper(id="1", title="bad"), OTHER])
    assert bad.failure is not None
    assert "broken" in bad.failure
    assert bad.mentions == ()
    assert good.failure is None
    assert good.mentions


def test_another_pipeline_can_take_the_recognisers_place(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner").add_patterns([{"label": "Model", "pattern": "BERT"}])
    nlp.to_disk(tmp_path / "rules")
    [result] = load(str(tmp_path / "rules")).extract([OTHER])
    assert document_entities(result) == [{"type": "Model", "surfaces": ["BERT"]}]
    assert len(result.mentions) == 2


@pytest.mark.parametrize("kind", ["missing", "empty", "no ner"])
def test_a_model_that_cannot_work_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "model"
    if kind == "empty":
        path.mkdir()
    elif kind == "no ner":
        spacy.blank("en").to_disk(path)
    with pytest.raises(ModelError, match="model"):
        load(str(path))


def test_the_fingerprint_follows_the_model(tmp_path: Path, extractor: Extractor) -> None:
    assert load().fingerprint == extractor.fingerprint
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", name="ner")
    nlp.to_disk(tmp_path / "one")
    ruler.add_patterns([{"label": "Model", "pattern": "BERT"}])
    nlp.to_disk(tmp_path / "two")
    assert len({load(str(tmp_path / name)).fingerprint for name in ("one", "two")} | {extractor.fingerprint}) == 3


def test_loading_imports_no_torch() -> None:
    code = "import sys; from pipelines.extractor import load; load(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_another_process_gets_the_same_extractor(extractor: Extractor) -> None:
    other = pickle.loads(pickle.dumps(extractor))  # noqa: S301
    assert other.fingerprint == extractor.fingerprint
    assert list(other.extract([PAPER])) == list(extractor.extract([PAPER]))

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.candidates import Lattice, mark_candidates
from pipelines.extraction.recogniser import Recogniser
from pipelines.extraction.sentences import mark_sentences
from pipelines.extraction.text import Words


def test_a_span_has_the_product_of_its_words() -> None:
    # columns: O, B and I of one type
    lattice = Lattice(np.array([[0.2, 0.8, 0], [0.4, 0.1, 0.5], [0.9, 0.1, 0]], np.float32), [False] * 3, [False] * 3)
    assert lattice.probabilities(0, 1) == pytest.approx([0.8 * (1 - 0.5)])
    assert lattice.probabilities(0, 2) == pytest.approx([0.8 * 0.5 * (1 - 0)])
    assert lattice.spans(0.35) == {(0, 1), (0, 2)}


def test_no_span_goes_over_a_barrier() -> None:
    tags = np.tile(np.array([[0.0, 0.5, 0.5]], np.float32), (3, 1))
    assert all(1 not in range(*span) for span in Lattice(tags, [False, True, False], [False] * 3).spans(0.1))


def test_no_span_goes_into_the_next_sentence() -> None:
    tags = np.tile(np.array([[0.0, 0.5, 0.5]], np.float32), (3, 1))
    spans = Lattice(tags, [False] * 3, [True, False, True]).spans(0.1)
    assert (0, 2) in spans
    assert not any(start < 2 < end for start, end in spans)


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=5, max_size=5), min_size=1, max_size=8), st.floats(0.05, 0.9))
def test_spans_are_those_that_reach_the_least(rows: list[list[float]], least: float) -> None:
    tags = np.array(rows, np.float32)
    tags /= tags.sum(axis=1, keepdims=True)
    lattice = Lattice(tags, [False] * len(tags), [False] * len(tags))
    everything = {(a, b) for a in range(len(tags)) for b in range(a + 1, len(tags) + 1)}
    expected = {span for span in everything if lattice.probabilities(*span).sum() >= least}
    assert lattice.spans(least) == expected


@pytest.mark.parametrize(
    ("text", "goes_on", "name"),
    [("Amazon's Rufus", 0.1, "Amazon"), ("Moore\u2019s law holds", 0.9, "Moore\u2019s law")],
)
def test_no_name_ends_in_a_genitive(text: str, goes_on: float, name: str) -> None:
    doc = mark_sentences(Words(spacy.blank("en").vocab)(text))
    # columns: O, B and I of one type
    tags = np.array([[0.1, 0.9, 0.0], *[[0.1, 0.0, 0.9]] * 2, [1 - goes_on, 0.0, goes_on]], np.float32)
    tags = np.vstack([tags, np.tile(np.array([[1, 0, 0]], np.float32), (len(doc) - 4, 1))])
    mark_candidates(doc, tags, ["Organisation"], reach=0.1)
    assert [ent.text for ent in doc.ents] == [name]


def test_types_are_fixed_by_training() -> None:
    nlp = spacy.blank("en")
    component = nlp.add_pipe("kg_recogniser")
    assert isinstance(component, Recogniser)
    with pytest.raises(ValueError, match="training data"):
        component.add_label("Model")
    assert component.predict([]) == []

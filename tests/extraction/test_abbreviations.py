import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.abbreviations import find


def pairs(text: str) -> list[tuple[str, str]]:
    return [(text[slice(*each.short)], text[slice(*each.long)]) for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the heat shock transcription factor (HSF) binds", [("HSF", "heat shock transcription factor")]),
        ("Large Language Models (LLMs) are big.", [("LLMs", "Large Language Models")]),
        ("a large language model (LLMs) each", [("LLMs", "large language model")]),
        ("an SSM (state space model) layer", [("SSM", "state space model")]),
        ("Mixture-of-Experts (MoE) layers", [("MoE", "Mixture-of-Experts")]),
        ("word error rate (WER, lower is better)", [("WER", "word error rate")]),
        ("Low-Rank Adaptation (LoRA) and soft prompt tuning (SPT)",
         [("LoRA", "Low-Rank Adaptation"), ("SPT", "soft prompt tuning")]),
        ("We stop. Group relative policies (GRP) win", [("GRP", "Group relative policies")]),
        ("as shown before (2019)", []),
        ("we win (in bold)", []),
        ("a method (see Section 3) works", []),
        ("the model BERT (BERT) again", []),
        ("the proximal policy optimization (PPO)", [("PPO", "proximal policy optimization")]),
        ("of self-supervised learning (SSL)", [("SSL", "self-supervised learning")]),
        ("a multi-modal large language model (MLLM)", [("MLLM", "multi-modal large language model")]),
        ("by text-to-speech synthesis (TTS)", [("TTS", "text-to-speech synthesis")]),
        ("a Tree-of-Thought (ToT)", [("ToT", "Tree-of-Thought")]),
        ("fast low-rank adaptation (LoRA)", [("LoRA", "low-rank adaptation")]),
        ("a group of relatives~(GOR)", [("GOR", "group of relatives")]),
        ("minds improve steadily, to {99.3\\% (MIST)", []),
        ("unrelated words here (XQZ)", []),
        ("gene A ends. Bases count (AB)", []),
    ],
)  # fmt: skip
def test_pairs(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@given(st.text(alphabet="abcABC ()-.,;\n[]é🎉", max_size=300))
def test_every_short_form_is_spelt_by_its_long_form(text: str) -> None:
    for short, long in pairs(text):
        letters = iter(long.casefold())
        form = short if not short.endswith("s") else short[:-1]
        assert all(char in letters for char in form.casefold() if char.isalnum())
        assert "\n" not in long

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import spelling_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chain-of-thought", "Chain of Thought"),
        ("LLM", "LLMs"),
        ("pre-training", "pretraining"),
        ("S^{3}", "S3"),
        ("GPT-4", "GPT 4"),
        ("policies", "policy"),
        ("losses", "loss"),
        ("databases", "database"),
        ("caches", "cache"),
        ("Nash equilibria", "Nash equilibrium"),
        ("ImageNet 64times64", "ImageNet 64x64"),
        (r"64 \times 64", "64\u00d764"),
    ],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qwen2", "Qwen2.5"),
        ("HumanEval", "HumanEval+"),
        ("GPT-4", "GPT-4o"),
        ("ResNet-50", "ResNet-101"),
        ("Llama 3.1 8B", "Llama 3 18B"),
        ("C", "C++"),
        ("A", "A*"),
        ("ATLAS", "ATLA"),
        ("analysis", "analysi"),
        ("loss", "los"),
        ("+", "++"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


@given(st.text(min_size=1))
def test_key_is_empty_for_blank_names_alone(name: str) -> None:
    assert bool(spelling_key(name)) == bool(name.strip())

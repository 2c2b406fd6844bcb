
from typing import TYPE_CHECKING

import pytest

import kg
from kg.graph import Graph
from kg.types import Organisation, Paper
from tests.gazetteer import write_graph

if TYPE_CHECKING:
    from pathlib import Path

PAPERS = [
    Paper(
        id="a",
        title="Large Language Models that look things up",
        abstract=(
            "As large language models (LLMs) forget, retrieval-augmented generation (RAG) helps an LLM in question"
            " answering. We report accuracy."
        ),
        date="2024-03-01",
        organisations=(Organisation(name="NVIDIA", account="nvidia"),),
        url="https://example.org/a",
    ),
    Paper(
        id="b",
        title="How far RAG goes",
        abstract="We put RAG before GPT-4 and other LLMs. Their accuracy in question answering rises.",
        date="2025",
    ),
    Paper(id="c", title="BERT on pictures", abstract="BERT reads ImageNet. We report accuracy.", date="2023-05"),
    Paper(id="d", title="Nothing of note"),
]


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    directory: Path = tmp_path_factory.mktemp("kg") / "small.kg"
    return kg.open(write_graph(directory, PAPERS, introduced=["RAG", "retrieval-augmented generation"]))

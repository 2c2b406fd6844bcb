"""From annotated abstracts to a model."""

from pipelines.training.run import split, train
from pipelines.training.texts import texts

__all__ = ["split", "texts", "train"]

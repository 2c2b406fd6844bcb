"""From annotated abstracts to a model."""

from pipelines.training.run import split, train

__all__ = ["split", "train"]

"""A logistic scorer over named features: the probability that something holds."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kg.errors import MissingExtraError


def log_odds(probability: float) -> float:
    """Give a probability as a feature.

    Examples
    --------
    >>> log_odds(0.5)
    0.0
    """
    clipped = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(clipped / (1 - clipped))


@dataclass(frozen=True, slots=True)
class Scorer:
    """Weights of a logistic regression.

    Attributes
    ----------
    weights : dict from str to float
        One a feature.
    bias : float
        Log-odds where all features are 0.
    """

    weights: dict[str, float]
    bias: float

    def __call__(self, features: Mapping[str, float]) -> float:
        """Probability for one thing; a feature that is not given counts as 0, one that is not known is passed over."""
        weights = self.weights
        logit = self.bias + sum([weights.get(name, 0.0) * value for name, value in features.items()])
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))

    def to_dict(self) -> dict[str, Any]:
        """Plain form for JSON."""
        return {"bias": self.bias, "weights": self.weights}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_dict` wrote."""
        return cls(dict(raw["weights"]), float(raw["bias"]))


def fit(features: Sequence[Mapping[str, float]], holds: Sequence[bool], strength: float = 1.0) -> Scorer:
    """Fit a scorer to standardised features, with an L2 penalty.

    Parameters
    ----------
    features : sequence of mappings
        One for each example.
    holds : sequence of bool
        What is to be predicted.
    strength : float
        Inverse of the penalty's weight.

    Returns
    -------
    Scorer
        Deterministic for the same examples.

    Raises
    ------
    MissingExtraError
        When scikit-learn is not installed.
    ValueError
        When all examples are of one kind.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("training needs scikit-learn: pip install 'papers-kg[train]'") from error
    names = sorted({name for each in features for name in each})
    table = np.array([[each.get(name, 0.0) for name in names] for each in features])
    mean, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale < 1e-9] = 1.0
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit((table - mean) / scale, np.asarray(holds))
    weights = model.coef_[0] / scale
    bias = model.intercept_[0] - weights @ mean
    return Scorer({name: _brief(weight) for name, weight in zip(names, weights, strict=True)}, _brief(bias))


def _brief(number: float) -> float:
    return float(f"{number:.6g}")

"""A logistic scorer over named features: the probability that something holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kg.errors import MissingExtraError


@dataclass(frozen=True, slots=True)
class Scorer:
    """Weights of a logistic regression on standardised features.

    Attributes
    ----------
    names : tuple of str
        The features.
    means, scales, weights : tuple of float
        One a feature.
    bias : float
        Log-odds where all features are at their means.
    """

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def __call__(self, features: Mapping[str, float]) -> float:
        """Probability for one thing; a feature that is not given counts as 0."""
        logit = self.bias
        for name, mean, scale, weight in zip(self.names, self.means, self.scales, self.weights, strict=True):
            logit += weight * (features.get(name, 0.0) - mean) / scale
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))

    def to_dict(self) -> dict[str, Any]:
        """Plain form for JSON."""
        rows = zip(self.names, self.means, self.scales, self.weights, strict=True)
        return {"bias": self.bias, "features": [list(row) for row in rows]}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_dict` wrote."""
        names, means, scales, weights = zip(*raw["features"], strict=True)
        return cls(names, means, scales, weights, raw["bias"])


def fit(features: Sequence[Mapping[str, float]], holds: Sequence[bool], strength: float = 1.0) -> Scorer:
    """Fit a scorer with an L2 penalty.

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
    means, scales, weights = (tuple(row.round(6).tolist()) for row in (mean, scale, model.coef_[0]))
    return Scorer(tuple(names), means, scales, weights, round(float(model.intercept_[0]), 6))

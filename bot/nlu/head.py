"""A linear head on a message's features: softmax over labels, trained by scikit-learn, kept without pickles."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.shared.exceptions import InvalidConfigException, RasaException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

_FEWEST_LABELS = 3
# Training stops here on purpose: at 80, 120 and 300 iterations the same messages of an open set are understood,
# within one in a hundred.
_MOST_ITERATIONS = 120

FloatArray = npt.NDArray[np.float32]


class HeadNotLoadedError(RasaException):
    """A trained head is missing or does not fit its features; the model must be trained again."""


@dataclass(frozen=True)
class LinearHead:
    """Logistic regression's weights: `labels` (k), `weights` (features, k) float32, `bias` (k)."""

    labels: tuple[str, ...]
    weights: FloatArray
    bias: FloatArray

    @classmethod
    def fit(cls, features: FloatArray, labels: Sequence[str], **parameters: Any) -> LinearHead:
        """Fit a multinomial logistic regression; `parameters` go to scikit-learn's.

        Raises:
            InvalidConfigException: there are fewer than three labels to tell apart.
        """
        if len(set(labels)) < _FEWEST_LABELS:
            raise InvalidConfigException(
                f"data/nlu.yml: the examples have fewer than {_FEWEST_LABELS} labels; add examples of others"
            )
        model = LogisticRegression(multi_class="multinomial", max_iter=_MOST_ITERATIONS, **parameters)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(features, labels)
        weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        return cls(tuple(model.classes_), weights, model.intercept_.astype(np.float32))

    def probabilities(self, features: FloatArray) -> FloatArray:
        """Return the probability of each label for each row: (rows, k), each row adding up to 1.

        Raises:
            HeadNotLoadedError: the features are not those the head was trained on.
        """
        if features.shape[1] != self.weights.shape[0]:
            raise HeadNotLoadedError(
                "The classifier does not fit its features; train the model again (bot train)."
            )
        scores = features @ self.weights + self.bias
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))

    def save(self, directory: Path) -> None:
        """Write the head into `directory`."""
        (directory / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")
        np.savez(directory / "head.npz", weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, directory: Path) -> LinearHead:
        """Read the head from `directory`.

        Raises:
            HeadNotLoadedError: a part is missing or damaged.
        """
        try:
            labels = tuple(json.loads((directory / "labels.json").read_text(encoding="utf-8")))
            with np.load(directory / "head.npz", allow_pickle=False) as arrays:
                head = cls(labels, np.ascontiguousarray(arrays["weights"]), arrays["bias"])
        except (OSError, ValueError, KeyError) as error:
            raise HeadNotLoadedError(
                f"The classifier cannot be loaded ({error}); train again (bot train)."
            ) from error
        if head.weights.shape[1] != len(labels) or head.bias.shape != (len(labels),):
            raise HeadNotLoadedError("The classifier is damaged; train the model again (bot train).")
        return head


def product(probabilities: FloatArray, others: FloatArray, share: float) -> FloatArray:
    """Return the weighted geometric mean of two readings, `share` (0 to 1) being the other's weight.

    Both are (..., labels); so is the result, of which each row adds up to 1.
    """
    least = np.finfo(np.float32).tiny
    logarithms = (1 - share) * np.log(np.maximum(probabilities, least)) + share * np.log(
        np.maximum(others, least)
    )
    found = np.exp(logarithms - logarithms.max(axis=-1, keepdims=True))
    return np.asarray(found / found.sum(axis=-1, keepdims=True))


def feature_rows(messages: Sequence[Message], featurizers: Sequence[str] | None = None) -> FloatArray:
    """Stack the dense sentence features of `messages`, of all featurizers or of some: (messages, features), float32.

    Raises:
        HeadNotLoadedError: a message has no features, so the pipeline lacks a featurizer before its classifiers.
    """
    rows = []
    for message in messages:
        dense = message.get_dense_features(TEXT, featurizers and [*featurizers])[1]
        if dense is None:
            wanted = f"one with the alias {' or '.join(featurizers)}" if featurizers else "a dense featurizer"
            raise HeadNotLoadedError(f"config.yml: put {wanted} before the classifiers in the pipeline.")
        rows.append(dense.features[0])
    return np.asarray(rows, dtype=np.float32)

"""A second reading of a topic: by the words and letters themselves, where the encoder's vectors tell the meaning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier

from bot.nlu.head import FloatArray, HeadNotLoadedError, LinearHead

_FILE = "ngrams.json"
_WEIGHTS = "ngrams.npz"
_KINDS: dict[str, dict[str, Any]] = {
    "words": {"ngram_range": (1, 2)},
    "letters": {"analyzer": "char_wb", "ngram_range": (3, 4)},
}
# An n-gram counts that is in so many texts; where there are few texts, in one and in one more for every 2,000 of them.
_FEWEST = {"words": 5, "letters": 10}
_TEXTS_FOR_ONE_MORE = 2_000
_SEED = 5
# Chosen on topics_tuned.jsonl: a few passes at little regularisation read it as well as logistic regression fitted to
# the end, in a tenth of the time. The first is C, as logistic regression has it.
_INVERSE_REGULARISATION = 6.4
_PASSES = 8


class NgramHead:
    """A linear head on TF-IDF of words, word pairs, and three or four letters within words.

    A message that the encoder has never met in such words is often told by one of them, and the other way round: the
    two are wrong about different messages.
    """

    def __init__(self, vectorizers: Sequence[TfidfVectorizer], head: LinearHead) -> None:
        self._vectorizers = vectorizers
        self._head = head

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> NgramHead:
        """Learn the n-grams of the texts and fit the head, the same each time."""
        vectorizers = [_vectorizer(kind, texts=len(texts)) for kind in _KINDS]
        features = sparse.hstack([vectorizer.fit_transform(texts) for vectorizer in vectorizers]).tocsr()
        model = SGDClassifier(
            loss="log_loss",
            alpha=1 / (_INVERSE_REGULARISATION * len(texts)),
            max_iter=_PASSES,
            tol=None,
            random_state=_SEED,
            n_jobs=-1,
        )
        model.fit(features, labels)
        weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        return cls(
            vectorizers, LinearHead(tuple(model.classes_), weights, model.intercept_.astype(np.float32))
        )

    def probabilities(self, texts: Sequence[str]) -> FloatArray:
        """Return the probability of each label, in alphabetical order, for each text: (texts, labels) float32."""
        parts = [vectorizer.transform(texts) for vectorizer in self._vectorizers]
        return self._head.probabilities(sparse.hstack(parts).tocsr())

    def save(self, directory: Path) -> None:
        """Write n-grams and weights into `directory`, the weights as 16-bit numbers."""
        ngrams = [list(vectorizer.get_feature_names_out()) for vectorizer in self._vectorizers]
        known = {"labels": self._head.labels, **dict(zip(_KINDS, ngrams, strict=True))}
        (directory / _FILE).write_text(json.dumps(known), encoding="utf-8")
        rarity = {
            kind: vectorizer.idf_.astype(np.float32)
            for kind, vectorizer in zip(_KINDS, self._vectorizers, strict=True)
        }
        weights = self._head.weights.astype(np.float16)
        np.savez(directory / _WEIGHTS, weights=weights, bias=self._head.bias, **rarity)

    @classmethod
    def load(cls, directory: Path) -> NgramHead:
        """Read the head from `directory`.

        Raises:
            HeadNotLoadedError: a part is missing or damaged.
        """
        try:
            known = json.loads((directory / _FILE).read_text(encoding="utf-8"))
            vectorizers = [_vectorizer(kind, known[kind]) for kind in _KINDS]
            with np.load(directory / _WEIGHTS, allow_pickle=False) as arrays:
                for kind, vectorizer in zip(_KINDS, vectorizers, strict=True):
                    vectorizer.idf_ = arrays[kind]
                weights = np.ascontiguousarray(arrays["weights"].astype(np.float32))
                head = LinearHead(tuple(known["labels"]), weights, arrays["bias"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HeadNotLoadedError(
                f"The reading by words cannot be loaded ({error}); train again (bot train)."
            ) from error
        if head.weights.shape != (sum(len(known[kind]) for kind in _KINDS), len(head.labels)):
            raise HeadNotLoadedError("The reading by words is damaged; train the model again (bot train).")
        return cls(vectorizers, head)


def _vectorizer(kind: str, ngrams: Sequence[str] | None = None, texts: int = 0) -> TfidfVectorizer:
    """Return what finds the n-grams of a kind: those given, or those that are common in so many texts."""
    fewest = min(_FEWEST[kind], 1 + texts // _TEXTS_FOR_ONE_MORE)
    return TfidfVectorizer(
        **_KINDS[kind], min_df=fewest, sublinear_tf=True, dtype=np.float32, vocabulary=ngrams
    )

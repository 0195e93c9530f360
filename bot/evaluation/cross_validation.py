"""Cross-validation of the topic classifier: each training example judged by a classifier that has not seen it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot import yamlfile
from bot.check.examples import NLU, examples
from bot.evaluation.answers import Answer, Ranking
from bot.evaluation.labelled import Expected
from bot.nlu.encoder import FOLDER, Encoder
from bot.nlu.head import FloatArray, LinearHead, product
from bot.nlu.ngrams import NgramHead

_SEED = 3
_RANKED = 5
_OPTIONS = 3
_AT_ONCE = 512


@dataclass(frozen=True)
class Pipeline:
    """What `config.yml` says of the topic's classifier and of when the bot asks instead.

    `encoders` are the encoders that it stands on, each with the length of its vectors.
    """

    encoders: tuple[tuple[str, float], ...]
    inverse_regularisation: float
    ngrams: float
    threshold: float
    ambiguity_threshold: float

    def topic(self, ranking: Ranking) -> tuple[str | None, tuple[str, ...]]:
        """Return the topic that the pipeline settles on; where it doubts, `None` and the topics to offer."""
        first, second = ranking[0][1], ranking[1][1]
        if first < self.threshold or first - second < self.ambiguity_threshold:
            return None, tuple(topic for topic, _ in ranking[:_OPTIONS])
        return ranking[0][0], ()


def load_pipeline(root: Path) -> Pipeline:
    """Read `config.yml`.

    Raises:
        bot.yamlfile.DataError: it lacks one of the components.
    """
    path = root / "config.yml"
    components: dict[str, list[Mapping[str, Any]]] = {}
    for component in yamlfile.values(path)["pipeline"]:
        components.setdefault(str(component["name"]).rpartition(".")[2], []).append(component)
    try:
        encoders, [topic, *_] = components["SentenceEncoder"], components["TopicClassifier"]
        [fallback, *_] = components["FallbackClassifier"]
        return Pipeline(
            encoders=tuple((encoder["encoder"], encoder["scale"]) for encoder in encoders),
            inverse_regularisation=topic["C"],
            ngrams=topic["ngrams"],
            threshold=fallback["threshold"],
            ambiguity_threshold=fallback["ambiguity_threshold"],
        )
    except KeyError as error:
        raise yamlfile.DataError(
            f"{path}: has no {error.args[0]}; `bot evaluate` knows the pipeline that the project ships, with it"
        ) from None


def cross_validate(root: Path, folds: int, done: Callable[[float], None]) -> list[Answer]:
    """Return an answer for each example of `data/nlu.yml`, by heads trained on the other folds.

    The encoder has been fine-tuned on these very messages, so this flatters: it compares heads and finds odd labels;
    the held-out files tell how the bot does. `done` is told the share of the work that is done, from 0 to 1.

    Raises:
        bot.yamlfile.DataError: the data are wrong, or a topic has fewer examples than there are folds.
    """
    from sklearn.model_selection import StratifiedKFold

    pipeline = load_pipeline(root)
    rows = list(examples(yamlfile.read(root / NLU)))
    labels = np.array([row.topic for row in rows])
    names, numbers = np.unique(labels, return_counts=True)
    if numbers.min() < folds:
        few = names[numbers.argmin()]
        raise yamlfile.DataError(
            f"{NLU.as_posix()}: {few} has {numbers.min()} examples, fewer than the {folds} folds; add some, or "
            "give --folds"
        )
    texts = [row.text for row in rows]
    vectors = _vectors(pipeline.encoders, texts, lambda share: done(share / 2))
    rankings: list[Ranking] = [()] * len(rows)
    split = StratifiedKFold(folds, shuffle=True, random_state=_SEED).split(vectors, labels)
    for number, (train, test) in enumerate(split, start=1):
        head = LinearHead.fit(vectors[train], labels[train], C=pipeline.inverse_regularisation)
        by_ngrams = NgramHead.fit([texts[index] for index in train], labels[train])
        found = product(
            head.probabilities(vectors[test]),
            by_ngrams.probabilities([texts[index] for index in test]),
            pipeline.ngrams,
        )
        for index, probabilities in zip(test, found, strict=True):
            best = np.argsort(probabilities)[::-1][:_RANKED]
            rankings[index] = tuple((head.labels[place], float(probabilities[place])) for place in best)
        done(0.5 + number / folds / 2)
    return [
        Answer(
            f"{NLU.as_posix()}:{row.line}",
            row.text,
            Expected((row.topic,)),
            *pipeline.topic(ranking),
            ranking=ranking,
        )
        for row, ranking in zip(rows, rankings, strict=True)
    ]


def _vectors(
    encoders: Sequence[tuple[str, float]], texts: list[str], done: Callable[[float], None]
) -> FloatArray:
    beside = []
    for number, (name, scale) in enumerate(encoders):
        encoder = Encoder(FOLDER / name)
        parts = []
        for start in range(0, len(texts), _AT_ONCE):
            parts.append(encoder.encode(texts[start : start + _AT_ONCE]) * np.float32(scale))
            done((number + min(1.0, (start + _AT_ONCE) / len(texts))) / len(encoders))
        beside.append(np.concatenate(parts))
    return np.concatenate(beside, axis=1)

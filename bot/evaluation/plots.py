"""The report's pictures, as SVG text: the confusion matrix and the reliability plot."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bot.evaluation.answers import ASKED, Answer

_BINS = 10


class _Dot(NamedTuple):
    """A tenth of the scale of confidence: the means of confidence and of what is right, and how many messages."""

    sure: float
    right: float
    messages: int


def confusion_matrix(answers: Sequence[Answer]) -> str:
    """Return a picture of which topic (row) was answered as which (column), in shares of the row."""
    from sklearn.metrics import confusion_matrix as confusions

    pairs = [answer.pair for answer in answers]
    labels = [*sorted({topic for pair in pairs for topic in pair} - {ASKED}), ASKED]
    counts = confusions(*zip(*pairs, strict=True), labels=labels)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(9.5, 8.5), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set_xlabel("answered as")
    axes.set_ylabel("is about")
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, counts[row, column], ha="center", va="center", fontsize=6, color=colour)
    return _svg(figure)


def reliability(answers: Sequence[Answer]) -> str:
    """Return a picture of how often the likeliest topic is right (upwards) at each confidence (sideways)."""
    dots = _dots(answers)
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", label="calibrated")
    axes.plot([dot.sure for dot in dots], [dot.right for dot in dots], marker="o", label="this model")
    for dot in dots:
        axes.annotate(
            f"{dot.messages}", (dot.sure, dot.right), textcoords="offset points", xytext=(6, -10), fontsize=8
        )
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend(loc="upper left")
    return _svg(figure)


def calibration_error(answers: Sequence[Answer]) -> float:
    """Return the expected calibration error (0 to 1): the mean distance of confidence from the share that is right."""
    total = sum(dot.messages for dot in _dots(answers))
    return sum(abs(dot.right - dot.sure) * dot.messages for dot in _dots(answers)) / total


def _dots(answers: Sequence[Answer]) -> list[_Dot]:
    bins: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        bins[min(int(answer.confidence * _BINS), _BINS - 1)].append(answer)
    return [
        _Dot(
            sure=fmean(answer.confidence for answer in members),
            right=fmean(answer.best in answer.expected.topics for answer in members),
            messages=len(members),
        )
        for _, members in sorted(bins.items())
    ]


def _svg(figure: Figure) -> str:
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    return text[text.index("<svg") :]

"""The HTML report of an evaluation: one file, with its pictures in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.counts import Count
from bot.evaluation import plots
from bot.evaluation.answers import Answer, hardest
from bot.evaluation.cross_validation import Pipeline
from bot.evaluation.figures import OUT_OF_SCOPE, Figure, TopicFigures, by_topic

_MOST_HARD = 30
_THRESHOLDS = (0.0, 0.33, 0.4, 0.5, 0.6, 0.7)
_AMBIGUITIES = (0.05, 0.1, 0.2, 0.3)


@dataclass(frozen=True)
class Threshold:
    """What a setting of the FallbackClassifier would give, in per cent."""

    threshold: float
    ambiguity: float
    right: str
    offered: str
    caught: str


@dataclass(frozen=True)
class Part:
    """One evaluated set: `figures` has a title and, for each of `columns`, a count."""

    title: str
    note: str
    columns: tuple[str, ...]
    figures: Sequence[tuple[str, Sequence[Count]]]
    topics: Sequence[TopicFigures]
    confusion: Markup
    reliability: Markup
    calibration_error: float
    thresholds: Sequence[Threshold] = field(default_factory=list)
    hardest: Sequence[Answer] = field(default_factory=list)


def part(
    title: str,
    note: str,
    answers: Sequence[Answer],
    figures: Sequence[Figure],
    pipeline: Pipeline,
    others: Sequence[tuple[str, Sequence[Answer]]] = (),
) -> Part:
    """Return a part of the report on `answers`; `others` are columns beside it: other bots' answers to the same."""
    columns = [("this bot", answers), *others]
    ranked = [answer for answer in answers if answer.ranking]
    return Part(
        title=title,
        note=note,
        columns=tuple(name for name, _ in columns),
        figures=[
            (figure.title, counts)
            for figure in figures
            if (counts := [figure.count(column) for _, column in columns])[0].n
        ],
        topics=by_topic(answers),
        confusion=Markup(plots.confusion_matrix(answers)),
        reliability=Markup(plots.reliability(ranked)),
        calibration_error=plots.calibration_error(ranked),
        thresholds=_thresholds(ranked, pipeline),
        hardest=hardest(answers, _MOST_HARD),
    )


def write(path: Path, parts: Sequence[Part], command: str) -> None:
    """Write the report to `path`, making its folder.

    Raises:
        OSError: it cannot be written.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    made = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC"
    page = environment.get_template("report.html.j2").render(parts=parts, made=made, command=command)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _thresholds(answers: Sequence[Answer], pipeline: Pipeline) -> list[Threshold]:
    """Return what the classifier alone would give at each setting, on messages of every kind together."""
    rows = []
    for threshold in _THRESHOLDS:
        for ambiguity in _AMBIGUITIES:
            asking = replace(pipeline, threshold=threshold, ambiguity_threshold=ambiguity)
            settled = [(answer, *asking.topic(answer.ranking)) for answer in answers]
            right = [topic in answer.expected.topics for answer, topic, _ in settled]
            offered = [
                topic in answer.expected.topics or bool(set(options) & set(answer.expected.topics))
                for answer, topic, options in settled
            ]
            outside = [topic == OUT_OF_SCOPE for answer, topic, _ in settled if answer.wanted == OUT_OF_SCOPE]
            rows.append(Threshold(threshold, ambiguity, _share(right), _share(offered), _share(outside)))
    return rows


def _share(held: Sequence[bool]) -> str:
    return f"{100 * sum(held) / len(held):.1f}" if held else "–"

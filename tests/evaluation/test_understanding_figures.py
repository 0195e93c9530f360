"""What counts as right in an evaluation, and what the report says of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluation import html
from bot.evaluation.answers import ASKED, Answer, hardest
from bot.evaluation.cross_validation import Pipeline
from bot.evaluation.figures import by_topic, figures
from bot.evaluation.labelled import Expected
from bot.evaluation.plots import calibration_error

ARTICLE = ("pain_discomfort", "inflammation")
PIPELINE = Pipeline(
    encoders=(("minilm", 1.0),),
    inverse_regularisation=1.0,
    ngrams=0.5,
    threshold=0.5,
    ambiguity_threshold=0.2,
)


def answer(
    *wanted: str,
    topic: str | None,
    options: tuple[str, ...] = (),
    sure: float = 0.9,
    aspect: str | None = None,
    asked: str | None = None,
    text: str = "does it hurt?",
) -> Answer:
    best = topic or (options[0] if options else "smalltalk")
    ranking = ((best, sure), ("source", 1 - sure))
    return Answer("file:1", text, Expected(wanted, asked), topic, options, aspect, ranking)


def count(title: str, *answers: Answer) -> tuple[int, int]:
    figure = next(figure for figure in figures(ARTICLE) if figure.title == title)
    return tuple(figure.count(answers))


def test_any_of_the_right_topics_is_right() -> None:
    assert answer("inflammation", "pain_discomfort", topic="pain_discomfort").right


def test_an_offered_topic_is_not_right_but_offered() -> None:
    asked = answer("inflammation", topic=None, options=("pain_discomfort", "inflammation"))
    assert (asked.right, asked.offered) == (False, True)


def test_a_topic_that_is_offered_beside_a_wrong_answer_does_not_count() -> None:
    assert not answer("inflammation", topic="source", options=("inflammation",)).offered


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("article topics right", (1, 3)),
        ("article topics right or offered", (2, 3)),
        ("article topics not taken for out of scope", (2, 3)),
        ("other kinds right", (0, 1)),
        ("out of scope caught", (1, 1)),
    ],
)
def test_each_kind_of_message_is_counted_by_itself(title: str, expected: tuple[int, int]) -> None:
    assert expected == count(
        title,
        answer("inflammation", topic="inflammation"),
        answer("inflammation", topic=None, options=("inflammation",)),
        answer("pain_discomfort", topic="out_of_scope"),
        answer("privacy", topic="source"),
        answer("out_of_scope", topic="out_of_scope"),
    )


def test_a_question_in_general_has_the_aspect_none() -> None:
    assert count("aspect right", answer("inflammation", topic="inflammation", asked="none")) == (1, 1)


def test_a_message_without_a_labelled_aspect_is_not_counted_for_it() -> None:
    assert count("aspect right", answer("inflammation", topic="inflammation", aspect="cause")) == (0, 0)


def test_precision_falls_with_what_is_taken_for_a_topic_and_recall_with_what_is_not() -> None:
    rows = by_topic([answer("inflammation", topic="inflammation"), answer("source", topic="inflammation")])
    found = {row.topic: (row.precision, row.recall, row.messages) for row in rows}
    assert found == {"inflammation": (0.5, 1.0, 1), "source": (0.0, 0.0, 1)}


def test_what_was_asked_instead_of_answered_counts_against_recall() -> None:
    (row,) = by_topic([answer("source", topic=None, options=("source",))])
    assert row.recall == 0


def test_the_hardest_are_wrong_and_the_surest_come_first() -> None:
    answers = [
        answer("source", topic="privacy", sure=0.6),
        answer("source", topic="source", sure=0.99),
        answer("source", topic="privacy", sure=0.8),
        answer("source", topic=None, options=("source",), sure=0.9),
    ]
    assert [hard.confidence for hard in hardest(answers, 5)] == [0.8, 0.6]


def test_a_classifier_that_is_as_sure_as_it_is_right_has_no_calibration_error() -> None:
    answers = [answer("source", topic="source" if right else "privacy", sure=0.75) for right in (1, 1, 1, 0)]
    assert calibration_error(answers) == pytest.approx(0)


def test_a_classifier_that_is_sure_and_wrong_has_one() -> None:
    assert calibration_error([answer("source", topic="privacy", sure=1.0)]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("ranking", "settled"),
    [
        ((("source", 0.8), ("privacy", 0.1), ("back", 0.1)), ("source", ())),
        ((("source", 0.4), ("privacy", 0.1), ("back", 0.1)), (None, ("source", "privacy", "back"))),
        ((("source", 0.55), ("privacy", 0.45)), (None, ("source", "privacy"))),
    ],
)
def test_the_pipeline_asks_where_it_is_unsure_or_torn(
    ranking: tuple[tuple[str, float], ...], settled: tuple[str | None, tuple[str, ...]]
) -> None:
    assert PIPELINE.topic(ranking) == settled


@pytest.fixture
def page(tmp_path: Path) -> str:
    answers = [
        answer("inflammation", topic="inflammation"),
        answer("source", topic="privacy", text="<script>alert(1)</script> who wrote this"),
        answer("out_of_scope", topic=None, options=("source",), sure=0.3),
    ]
    rival = [replace(one, topic="privacy") for one in answers]
    part = html.part("a file", "a note", answers, figures(ARTICLE), PIPELINE, [("another bot", rival)])
    html.write(tmp_path / "new" / "report.html", [part], "bot evaluate")
    return (tmp_path / "new" / "report.html").read_text(encoding="utf-8")


def test_a_message_cannot_put_a_script_into_the_report(page: str) -> None:
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; who wrote this" in page


def test_the_report_names_the_command_that_made_it(page: str) -> None:
    assert "<code>bot evaluate</code>" in page


def test_the_report_sets_another_bots_figures_beside_ours(page: str) -> None:
    row = re.search(r"article topics right</th>(.*?)</tr>", page)
    assert row
    assert re.findall(r"(\d+/\d+)", row[1]) == ["1/1", "0/1"]


def test_the_report_fetches_nothing_from_elsewhere(page: str) -> None:
    assert not re.findall(r"(?:src|href)=\"(?!#|data:)[^\"]*\"", page)


@pytest.mark.parametrize("label", ["inflammation", "source", ASKED])
def test_the_confusion_matrix_names_its_topics(page: str, label: str) -> None:
    assert f"<!-- {label} -->" in page

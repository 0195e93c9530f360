"""What `bot shell` shows of a turn, on a terminal and in a pipe."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.article import load_article
from bot.replies import Message, Reply
from bot.safety.assessment import Assessment, Finding, Said, Urgency
from bot.shell.conversation import Turn
from bot.shell.plain import PlainScreen
from bot.shell.screen import TerminalScreen
from bot.shell.understood import printable, rows

ARTICLE = load_article(Path(__file__).parents[1])

PUS = Finding("wound_pus", Urgency.URGENT, Said.REPORT, "leaking pus", 8, 19)
NO_FEVER = Finding("fever", Urgency.URGENT, Said.DENIED, "fever", 28, 33, cue="no")
DEFERRAL = Message("Please contact your clinic today.", deferral=Urgency.URGENT)
ANSWER = Message("Any procedure carries a risk of infection.", sources=("infection",), topic="infection_risk")
URGENT = Turn(
    "my knee leaking pus, but no fever",
    Reply(
        (DEFERRAL, ANSWER),
        Assessment(Urgency.URGENT, (PUS, NO_FEVER)),
        urgency=Urgency.URGENT,
        topic="infection_risk",
        aspect="normal",
        confidence=0.97,
        ranking=(("infection_risk", 0.97), ("inflammation", 0.02), ("pain_discomfort", 0.01)),
        votes={
            "level": "urgent",
            "rules": "urgent",
            "classifier": "routine",
            "probabilities": {"none": 0.0512, "routine": 0.7, "urgent": 0.2488, "emergency": 0.0},
        },
    ),
    actions=("utter_urgent", "utter_infection_risk"),
    topic_at_hand="infection_risk",
    open_alarm="urgent",
    seconds=0.0124,
)
UNSURE = Turn(
    "that thing",
    Reply(
        (
            Message("Which do you mean?", ("Pain and soreness", "Risk of infection")),
            Message("Or shall I call someone?", ("A person",)),
        ),
        Assessment(Urgency.NONE),
        confidence=0.31,
        options=("pain_discomfort", "infection_risk"),
        ranking=(("inflammation", 0.31), ("pain_discomfort", 0.2)),
        votes={"level": "none", "rules": "none", "classifier": "none"},
    ),
    actions=("utter_ask_rephrase",),
)


def shown(turn: Turn, width: int = 120, *, debug: bool = True, **console) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, **console)
    TerminalScreen(console, ARTICLE).turn(turn, debug=debug)
    return out.getvalue()


def piped(turn: Turn, *, debug: bool = False) -> str:
    out = io.StringIO()
    PlainScreen(out, ARTICLE).turn(turn, debug=debug)
    return out.getvalue()


def understood(turn: Turn) -> dict[str, tuple[str, ...]]:
    return {row.label: row.lines for row in rows(turn, ARTICLE)}


def test_on_a_wide_terminal_the_understood_side_stands_beside_the_reply() -> None:
    first_line = shown(URGENT, 120).splitlines()[1]
    assert "Please contact your clinic" in first_line
    assert "infection_risk" in first_line


def test_on_a_narrow_terminal_the_understood_side_stands_below_the_reply() -> None:
    screen = shown(URGENT, 40)
    assert screen.index("Any procedure") < screen.index("Topic")


@pytest.mark.parametrize("width", [20, 40, 80, 99, 100, 120, 200])
@pytest.mark.parametrize("turn", [URGENT, UNSURE])
def test_no_line_is_wider_than_the_terminal(turn: Turn, width: int) -> None:
    assert max(cell_len(line) for line in shown(turn, width).splitlines()) <= width


@pytest.mark.parametrize("width", [40, 120])
def test_every_word_of_the_reply_is_shown(width: int) -> None:
    words = shown(URGENT, width, debug=False).split()
    for message in URGENT.reply.messages:
        assert set(message.text.split()) <= set(words)


def test_with_debug_off_only_the_patients_side_is_shown() -> None:
    screen = shown(URGENT, debug=False)
    assert "Please contact your clinic today." in screen
    assert "infection_risk" not in screen


@pytest.mark.parametrize(
    ("urgency", "mark"), [(Urgency.EMERGENCY, "!! EMERGENCY !!"), (Urgency.URGENT, "! URGENT !")]
)
def test_a_deferral_is_marked_in_words_not_only_by_colour(urgency: Urgency, mark: str) -> None:
    turn = replace(
        URGENT, reply=replace(URGENT.reply, messages=(replace(DEFERRAL, deferral=urgency), ANSWER))
    )
    assert mark in shown(turn, debug=False, no_color=True)


def test_an_answer_is_not_marked_as_a_deferral() -> None:
    turn = replace(URGENT, reply=replace(URGENT.reply, messages=(ANSWER,)))
    assert "!" not in shown(turn, debug=False)


def test_buttons_are_numbered_through_the_whole_reply() -> None:
    screen = shown(UNSURE)
    for numbered in ("[1] Pain and soreness", "[2] Risk of infection", "[3] A person"):
        assert numbered in screen


def test_words_in_brackets_are_shown_as_they_are() -> None:
    turn = replace(URGENT, reply=replace(URGENT.reply, messages=(Message("[bold]read[/bold] this"),)))
    assert "[bold]read[/bold] this" in shown(turn, debug=False)


def test_colours_are_left_out_where_none_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = re.compile(r"\x1b\[[\d;]*3\dm")
    terminal = {"force_terminal": True, "color_system": "standard"}
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert coloured.search(shown(URGENT, **terminal))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured.search(shown(URGENT, **terminal))


def test_the_topic_is_shown_with_its_confidence_and_its_runners_up() -> None:
    assert understood(URGENT)["Topic"] == ("infection_risk 0.97",)
    assert understood(URGENT)["Runners-up"] == ("inflammation 0.02, pain_discomfort 0.01",)


def test_a_topic_taken_from_the_conversation_is_told_from_what_the_message_was_read_as() -> None:
    reply = replace(URGENT.reply, ranking=(("follow_up", 0.9), ("infection_risk", 0.05)), confidence=0.9)
    seen = understood(replace(URGENT, reply=reply))
    assert seen["Topic"] == ("infection_risk",)
    assert seen["Read as"] == ("follow_up 0.90",)


def test_a_message_that_was_never_classified_says_so() -> None:
    seen = understood(Turn("…", Reply((Message("Please write in words."),), Assessment(Urgency.NONE))))
    assert seen["Read as"] == ("nothing: it was not classified",)
    assert seen["Said by"] == ("the assistant, without Rasa",)


def test_a_topic_of_next_to_no_probability_is_no_runner_up() -> None:
    reply = replace(URGENT.reply, ranking=(("infection_risk", 0.99), ("smalltalk", 0.004)))
    assert "Runners-up" not in understood(replace(URGENT, reply=reply))


def test_the_aspect_is_shown() -> None:
    assert understood(URGENT)["Aspect"] == ("normal",)


def test_the_urgency_is_shown_with_each_voters_level() -> None:
    assert understood(URGENT)["Urgency"] == ("URGENT (rules urgent, classifier routine)",)


def test_the_rules_level_is_shown_even_where_rasa_failed() -> None:
    reply = Reply((DEFERRAL,), Assessment(Urgency.URGENT, (PUS,)), urgency=Urgency.URGENT)
    assert understood(Turn("pus", reply))["Urgency"] == ("URGENT (rules urgent)",)


def test_the_classifiers_probabilities_are_shown_likeliest_first() -> None:
    shares = understood(URGENT)["Classifier"]
    assert shares == ("routine 0.70, urgent 0.25, none 0.05, emergency 0.00",)


def test_a_message_that_the_classifier_never_judged_has_no_probabilities() -> None:
    reply = Reply((DEFERRAL,), Assessment(Urgency.URGENT, (PUS,)), urgency=Urgency.URGENT)
    assert "Classifier" not in understood(Turn("pus", reply))


def test_a_red_flag_is_shown_with_the_words_that_raised_it_and_how_they_were_said() -> None:
    assert understood(URGENT)["Red flags"][0] == "“leaking pus”: wound_pus, urgent - report"


def test_a_finding_that_did_not_count_is_shown_with_the_words_that_decided_that() -> None:
    assert understood(URGENT)["Red flags"][1] == "“fever”: fever, urgent - denied (“no”), does not count"


def test_a_deferral_of_the_guards_is_shown_with_what_failed() -> None:
    reply = replace(URGENT.reply, guarded=True, faults=("engine: TimeoutError",))
    seen = understood(replace(URGENT, reply=reply))
    assert seen["Guard"] == ("put the deferral first, not Rasa",)
    assert seen["Failed"] == ("engine: TimeoutError",)
    assert not {"Guard", "Failed"} & set(understood(URGENT))


def test_a_red_flag_in_another_language_is_shown_with_the_language() -> None:
    spanish = Finding("collapse", Urgency.EMERGENCY, Said.REPORT, "me desmayo", 0, 10, language="es")
    reply = replace(URGENT.reply, assessment=Assessment(Urgency.EMERGENCY, (spanish,)))
    seen = understood(replace(URGENT, reply=reply))
    assert seen["Red flags"] == ("“me desmayo”: collapse, emergency, in Spanish - report",)


def test_only_findings_that_count_are_marked() -> None:
    denied = replace(URGENT, reply=replace(URGENT.reply, assessment=Assessment(Urgency.NONE, (NO_FEVER,))))
    assert "Red flags" in {row.label for row in rows(URGENT, ARTICLE) if row.marked}
    assert "Red flags" not in {row.label for row in rows(denied, ARTICLE) if row.marked}


def test_a_mild_symptom_is_no_red_flag() -> None:
    mild = Finding("tiredness", Urgency.ROUTINE, Said.REPORT, "a bit tired", 0, 11)
    reply = replace(URGENT.reply, assessment=Assessment(Urgency.ROUTINE, (mild,)))
    seen = understood(replace(URGENT, reply=reply))
    assert seen["Red flags"] == ("none",)
    assert seen["Mild signs"] == ("“a bit tired”: tiredness, routine - report",)


def test_quoted_words_cannot_steer_the_terminal() -> None:
    finding = replace(NO_FEVER, words="leaking\n\x1b[2Jpus", cue="no\x1b[2J")
    reply = replace(URGENT.reply, assessment=Assessment(Urgency.URGENT, (finding,)))
    assert "\x1b" not in shown(replace(URGENT, reply=reply))
    assert "\x1b" not in piped(replace(URGENT, text="\x1b[2Jpus", reply=reply), debug=True)


@given(st.text())
def test_quoted_words_are_always_one_printable_line(words: str) -> None:
    assert printable(words).isprintable()


def test_sources_are_shown_with_the_headings_of_their_passages() -> None:
    assert understood(URGENT)["Sources"] == ("infection: Infection Risk",)


def test_a_source_that_the_article_lacks_is_shown_as_such() -> None:
    reply = replace(URGENT.reply, messages=(replace(ANSWER, sources=("surgery",)),))
    assert understood(replace(URGENT, reply=reply))["Sources"] == ("surgery: not in the article",)


def test_the_topics_offered_are_shown() -> None:
    assert understood(UNSURE)["Offered"] == ("pain_discomfort, infection_risk",)
    assert understood(UNSURE)["Topic"] == ("none: it asks which is meant",)


def test_the_responses_that_made_the_reply_are_named() -> None:
    assert understood(URGENT)["Said by"] == ("utter_urgent, utter_infection_risk",)


def test_an_alarm_that_is_still_open_is_shown() -> None:
    assert understood(URGENT)["Open alarm"] == ("URGENT",)
    assert "Open alarm" not in understood(UNSURE)


def test_a_pipe_gets_the_message_and_the_reply_as_plain_lines() -> None:
    assert piped(URGENT).splitlines() == [
        "> my knee leaking pus, but no fever",
        "[URGENT] Please contact your clinic today.",
        "Any procedure carries a risk of infection.",
        "",
    ]


def test_a_pipe_gets_numbered_buttons() -> None:
    lines = piped(UNSURE).splitlines()
    assert lines[2:4] == ["  [1] Pain and soreness", "  [2] Risk of infection"]
    assert lines[5] == "  [3] A person"


def test_a_pipe_gets_the_understood_side_below_with_debug() -> None:
    assert "  Aspect      normal" in piped(URGENT, debug=True).splitlines()

"""What the plan of a reply says, turn by turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import FORGET, Dialogue, Plan, Step
from bot.safety import Urgency
from bot.turns import Context, Question, Turn

ARTICLE = ("pain_discomfort", "infection_risk", "immune_response", "choosing_a_clinic")
DIALOGUE = Dialogue(ARTICLE, (*ARTICLE, "source"), ARTICLE[:2])

FRESH = Context()


def actions(turn: Turn, context: Context = FRESH) -> list[str]:
    plan = DIALOGUE.plan(turn, context)
    return [step.action for step in plan.steps] if plan else []


def test_a_plain_question_is_left_to_its_rule() -> None:
    assert DIALOGUE.plan(Turn("what about pain", "pain_discomfort"), Context()) is None


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY, Urgency.URGENT])
@pytest.mark.parametrize("topic", ["smalltalk", "pain_discomfort", "privacy", "out_of_scope", None])
def test_an_alarm_is_deferred_first_whatever_the_topic(urgency: Urgency, topic: str | None) -> None:
    assert actions(Turn("my throat is closing", topic, urgency=urgency))[0] == f"utter_{urgency.value}"


@pytest.mark.parametrize(
    "context",
    [
        Context(options=("pain_discomfort", "infection_risk")),
        Context(unsure=True),
        Context(topics=("pain_discomfort",), alarm=Urgency.EMERGENCY),
        Context(alarm=Urgency.URGENT),
    ],
)
def test_an_alarm_is_deferred_first_whatever_the_state_of_the_conversation(context: Context) -> None:
    turn = Turn("second", "pain_discomfort", urgency=Urgency.EMERGENCY, after_alarm="helped")
    assert actions(turn, context)[0] == "utter_emergency"


def test_an_alarm_with_a_question_gets_the_deferral_and_then_the_answer() -> None:
    turn = Turn("pus, is it normal?", "infection_risk", "normal", urgency=Urgency.URGENT)
    assert actions(turn) == ["utter_urgent", "utter_infection_risk"]


def test_an_emergency_that_asks_nothing_gets_the_deferral_alone() -> None:
    turn = Turn("my face is swelling", "pain_discomfort", urgency=Urgency.EMERGENCY)
    assert actions(turn) == ["utter_emergency"]


def test_two_questions_get_both_answers() -> None:
    questions = (Question("pain_discomfort", "duration"), Question("infection_risk"))
    turn = Turn("…", "pain_discomfort", questions=questions)
    assert actions(turn) == ["utter_pain_discomfort", "utter_infection_risk"]


def test_parts_that_the_whole_message_speaks_against_are_no_questions() -> None:
    questions = (Question("pain_discomfort"), Question("infection_risk"))
    assert DIALOGUE.plan(Turn("…", "choosing_a_clinic", questions=questions), FRESH) is None


def test_a_follow_up_is_about_the_topic_at_hand() -> None:
    plan = DIALOGUE.plan(Turn("how long?", "follow_up", "duration"), Context(topics=("pain_discomfort",)))
    assert plan is not None
    assert (plan.steps[0].topic, plan.steps[0].aspect) == ("pain_discomfort", "duration")


JUST_ANSWERED = Context(topics=("pain_discomfort",), last="pain_discomfort")


def test_what_asks_nothing_new_is_not_answered_in_the_same_words_again() -> None:
    plan = DIALOGUE.plan(Turn("I am diabetic", "follow_up"), JUST_ANSWERED)
    assert plan == Plan((Step("utter_nothing_more", "pain_discomfort"),), "pain_discomfort")


@pytest.mark.parametrize(
    ("turn", "context"),
    [
        (Turn("how long?", "follow_up", "duration"), JUST_ANSWERED),
        (Turn("and it aches a bit", "follow_up", urgency=Urgency.ROUTINE), JUST_ANSWERED),
        (Turn("tell me more", "follow_up"), replace(JUST_ANSWERED, aspect="duration")),
        (Turn("back to the pain", "follow_up"), replace(JUST_ANSWERED, last="infection_risk")),
    ],
)
def test_what_was_not_said_just_now_is_said(turn: Turn, context: Context) -> None:
    assert actions(turn, context) == ["utter_pain_discomfort"]


def test_going_back_means_the_topic_before_the_last() -> None:
    context = Context(topics=("infection_risk", "pain_discomfort"))
    assert actions(Turn("back to the first thing, is it common?", "follow_up"), context) == [
        "utter_pain_discomfort"
    ]


def test_going_back_to_a_topic_by_name_reaches_further_than_the_one_before() -> None:
    context = Context(topics=("infection_risk", "choosing_a_clinic", "pain_discomfort"))
    turn = Turn("back to the pain", "follow_up", ranking=(("follow_up", 0.5), ("pain_discomfort", 0.3)))
    assert actions(turn, context) == ["utter_pain_discomfort"]


def test_a_follow_up_without_a_topic_asks_which_one() -> None:
    plan = DIALOGUE.plan(Turn("how long?", "follow_up"), FRESH)
    assert plan is not None
    assert (plan.steps[0].action, plan.steps[0].options) == ("utter_which_topic", ARTICLE[:2])


def test_a_second_follow_up_without_a_topic_offers_the_clinic() -> None:
    assert actions(Turn("and that?", "follow_up"), Context(unsure=True)) == ["utter_still_unsure"]


RANKING = (
    ("smalltalk", 0.35),
    ("pain_discomfort", 0.3),
    ("infection_risk", 0.29),
    ("immune_response", 0.1),
    ("source", 0.05),
)


def test_doubt_offers_the_likeliest_topics() -> None:
    plan = DIALOGUE.plan(Turn("hmm the thing", None, ranking=RANKING), Context())
    assert plan is not None
    assert plan.steps[0].action == "utter_ask_rephrase"
    assert plan.steps[0].options == ("pain_discomfort", "infection_risk", "immune_response")


def test_doubt_twice_in_a_row_offers_the_clinic() -> None:
    assert actions(Turn("that thing", None, ranking=RANKING), Context(unsure=True)) == ["utter_still_unsure"]


@pytest.mark.parametrize("text", ["the second one", "2", "second", "The second."])
def test_an_offered_topic_can_be_chosen_by_its_place(text: str) -> None:
    context = Context(options=("pain_discomfort", "infection_risk"))
    assert actions(Turn(text, "out_of_scope"), context) == ["utter_infection_risk"]


ABOUT_INFECTION = Context(topics=("infection_risk",))


@pytest.mark.parametrize("topic", ["risk_factors", "out_of_scope", None])
def test_an_unsure_message_goes_on_with_the_topic_at_hand(topic: str | None) -> None:
    ranking = (("risk_factors", 0.4), ("out_of_scope", 0.35), ("infection_risk", 0.1))
    turn = Turn("would it matter if he never washed his hands", topic, ranking=ranking)
    assert actions(turn, ABOUT_INFECTION) == ["utter_infection_risk"]


def test_an_unsure_message_that_may_be_a_follow_up_goes_on_with_the_topic_at_hand() -> None:
    ranking = (("human_handoff", 0.5), ("follow_up", 0.3), ("source", 0.1))
    assert actions(Turn("just give me a number", "human_handoff", ranking=ranking), ABOUT_INFECTION) == [
        "utter_infection_risk"
    ]


def test_a_message_that_is_surely_about_something_else_is_left_to_its_rule() -> None:
    ranking = (("choosing_a_clinic", 0.95), ("infection_risk", 0.03))
    turn = Turn("how do I choose a clinic", "choosing_a_clinic", ranking=ranking)
    assert DIALOGUE.plan(turn, ABOUT_INFECTION) is None


def test_without_a_topic_at_hand_an_unsure_message_is_asked_about() -> None:
    ranking = (("risk_factors", 0.3), ("follow_up", 0.28))
    assert actions(Turn("would it matter", None, ranking=ranking)) == ["utter_ask_rephrase"]


@pytest.mark.parametrize("urgency", [Urgency.NONE, Urgency.ROUTINE])
@pytest.mark.parametrize("topic", ["medical_advice", "privacy"])
def test_what_needs_its_own_reply_is_never_taken_for_more_of_the_topic_at_hand(
    topic: str, urgency: Urgency
) -> None:
    turn = Turn("…", topic, ranking=((topic, 0.5), ("infection_risk", 0.4)), urgency=urgency)
    assert actions(turn, ABOUT_INFECTION)[:1] != ["utter_infection_risk"]


def test_a_symptom_that_is_reported_is_never_taken_for_more_of_the_topic_at_hand() -> None:
    ranking = (("symptom_report", 0.5), ("infection_risk", 0.4))
    turn = Turn("…", "symptom_report", ranking=ranking, urgency=Urgency.ROUTINE)
    assert actions(turn, ABOUT_INFECTION) == ["utter_symptom_report_routine"]


def test_an_illness_told_on_the_way_goes_on_with_the_topic_at_hand() -> None:
    ranking = (("symptom_report", 0.5), ("infection_risk", 0.2), ("follow_up", 0.2))
    turn = Turn("he's on insulin", "symptom_report", ranking=ranking, urgency=Urgency.NONE)
    assert actions(turn, ABOUT_INFECTION) == ["utter_infection_risk"]


def test_a_short_and_asks_the_same_aspect_of_another_topic() -> None:
    plan = DIALOGUE.plan(Turn("and infection?", "infection_risk"), Context(aspect="likelihood"))
    assert plan is not None
    assert plan.steps[0].aspect == "likelihood"


def test_a_request_to_delete_runs_the_action_before_saying_so() -> None:
    assert actions(Turn("delete my data", "privacy")) == [FORGET, "utter_forgotten"]


def test_a_request_to_delete_is_met_beside_another_question() -> None:
    questions = (Question("privacy"), Question("pain_discomfort"))
    turn = Turn("please delete my data. does it hurt?", "privacy", questions=questions)
    assert actions(turn) == [FORGET, "utter_forgotten", "utter_pain_discomfort"]


def test_a_request_to_delete_is_met_behind_an_alarm() -> None:
    turn = Turn("delete my data, I can't breathe", "privacy", urgency=Urgency.EMERGENCY)
    assert actions(turn) == ["utter_emergency", FORGET, "utter_forgotten"]


def test_two_sure_questions_are_answered_though_the_whole_message_is_unclear() -> None:
    questions = (Question("pain_discomfort"), Question("infection_risk"))
    assert actions(Turn("…", None, questions=questions)) == ["utter_pain_discomfort", "utter_infection_risk"]


def test_the_last_of_the_offered_topics_can_be_chosen_by_its_place() -> None:
    context = Context(options=("pain_discomfort", "infection_risk"))
    assert actions(Turn("the last one", "out_of_scope"), context) == ["utter_infection_risk"]


def test_going_back_to_the_first_topic_reaches_the_oldest() -> None:
    context = Context(topics=("infection_risk", "choosing_a_clinic", "pain_discomfort"))
    turn = Turn("back to the first thing, is it common?", "follow_up")
    assert actions(turn, context) == ["utter_pain_discomfort"]


def test_advice_is_not_given_but_the_nearest_facts_are() -> None:
    ranking = (("medical_advice", 0.6), ("pain_discomfort", 0.3))
    turn = Turn("should I take something for the pain?", "medical_advice", ranking=ranking)
    assert actions(turn) == ["utter_medical_advice", "utter_pain_discomfort"]


def test_while_an_alarm_is_open_every_reply_ends_with_a_reminder() -> None:
    context = Context(alarm=Urgency.EMERGENCY)
    assert actions(Turn("what about pain", "pain_discomfort"), context) == [
        "utter_pain_discomfort",
        "utter_reminder",
    ]


@pytest.mark.parametrize("after_alarm", ["helped", "mistake"])
def test_help_or_a_mistake_closes_the_alarm(after_alarm: str) -> None:
    plan = DIALOGUE.plan(Turn("…", None, after_alarm=after_alarm), Context(alarm=Urgency.EMERGENCY))
    assert plan is not None
    assert plan.alarm is Urgency.NONE


ABOUT_PAIN = Context(topics=("pain_discomfort",), last="pain_discomfort", aspect="duration")


@pytest.mark.parametrize(
    "text", ["no, I meant infection", "sorry not the pain, the infection side", "not the pain. the infection"]
)
def test_a_correction_is_about_the_other_topic_and_asks_the_same(text: str) -> None:
    ranking = (("infection_risk", 0.6), ("pain_discomfort", 0.35))
    plan = DIALOGUE.plan(Turn(text, "infection_risk", ranking=ranking), ABOUT_PAIN)
    assert plan is not None
    assert [(step.topic, step.aspect) for step in plan.steps] == [("infection_risk", "duration")]


def test_a_correction_that_is_read_as_the_topic_at_hand_is_about_the_next_likely_one() -> None:
    ranking = (("pain_discomfort", 0.6), ("follow_up", 0.2), ("immune_response", 0.18))
    turn = Turn("no i meant the donor kind", "pain_discomfort", ranking=ranking)
    assert actions(turn, ABOUT_PAIN) == ["utter_immune_response"]


def test_a_short_and_names_another_topic_whatever_the_one_at_hand() -> None:
    ranking = (("infection_risk", 0.8), ("pain_discomfort", 0.1))
    plan = DIALOGUE.plan(Turn("and infection?", "infection_risk", ranking=ranking), ABOUT_PAIN)
    assert plan is not None
    assert (plan.steps[0].topic, plan.steps[0].aspect) == ("infection_risk", "duration")


@pytest.mark.parametrize("topic", ["out_of_scope", "human_handoff", "choosing_a_clinic"])
def test_what_is_surely_something_else_is_not_more_of_the_topic_at_hand(topic: str) -> None:
    ranking = ((topic, 0.9), ("pain_discomfort", 0.06), ("follow_up", 0.04))
    assert actions(Turn("who won the match", topic, ranking=ranking), ABOUT_PAIN) == []


@pytest.mark.parametrize("context", [Context(unsure=True, aspect="duration"), Context(options=("infection_risk",),
                                     aspect="duration")])  # fmt: skip
def test_naming_the_topic_that_was_asked_for_answers_the_question_before(context: Context) -> None:
    plan = DIALOGUE.plan(Turn("Risk of infection", "infection_risk"), context)
    assert plan is not None
    assert (plan.steps[0].topic, plan.steps[0].aspect) == ("infection_risk", "duration")


def test_two_aspects_of_one_topic_get_two_answers() -> None:
    questions = (Question("pain_discomfort", "cause"), Question("pain_discomfort", "duration"))
    plan = DIALOGUE.plan(Turn("…", "pain_discomfort", questions=questions), FRESH)
    assert plan is not None
    assert [step.aspect for step in plan.steps] == ["cause", "duration"]


def test_a_follow_up_beside_another_question_is_about_the_topic_at_hand() -> None:
    questions = (Question("follow_up", "duration"), Question("infection_risk"))
    plan = DIALOGUE.plan(Turn("…", "infection_risk", questions=questions), ABOUT_PAIN)
    assert plan is not None
    assert [step.topic for step in plan.steps] == ["pain_discomfort", "infection_risk"]


def test_a_letter_of_many_questions_gets_three_answers() -> None:
    questions = tuple(Question(topic) for topic in ARTICLE)
    assert len(actions(Turn("…", ARTICLE[0], questions=questions))) == 3


@pytest.mark.parametrize("last", ["source", "privacy", "human_handoff"])
def test_a_follow_up_on_another_answer_stays_with_it(last: str) -> None:
    context = Context(topics=("pain_discomfort",), last=last)
    assert actions(Turn("how long for?", "follow_up", "duration"), context) == [f"utter_{last}"]


def test_going_back_reaches_the_article_from_another_answer() -> None:
    context = Context(topics=("infection_risk", "pain_discomfort"), last="privacy")
    assert actions(Turn("back to the first thing", "follow_up"), context) == ["utter_pain_discomfort"]


def test_a_topic_that_is_hardly_likely_is_not_what_somebody_goes_back_to() -> None:
    context = Context(topics=("infection_risk", "choosing_a_clinic", "pain_discomfort"))
    ranking = (("follow_up", 0.93), ("choosing_a_clinic", 0.02))
    turn = Turn("back to the first thing, is it common?", "follow_up", ranking=ranking)
    assert actions(turn, context) == ["utter_pain_discomfort"]


def test_a_short_and_that_may_be_more_of_the_topic_at_hand_is() -> None:
    ranking = (("choosing_a_clinic", 0.6), ("infection_risk", 0.2))
    turn = Turn("and diabetics", "choosing_a_clinic", ranking=ranking)
    assert actions(turn, ABOUT_INFECTION) == ["utter_infection_risk"]


@pytest.mark.parametrize("topic", ["out_of_scope", "follow_up", None])
def test_a_word_or_two_of_small_talk_are_small_talk_however_they_are_read(topic: str | None) -> None:
    assert actions(Turn("ttyl", topic)) == ["utter_smalltalk_goodbye"]


def test_small_talk_in_a_longer_message_does_not_hide_what_it_is_about() -> None:
    assert actions(Turn("say hello to my bank and move my money", "out_of_scope")) == []


def test_a_report_that_asks_nothing_gets_the_warning_signs_whatever_aspect_is_read() -> None:
    turn = Turn("my knee is hot and leaking pus", "infection_risk", "cause", urgency=Urgency.URGENT)
    plan = DIALOGUE.plan(turn, FRESH)
    assert plan is not None
    assert [(step.topic, step.aspect) for step in plan.steps[1:]] == [("infection_risk", "warning_signs")]


def test_a_report_that_asks_without_a_mark_is_answered() -> None:
    turn = Turn("pus on my knee, how do i treat it", "infection_risk", "what_to_do", urgency=Urgency.URGENT)
    plan = DIALOGUE.plan(turn, FRESH)
    assert plan is not None
    assert [step.aspect for step in plan.steps[1:]] == ["what_to_do"]

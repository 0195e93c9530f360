"""What to say next: a pure function of one message as understood and of the conversation so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import in_context
from bot.asking import asks_anything
from bot.privacy import privacy_request
from bot.safety import Urgency
from bot.smalltalk import small_talk_kind
from bot.topics import OTHER_KINDS
from bot.turns import Context, Question, Turn

FORGET = "action_forget"
UNSURE_REPLIES = ("utter_ask_rephrase", "utter_which_topic", "utter_still_unsure")

_MOST_OPTIONS = 3
_MOST_ANSWERS = 3
_WORDS_OF_SMALL_TALK = 3
_KINDS = frozenset(OTHER_KINDS)


@dataclass(frozen=True)
class Step:
    """One message of the reply: the response's (or action's) name and what it is about."""

    action: str
    topic: str | None = None
    aspect: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The steps of a reply, in order, the topic then at hand and the alarm then open, which may be a crisis."""

    steps: tuple[Step, ...]
    topic: str | None = None
    alarm: Urgency = Urgency.NONE
    crisis: bool = False


_REMINDER = Step("utter_reminder")
_DELETION = (Step(FORGET, "privacy"), Step("utter_forgotten", "privacy"))


class Dialogue:
    """Plans replies.

    `article` are the topics that the article answers, `offered` all that has a button, `often` the topics to offer
    to a patient who names none.
    """

    def __init__(self, article: Sequence[str], offered: Sequence[str], often: Sequence[str]) -> None:
        self._article = frozenset(article)
        self._offered = frozenset(offered)
        self._often = tuple(often[:_MOST_OPTIONS])

    def plan(self, turn: Turn, context: Context) -> Plan | None:
        """Return the reply's plan; `None` where the rule of the turn's intent says all there is to say."""
        if turn.urgency.is_alarm:
            return self._deferral(turn, context)
        if context.alarm.is_alarm and turn.after_alarm:
            return self._alarm_over(turn)
        answer = self._answer(turn, context)
        if not context.alarm.is_alarm or turn.topic not in _KINDS | self._article | {None}:
            return answer
        if context.crisis and (steps := _in_a_crisis(turn, answer)):
            return Plan(steps, alarm=context.alarm, crisis=True)
        steps = answer.steps if answer else (Step(f"utter_{turn.topic}", turn.topic, turn.aspect),)
        topic = answer.topic if answer else self._article_topic(turn.topic)
        return Plan((*steps, _REMINDER), topic, context.alarm, context.crisis)

    def _deferral(self, turn: Turn, context: Context) -> Plan:
        alarm = Urgency.highest(turn.urgency, context.alarm)
        first = Step(f"utter_{turn.urgency.value}", turn.topic or turn.flag_topic)
        questions = self._asked(turn)
        if not questions and turn.urgency is Urgency.URGENT:
            topic = self._article_topic(turn.flag_topic) or self._article_topic(turn.topic)
            questions = [Question(topic, "warning_signs")] if topic else []
        steps = [_answer_to(question) for question in questions]
        if turn.topic == "medical_advice":
            steps = [Step("utter_medical_advice", "medical_advice")]
        if _asks_to_delete(turn):
            steps = [*_DELETION]
        topic = next((step.topic for step in steps if step.topic in self._article), None)
        if context.alarm.rank > turn.urgency.rank:
            steps.append(_REMINDER)
        return Plan((first, *steps), topic, alarm, turn.crisis or context.crisis)

    def _asked(self, turn: Turn) -> list[Question]:
        if _asks_two_things(turn):
            return [question for question in turn.questions if question.topic != "follow_up"][:_MOST_ANSWERS]
        topic = self._article_topic(turn.topic)
        return [Question(topic, turn.aspect)] if topic and asks_anything(turn.text) else []

    def _alarm_over(self, turn: Turn) -> Plan:
        said = "utter_help_on_the_way" if turn.after_alarm == "helped" else "utter_alarm_mistake"
        answers = [_answer_to(question) for question in self._asked(turn)]
        topic = answers[0].topic if answers else "smalltalk"
        return Plan((Step(said, topic), *answers), answers[0].topic if answers else None)

    def _answer(self, turn: Turn, context: Context) -> Plan | None:
        if topic := in_context.chosen(turn, context):
            return self._about(Question(topic, turn.aspect or context.aspect))
        if _asks_to_delete(turn):
            questions = [question for question in turn.questions if question.topic != "privacy"]
            return Plan((*_DELETION, *(_answer_to(question) for question in questions)))
        if topic := in_context.corrected(turn, context, self._article):
            return self._about(Question(topic, turn.aspect or context.aspect))
        if _asks_two_things(turn) and len(asked := in_context.questions(turn, context)) > 1:
            topics = [question.topic for question in asked[:_MOST_ANSWERS] if question.topic in self._article]
            return Plan(tuple(map(_answer_to, asked[:_MOST_ANSWERS])), topics[-1] if topics else None)
        if in_context.goes_on(turn, context, self._article):
            return self._follow_up(turn, context)
        if turn.topic in self._article and in_context.asks_the_same(turn, context):
            return self._about(Question(turn.topic, context.aspect))
        return self._by_itself(turn, context)

    def _by_itself(self, turn: Turn, context: Context) -> Plan | None:
        if small_talk := _small_talk(turn):
            return small_talk
        if turn.topic is None:
            return self._unsure(turn, context)
        if turn.topic == "medical_advice" and (nearest := self._nearest(turn)):
            return Plan(
                (Step("utter_medical_advice", "medical_advice"), Step(f"utter_{nearest}", nearest)), nearest
            )
        if turn.topic == "symptom_report" and turn.urgency is Urgency.ROUTINE:
            return Plan((Step("utter_symptom_report_routine", "symptom_report"),))
        return None

    def _nearest(self, turn: Turn) -> str | None:
        """Return the article topic that a request for advice comes nearest to, where one comes near at all."""
        return next(
            (
                topic
                for topic, sure in turn.ranking[:2]
                if topic in self._article and sure >= in_context.NEAR_ENOUGH
            ),
            None,
        )

    def _unsure(self, turn: Turn, context: Context) -> Plan:
        options = tuple(topic for topic, _ in turn.ranking if topic in self._offered)[:_MOST_OPTIONS]
        return Plan(
            (Step("utter_still_unsure" if context.unsure else "utter_ask_rephrase", None, None, options),)
        )

    def _follow_up(self, turn: Turn, context: Context) -> Plan:
        if topic := in_context.gone_on_with(turn, context):
            if topic in self._article and in_context.asks_nothing_new(turn, context, topic):
                return Plan((Step("utter_nothing_more", topic),), topic)
            return self._about(Question(topic, turn.aspect if topic in self._article else None))
        if small_talk := _small_talk(turn):
            return small_talk
        which = "utter_still_unsure" if context.unsure else "utter_which_topic"
        return Plan((Step(which, "follow_up", options=self._often),))

    def _about(self, question: Question) -> Plan:
        return Plan((_answer_to(question),), self._article_topic(question.topic))

    def _article_topic(self, topic: str | None) -> str | None:
        return topic if topic in self._article else None


def _in_a_crisis(turn: Turn, answer: Plan | None) -> tuple[Step, ...]:
    """Return the reply to a patient in a crisis who goes on about it, saying what no other answer would meet."""
    if turn.topic in ("crisis", "out_of_scope") or (turn.topic == "smalltalk" and answer is None):
        return (Step("utter_crisis_still", "crisis"),)
    if turn.topic is None and answer and answer.steps[0].action in UNSURE_REPLIES:
        return (Step("utter_crisis_still"), *answer.steps)
    return ()


def _answer_to(question: Question) -> Step:
    return Step(f"utter_{question.topic}", question.topic, question.aspect)


def _small_talk(turn: Turn) -> Plan | None:
    """Return the reply to small talk, which may be too short ("ttyl", "namaste") to have been read as such."""
    short = (
        turn.topic in (None, "out_of_scope", "follow_up") and len(turn.text.split()) <= _WORDS_OF_SMALL_TALK
    )
    if (short or turn.topic == "smalltalk") and (kind := small_talk_kind(turn.text)):
        return Plan((Step(f"utter_smalltalk_{kind}", "smalltalk"),))
    return None


def _asks_two_things(turn: Turn) -> bool:
    """Whether the parts of a message ask different things; parts that the whole speaks against are background."""
    topics = {question.topic for question in turn.questions}
    return len(turn.questions) > 1 and (turn.topic is None or turn.topic in topics)


def _asks_to_delete(turn: Turn) -> bool:
    """Whether a message that has to do with privacy asks for the conversation to be deleted, whatever else it asks."""
    about = {
        turn.topic,
        *(question.topic for question in turn.questions),
        *(topic for topic, _ in turn.ranking[:3]),
    }
    return "privacy" in about and privacy_request(turn.text)

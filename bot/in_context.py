"""What a message means after what was said before it: a choice, a correction, more of the same, "and swelling?"."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.choosing import picked
from bot.safety import Urgency
from bot.turns import Context, Question, Turn

NEAR_ENOUGH = 0.15

_ELLIPSIS = re.compile(r"\s*(and|what about|how about|same for|or)\b", re.IGNORECASE)
_ELLIPSIS_WORDS = 6
# How much likelier than by itself the topic at hand is, and a follow-up. Chosen on conversations_tuned.jsonl, which
# does not tell 4 from 8 for the second; the other conversations' figures, which favour 4, decided.
_STAYS, _FOLLOWS = 20.0, 4.0
_STAYS_IN_ELLIPSIS = 4.0  # "and swelling?" more often names another topic
_SURE = 0.85  # a message that is read as something else so surely is not taken for more of the topic at hand
_NEVER_TAKEN_FOR_MORE = ("crisis", "medical_advice", "privacy")
_GONE_ON_WITH = frozenset({"source", "privacy", "human_handoff", "capabilities", "bot_identity"})
_CORRECTS = re.compile(
    r"\s*(?:(?:no+|nah|nope|sorry|oh|oops|wait|not that|er+|um+)\b[\s,.!]*)+(?:(?:i|we) (?:meant|mean|was asking)|"
    r"not (?:the|that|those)\b)|\s*(?:sorry )?(?:i|we) meant\b|\s*not (?:the|that|those)\b.{1,40}\b(?:the|i meant)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(back to|earlier|the (first|other) (one|thing|topic|question)|before that|previous)\b", re.IGNORECASE
)
_OLDEST = re.compile(r"\bfirst\b", re.IGNORECASE)


def chosen(turn: Turn, context: Context) -> str | None:
    """Return which of the topics that were offered the message picks, by its place or by what it says."""
    if (place := picked(turn.text, len(context.options))) is not None:
        return context.options[place]
    if turn.topic is None:
        return next((topic for topic, _ in turn.ranking[:1] if topic in context.options), None)
    return None


def corrected(turn: Turn, context: Context, article: Collection[str]) -> str | None:
    """Return the article topic that a correction ("no, I meant …") is about: never the one at hand."""
    if not context.topics or not _CORRECTS.match(turn.text):
        return None
    for topic, sure in turn.ranking:
        if topic in article and topic != context.topics[0]:
            return topic if topic == turn.topic or sure >= NEAR_ENOUGH else None
    return None


def questions(turn: Turn, context: Context) -> list[Question]:
    """Return what the parts of the message ask, "how long does it last" being about the topic at hand."""
    at_hand = context.topics[0] if context.topics else None
    asked = (
        Question(at_hand, question.aspect) if question.topic == "follow_up" and at_hand else question
        for question in turn.questions
    )
    found = [question for question in dict.fromkeys(asked) if question.topic != "follow_up"]
    if len({question.topic for question in found}) == 1:
        # What the message as a whole asks comes first: its parts are read less surely.
        found.sort(key=lambda question: question.aspect != turn.aspect)
    return found


def asks_the_same(turn: Turn, context: Context) -> bool:
    """Whether a message that only names a topic asks the same of it as was asked before, or answers which is meant."""
    if turn.aspect or not context.aspect:
        return False
    return turn.topic in context.options or context.unsure or _is_ellipsis(turn.text)


def goes_on(turn: Turn, context: Context, article: Collection[str]) -> bool:
    """Whether a message that by itself is about another topic, or unclear, likelier goes on with the topic at hand.

    The classifier reads each message as if it came first; in a conversation most questions stay with their topic.
    """
    if turn.topic == "follow_up":
        return True
    if not context.topics or turn.topic in (context.topics[0], *_NEVER_TAKEN_FOR_MORE):
        return False
    if turn.topic == "symptom_report" and turn.urgency is not Urgency.NONE:
        return False
    shares = dict(turn.ranking)
    if turn.topic in article and _is_ellipsis(turn.text):
        stays = _STAYS_IN_ELLIPSIS * shares.get(context.topics[0], 0.0)
    else:
        stays = _STAYS * shares.get(context.topics[0], 0.0) + _FOLLOWS * shares.get("follow_up", 0.0)
    others = (share for topic, share in turn.ranking if topic not in (context.topics[0], "follow_up"))
    likeliest = max(others, default=1.0)
    return likeliest < _SURE and stays > likeliest


def gone_on_with(turn: Turn, context: Context) -> str | None:
    """Return what a follow-up is about: what was answered last, or what it goes back to; `None` where nothing was."""
    if not _BACK.search(turn.text):
        return context.last if context.last in _GONE_ON_WITH else next(iter(context.topics), None)
    before = context.topics[1:] or context.topics
    for topic, sure in turn.ranking:
        if topic in before and sure >= NEAR_ENOUGH:
            return topic
    return next(iter(before[::-1] if _OLDEST.search(turn.text) else before), None)


def asks_nothing_new(turn: Turn, context: Context, topic: str) -> bool:
    """Whether a message that goes on with `topic` would get the general answer on it that was given last, once more."""
    return turn.urgency is Urgency.NONE and not (turn.aspect or context.aspect) and topic == context.last


def _is_ellipsis(text: str) -> bool:
    return len(text.split()) <= _ELLIPSIS_WORDS and _ELLIPSIS.match(text) is not None

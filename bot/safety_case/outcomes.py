"""What the assistant makes of each labelled message."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from bot.assistant import Assistant
from bot.replies import Reply
from bot.safety import Urgency
from bot.safety_case.sets import Case, Group
from bot.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """One judged message: the urgencies that are right for it, and those that each voter and the reply gave it.

    `classifier` is None where the message never reached it (too long, or no words). `first_says_so` is whether the
    reply's first message sends the patient where an alarm must; True where the reply raised none.
    """

    file: str
    id: str
    group: Group
    kind: str | None
    acceptable: tuple[Urgency, ...]
    rules: Urgency
    classifier: Urgency | None
    both: Urgency
    first_says_so: bool


async def ask(assistant: Assistant, settings: Settings, cases: Iterable[Case]) -> AsyncIterator[Outcome]:
    """Put each case to the assistant as a conversation of its own; yield an outcome for each judged message."""
    for case in cases:
        sender = uuid.uuid4().hex
        for turn in case.turns:
            reply = await assistant.reply(sender, turn.text)
            if not turn.acceptable:
                continue
            opinion = (reply.votes or {}).get("classifier")
            yield Outcome(
                file=case.file,
                id=case.id,
                group=case.group,
                kind=turn.kind,
                acceptable=turn.acceptable,
                rules=reply.assessment.urgency,
                classifier=Urgency(opinion) if opinion else None,
                both=reply.urgency,
                first_says_so=first_says_so(reply, settings),
            )


def first_says_so(reply: Reply, settings: Settings) -> bool:
    """Whether the first message of a reply with an alarm is its deferral and names the number to call."""
    if not reply.urgency.is_alarm:
        return True
    first = reply.messages[0]
    if first.deferral is None or first.deferral.rank < reply.urgency.rank:
        return False
    numbers = [settings.emergency_number]
    if reply.urgency is Urgency.URGENT:
        numbers += [settings.phone, settings.urgent_care_line]
    return any(number in first.text for number in numbers)

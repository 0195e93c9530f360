"""The words that send a patient to a professional: fixed sentences of `clinic.yml`, filled at once."""

from __future__ import annotations

from bot.open_alarm import OpenAlarm
from bot.safety import Assessment, Flag, Urgency, rules
from bot.settings import Settings

DEFERRALS = {"utter_emergency": Urgency.EMERGENCY, "utter_urgent": Urgency.URGENT}
"""The responses of `domain.yml` that are deferrals."""

_CRISIS = "crisis"  # the topic, and the kind of red flag


def deferral(urgency: Urgency, assessment: Assessment, settings: Settings, topic: str | None = None) -> str:
    """Return the first message of the reply to something `urgency` (emergency or urgent).

    `assessment` only lends the symptom's name and the language, and the message's `topic` tells a crisis that only the
    model heard: the English words stand without any. To who reports an emergency in another language, that language's
    sentence comes first.
    """
    words = settings.deferrals
    flag = _leading(urgency, assessment)
    if urgency is Urgency.URGENT:
        text = words.urgent
    elif flag and flag.kind == "threat":
        text = words.threat
    else:
        text = words.crisis if is_crisis(urgency, assessment, topic) else words.emergency
    symptom = flag.names if flag else words.unnamed_symptom
    english = text.format(symptom=symptom[:1].upper() + symptom[1:], **settings.placeholders())
    return _in_other_language(urgency, assessment, settings) + english


def _in_other_language(urgency: Urgency, assessment: Assessment, settings: Settings) -> str:
    leading = next((its for its in assessment.reported if its.urgency is urgency and its.language), None)
    words = settings.deferrals.in_other_languages.get(leading.language or "") if leading else None
    if leading is None or words is None:
        return ""
    text = words.crisis if rules().flag(leading.flag).kind == "crisis" else words.emergency
    return text.format(**settings.placeholders()) + "\n"


def plain_deferral(urgency: Urgency, settings: Settings) -> str:
    """Return the deferral that names no symptom, for when even the rules cannot be read."""
    return deferral(urgency, Assessment(urgency), settings)


def is_crisis(urgency: Urgency, assessment: Assessment, topic: str | None) -> bool:
    """Whether an emergency is someone's wish to die or to do harm: by what is reported, or else by the topic."""
    if urgency is not Urgency.EMERGENCY:
        return False
    flag = _leading(urgency, assessment)
    return flag.kind != "medical" if flag else topic == _CRISIS


def reminder(alarm: OpenAlarm, settings: Settings) -> str:
    """Return the line that later replies keep until the patient has help or says it was a mistake."""
    words = settings.deferrals
    if alarm.crisis:
        text = words.reminder_crisis
    else:
        text = words.reminder_emergency if alarm.urgency is Urgency.EMERGENCY else words.reminder_urgent
    return text.format(**settings.placeholders())


def _leading(urgency: Urgency, assessment: Assessment) -> Flag | None:
    """Return the flag of the first report that is as urgent as the whole message."""
    leading = next((finding for finding in assessment.reported if finding.urgency is urgency), None)
    return rules().flag(leading.flag) if leading else None

"""The words that send a patient to a professional: fixed sentences of `clinic.yml`, filled at once."""

from __future__ import annotations

from bot.safety import Assessment, Urgency, rules
from bot.settings import Settings

DEFERRALS = {"utter_emergency": Urgency.EMERGENCY, "utter_urgent": Urgency.URGENT}
"""The responses of `domain.yml` that are deferrals."""


def deferral(urgency: Urgency, assessment: Assessment, settings: Settings) -> str:
    """Return the first message of the reply to something `urgency` (emergency or urgent).

    `assessment` only lends the symptom's name and the language: the English words stand without it. To who reports
    an emergency in another language, that language's sentence comes first.
    """
    words = settings.deferrals
    leading = next((finding for finding in assessment.reported if finding.urgency is urgency), None)
    flag = rules().flag(leading.flag) if leading else None
    if urgency is Urgency.EMERGENCY:
        by_kind = {"crisis": words.crisis, "threat": words.threat}
        text = by_kind.get(flag.kind, words.emergency) if flag else words.emergency
    else:
        text = words.urgent
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


def reminder(urgency: Urgency, settings: Settings) -> str:
    """Return the line that later replies keep until the patient has help or says it was a mistake."""
    words = settings.deferrals
    text = words.reminder_emergency if urgency is Urgency.EMERGENCY else words.reminder_urgent
    return text.format(**settings.placeholders())

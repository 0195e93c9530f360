"""Rasa's response generator, with the clinic's values filled in and deferrals worded in process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.deferrals import DEFERRALS, deferral, reminder
from bot.open_alarm import OpenAlarm
from bot.planner import Planner
from bot.safety import assess
from bot.settings import load_settings
from bot.slots import ALARM, ASPECT, ERASE
from bot.topics import load_topics


class ClinicResponses(TemplatedNaturalLanguageGenerator):
    """Words every message of a reply, and notes in its metadata what it is about.

    The metadata are `sources` (passage ids), `topic`, `aspect`, `urgency` (of a deferral) and `options` (topics
    offered). Set in `endpoints.yml` as `nlg: {type: bot.nlg.ClinicResponses}`; `project` there names the folder
    of `clinic.yml` (default: the current one).
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        root = Path(endpoint_config.kwargs.get("project", "."))
        self._settings = load_settings(root)
        self._topics = load_topics(root)
        self._planner = Planner(root)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Return the message as Rasa's dictionary: text, buttons, metadata; `None` for an unknown response."""
        if urgency := DEFERRALS.get(utter_action):
            about = self._about(tracker)
            assessment = assess(tracker.latest_message.text or "")
            text = deferral(urgency, assessment, self._settings, about["topic"])
            return {"text": text, "metadata": {**about, "urgency": urgency.value, "sources": []}}
        if utter_action == "utter_reminder":
            text = reminder(OpenAlarm.from_slot(tracker.get_slot(ALARM)), self._settings)
            return {"text": text, "metadata": {"sources": []}}
        if utter_action == "utter_forgotten" and not tracker.get_slot(ERASE):
            utter_action = "utter_not_forgotten"
        about = self._about(tracker)
        slots = {**tracker.current_slot_values(), ASPECT: about["aspect"]}
        message: dict[str, Any] | None = self.generate_from_slots(
            utter_action, slots, output_channel, **kwargs, **self._settings.placeholders()
        )
        if message is None:
            return None
        if options := about["options"]:
            message["buttons"] = [self._button(topic) for topic in options]
        message["metadata"] = {
            **about,
            "sources": (message.get("metadata") or {}).get("sources", []),
        }
        return message

    def _about(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        """Return what the message now worded is about: the plan's step, or else what the message was read as."""
        if step := self._planner.step(tracker):
            return {"topic": step.topic, "aspect": step.aspect, "options": list(step.options)}
        intent = (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
        return {"topic": intent, "aspect": tracker.get_slot(ASPECT), "options": []}

    def _button(self, topic: str) -> dict[str, str]:
        title = self._topics.title(topic)
        return {"title": title, "payload": title}

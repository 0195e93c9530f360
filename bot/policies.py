"""The Rasa policy that runs a reply's plan, and lets nothing outrank a deferral."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue import Context, Dialogue, Plan, Step
from bot.safety import Urgency
from bot.slots import ALARM, PLAN, TOPIC
from bot.topics import load_topics
from bot.understanding import turn_of

logger = logging.getLogger(__name__)

DEFERRALS = frozenset({"utter_emergency", "utter_urgent"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class DialoguePolicy(Policy):
    """Predicts the steps of `bot.dialogue`'s plan, one by one; abstains where a rule says all there is to say.

    A deferral is predicted with full confidence and as a "no user" prediction, which in Rasa's ensemble
    overrules every prediction that reads the user's intent, a form's included; with `priority` above all other
    policies' it also wins against those of its own kind. Config: `project`, the folder that holds `data/topics.yml`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"priority": 100, "project": "."}

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns from no data, so it takes any."""
        return SupportedData.ML_AND_RULE_DATA

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Any = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        topics = load_topics(Path(config["project"]))
        self._dialogue = Dialogue(topics.ids, [choice.id for choice in topics.choices])

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DialoguePolicy:
        """Create the policy: training keeps nothing."""
        del kwargs
        return cls(config, model_storage, resource, execution_context)

    def train(
        self, training_trackers: Sequence[DialogueStateTracker], domain: Domain, **kwargs: Any
    ) -> Resource:
        """There is nothing to train."""
        del training_trackers, domain, kwargs
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the next step of the plan, made when the message has just come in."""
        del rule_only_data, kwargs
        if tracker.latest_message is None or tracker.latest_message.text is None:
            return self._prediction(self._default_predictions(domain))
        if tracker.latest_action_name == ACTION_LISTEN_NAME:
            plan = self._plan(tracker)
            if plan is None:
                return self._prediction(self._default_predictions(domain))
            return self._predict(plan.steps, domain, self._state_after(plan, tracker))
        remaining = tracker.get_slot(PLAN)
        if not remaining:
            return self._prediction(self._default_predictions(domain))
        return self._predict([Step(**step) for step in remaining[1:]], domain, [])

    def _plan(self, tracker: DialogueStateTracker) -> Plan | None:
        turn = turn_of(tracker.latest_message.text, tracker.latest_message.parse_data or {})
        try:
            return self._dialogue.plan(turn, context_of(tracker))
        except Exception as error:
            # The deferral must stand whatever fails in reading the conversation; the error's text may hold the
            # patient's words, so only its kind is logged.
            logger.error("No plan could be made for a message: %s", type(error).__name__)
            if not turn.urgency.is_alarm:
                return None
            return Plan((Step(f"utter_{turn.urgency.value}"),), alarm=turn.urgency)

    def _state_after(self, plan: Plan, tracker: DialogueStateTracker) -> list[Event]:
        events: list[Event] = []
        if plan.topic is not None:
            events.append(SlotSet(TOPIC, plan.topic))
        if (tracker.get_slot(ALARM) or Urgency.NONE) != plan.alarm:
            events.append(SlotSet(ALARM, plan.alarm.value if plan.alarm.is_alarm else None))
        return events

    def _predict(self, steps: Sequence[Step], domain: Domain, events: list[Event]) -> PolicyPrediction:
        remaining = [asdict(step) for step in steps] or None
        action = steps[0].action if steps else ACTION_LISTEN_NAME
        return self._prediction(
            confidence_scores_for(action, 1.0, domain),
            optional_events=[*events, SlotSet(PLAN, remaining)],
            is_no_user_prediction=action in DEFERRALS,
        )


def context_of(tracker: DialogueStateTracker) -> Context:
    """Read the conversation before its latest message from the tracker's events and slots."""
    events = list(tracker.applied_events())
    latest = max(index for index, event in enumerate(events) if isinstance(event, UserUttered))
    topics: list[str] = []
    options: tuple[str, ...] | None = None
    unsure = False
    for event in reversed(events[:latest]):
        if isinstance(event, SlotSet) and event.key == TOPIC and event.value and event.value not in topics:
            topics.append(event.value)
        elif isinstance(event, BotUttered) and options is None:
            about = event.metadata.get("metadata") or {}
            options = tuple(about.get("options") or ())
            unsure = bool(about.get("unsure"))
    return Context(
        topics=tuple(topics),
        aspect=_previous_aspect(events[:latest]),
        options=options or (),
        unsure=unsure,
        alarm=Urgency(tracker.get_slot(ALARM) or Urgency.NONE),
    )


def _previous_aspect(events: Sequence[Event]) -> str | None:
    for event in reversed(events):
        if isinstance(event, UserUttered):
            return turn_of(event.text or "", event.parse_data or {}).aspect
    return None

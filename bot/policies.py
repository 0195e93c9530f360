"""The Rasa policy that runs a reply's plan, and lets nothing outrank a deferral."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.deferrals import DEFERRALS
from bot.dialogue import Plan
from bot.open_alarm import OpenAlarm
from bot.planner import Planner, alarm_before, steps_done
from bot.slots import ALARM, TOPIC


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
        self._planner = Planner(Path(config["project"]))

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
        """Predict the next step of the plan for the latest message."""
        del rule_only_data, kwargs
        plan = self._planner.plan(tracker)
        done = steps_done(tracker)
        if plan is None or done > len(plan.steps):
            return self._prediction(self._default_predictions(domain))
        action = plan.steps[done].action if done < len(plan.steps) else ACTION_LISTEN_NAME
        return self._prediction(
            confidence_scores_for(action, 1.0, domain),
            optional_events=[] if done else _state_after(plan, tracker),
            is_no_user_prediction=action in DEFERRALS,
        )


def _state_after(plan: Plan, tracker: DialogueStateTracker) -> list[Event]:
    events: list[Event] = []
    if plan.topic is not None:
        events.append(SlotSet(TOPIC, plan.topic))
    alarm = OpenAlarm(plan.alarm, plan.crisis)
    if alarm_before(tracker) != alarm:
        events.append(SlotSet(ALARM, alarm.as_slot()))
    return events

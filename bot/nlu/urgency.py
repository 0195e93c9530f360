"""A Rasa component: how urgent a message is, by the safety rules and by a trained second opinion."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.bare import BARE
from bot.nlu.trained import TrainedComponent
from bot.safety import Urgency, assess

URGENCY = "urgency"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UrgencyClassifier(TrainedComponent):
    """Judges urgency twice, by rules and by logistic regression; the higher judgement stands.

    Where the rules themselves doubt that something is reported, their judgement needs a hint of support, by the message
    as it is or without small talk. For the regression too, a message that equals an example has its label.

    It trains on `metadata: {urgency: …}` of the intents in `data/nlu.yml`. Config: `C`, the inverse strength of
    regularisation; `alarm`, the least probability of urgent and emergency together for the second opinion to raise an
    alarm, and `emergency`, the least share in it for the alarm to be an emergency; `doubt`, the least probability of an
    alarm for a doubtful report of the rules to stand; `routine`, the least probability of any report.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"C": 1.0, "alarm": 0.4, "emergency": 0.3, "doubt": 0.1, "routine": 0.5}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the second opinion to the examples whose intent block names an urgency.

        Raises:
            InvalidConfigException: an urgency is none of the four.
        """
        return self._fit_to_metadata(
            training_data, URGENCY, [*Urgency], C=self._config["C"], class_weight="balanced"
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `urgency` on every message: each voter's level, the higher, which stands, and the probabilities."""
        readable = [message for message in messages if message.get(TEXT)]
        if not readable:
            return messages
        for message, shares in zip(readable, self._probabilities(readable), strict=True):
            probabilities = _by_urgency(shares)
            by_rules = self._by_rules(message, _alarm(probabilities))
            by_classifier = self._by_classifier(probabilities)
            message.set(
                URGENCY,
                {
                    "level": Urgency.highest(by_rules, by_classifier).value,
                    "rules": by_rules.value,
                    "classifier": by_classifier.value,
                    "probabilities": {level.value: round(probabilities[level], 4) for level in Urgency},
                },
                add_to_output=True,
            )
        return messages

    def _by_rules(self, message: Message, alarm: float) -> Urgency:
        found = assess(message.get(TEXT))
        if found.urgency == found.certain or alarm >= self._config["doubt"]:
            return found.urgency
        bare = message.get(BARE)
        supported = bare and _alarm(_by_urgency(*self._probabilities([bare]))) >= self._config["doubt"]
        return found.urgency if supported else found.certain

    def _by_classifier(self, probabilities: dict[Urgency, float]) -> Urgency:
        alarm = _alarm(probabilities)
        if alarm >= self._config["alarm"]:
            sure = probabilities[Urgency.EMERGENCY] >= self._config["emergency"] * alarm
            return Urgency.EMERGENCY if sure else Urgency.URGENT
        reported = alarm + probabilities[Urgency.ROUTINE]
        return Urgency.ROUTINE if reported >= self._config["routine"] else Urgency.NONE


def _by_urgency(shares: dict[str, float]) -> dict[Urgency, float]:
    return {Urgency(label): share for label, share in shares.items()}


def _alarm(probabilities: dict[Urgency, float]) -> float:
    return probabilities[Urgency.EMERGENCY] + probabilities[Urgency.URGENT]

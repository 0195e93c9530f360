"""A Rasa extractor: which aspect of its topic a message asks about, and whether it asks two things."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.asking import asks
from bot.aspects import ASPECTS, aspect_of
from bot.nlu.clauses import CLAUSES, with_clauses
from bot.nlu.mending import as_meant
from bot.nlu.trained import TrainedComponent
from bot.slots import ASPECT
from bot.topics import load_topics
from bot.understanding import NO_ASPECT, UNSURE

QUESTIONS = "questions"

_IN_GENERAL = "none"
_MAY_BE_OF_A_TOPIC = frozenset({"follow_up", UNSURE})
_FOLLOW_UP, _ADVICE = "follow_up", "medical_advice"
_ALSO_ANSWERED = frozenset(
    {"human_handoff", "source", "privacy", "capabilities", "bot_identity", _FOLLOW_UP, _ADVICE}
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AspectExtractor(EntityExtractorMixin, TrainedComponent):
    """Adds the entity `aspect` to every message, `general` where none is named, so that the slot never lingers.

    Of a message on the article, logistic regression says which, where its likeliest has a probability of at least
    `likely`; otherwise the phrases of `bot/aspects.yml` say. It trains on `metadata: {aspect: …}` of the intents in
    `data/nlu.yml`, `none` being a topic in general. Config: `likely`; `C`, the inverse strength of regularisation;
    `sure`, the least confidence of each clause's topic for the message to count as two questions; `project`, the
    folder that holds `data/topics.yml`.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        topics = load_topics(Path(config["project"]))
        self._answered = frozenset(topics.ids) | _ALSO_ANSWERED
        self._asked_of = frozenset(topics.ids) | _MAY_BE_OF_A_TOPIC

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"C": 10.0, "likely": 0.5, "sure": 0.6, "project": "."}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the second reading to the examples whose intent block names an aspect.

        Raises:
            InvalidConfigException: an aspect is none that there is.
        """
        return self._fit_to_metadata(training_data, ASPECT, (*ASPECTS, _IN_GENERAL), C=self._config["C"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the aspect and, where a message asks about two topics, `questions` on every message."""
        readable = [message for message in with_clauses(messages) if message.get(TEXT)]
        shares = self._probabilities_as_meant(readable) if readable else []
        aspects = {
            id(message): self._aspect(message, probabilities)
            for message, probabilities in zip(readable, shares, strict=True)
        }
        for message in messages:
            entity = {
                "entity": ASPECT,
                "value": aspects.get(id(message)) or NO_ASPECT,
                "start": 0,
                "end": len(message.get(TEXT) or ""),
                "confidence_entity": 1.0,
            }
            message.set(
                ENTITIES, [*message.get(ENTITIES, []), *self.add_extractor_name([entity])], add_to_output=True
            )
            if len(questions := self._questions(message, aspects)) > 1:
                message.set(QUESTIONS, questions, add_to_output=True)
        return messages

    def _questions(self, message: Message, aspects: Mapping[int, str | None]) -> list[dict[str, str | None]]:
        """Return what the clauses ask, each once; advice last, and "how long does it last?" of the topic before it.

        A clause that only tells something counts where no question is on its topic.
        """
        told: list[tuple[str, str | None]] = []
        asked: list[tuple[str, str | None]] = []
        before = _FOLLOW_UP
        for clause in message.get(CLAUSES) or ():
            intent = clause.get(INTENT) or {}
            topic = intent.get(INTENT_NAME_KEY)
            if topic not in self._answered or intent[PREDICTED_CONFIDENCE_KEY] < self._config["sure"]:
                continue
            is_question = asks(clause.get(TEXT))
            if topic == _FOLLOW_UP:
                topic = before
            elif topic in self._asked_of:
                before = topic
            if is_question:
                asked.append((topic, aspects[id(clause)]))
            elif topic not in (_FOLLOW_UP, _ADVICE, *(known for known, _ in told)):
                told.append((topic, aspects[id(clause)]))
        topics = {topic for topic, _ in asked}
        narrower = {topic for topic, aspect in asked if aspect}
        found = [
            *(question for question in told if question[0] not in topics),
            *((topic, aspect) for topic, aspect in asked if aspect or topic not in narrower),
        ]
        found.sort(key=lambda question: question[0] == _ADVICE)
        return [{"topic": topic, "aspect": aspect} for topic, aspect in dict.fromkeys(found)]

    def _aspect(self, message: Message, probabilities: Mapping[str, float]) -> str | None:
        likeliest = max(probabilities, key=probabilities.__getitem__)
        of_a_topic = (message.get(INTENT) or {}).get(INTENT_NAME_KEY) in self._asked_of
        if not of_a_topic or probabilities[likeliest] < self._config["likely"]:
            return aspect_of(as_meant(message).get(TEXT))
        return None if likeliest == _IN_GENERAL else likeliest

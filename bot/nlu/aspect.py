"""A Rasa extractor: which aspect of its topic a message asks about, and whether it asks two things."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.aspects import aspect_of
from bot.nlu.clauses import CLAUSES
from bot.slots import ASPECT
from bot.topics import load_topics
from bot.understanding import NO_ASPECT

QUESTIONS = "questions"

_ALSO_ANSWERED = frozenset({"human_handoff", "source", "privacy", "capabilities", "bot_identity"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class AspectExtractor(EntityExtractorMixin, GraphComponent):
    """Adds the entity `aspect` to every message, `general` where none is named, so that the slot never lingers.

    Config: `sure`, the least confidence of each clause's topic for the message to count as two questions;
    `project`, the folder that holds `data/topics.yml`.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._sure = config["sure"]
        topics = load_topics(Path(config["project"]))
        self._answered = frozenset(topics.ids) | _ALSO_ANSWERED

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"sure": 0.6, "project": "."}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AspectExtractor:
        """See Rasa's `GraphComponent.create`."""
        del model_storage, resource, execution_context
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the aspect and, where a message asks about two topics, `questions` on every message."""
        for message in messages:
            text = message.get(TEXT) or ""
            entity = {
                "entity": ASPECT,
                "value": aspect_of(text) or NO_ASPECT,
                "start": 0,
                "end": len(text),
                "confidence_entity": 1.0,
            }
            message.set(
                ENTITIES, [*message.get(ENTITIES, []), *self.add_extractor_name([entity])], add_to_output=True
            )
            if len(questions := self._questions(message)) > 1:
                message.set(QUESTIONS, questions, add_to_output=True)
        return messages

    def _questions(self, message: Message) -> list[dict[str, str | None]]:
        questions: dict[str, dict[str, str | None]] = {}
        for clause in message.get(CLAUSES) or ():
            intent = clause.get(INTENT) or {}
            topic = intent.get(INTENT_NAME_KEY)
            if topic in self._answered and intent[PREDICTED_CONFIDENCE_KEY] >= self._sure:
                questions.setdefault(topic, {"topic": topic, "aspect": aspect_of(clause.get(TEXT))})
        return list(questions.values())

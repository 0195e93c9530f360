"""The action that deletes a conversation when the patient asks for it."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.slots import ERASE


class ActionForget(Action):
    """Marks the conversation for erasure; `bot.store.ConversationStore` deletes it instead of saving it."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_forget"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Return the event that marks the conversation."""
        del dispatcher, tracker, domain
        return [SlotSet(ERASE, True)]

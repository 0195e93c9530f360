"""Putting together Rasa's agent: newest model, conversations, responses, actions in process."""

from __future__ import annotations

import logging
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.model import get_latest_model
from rasa.utils.endpoints import EndpointConfig

import actions
from bot.actions_in_process import InProcessActions
from bot.engine import ModelNotReadyError
from bot.store import ConversationsError, ConversationStore
from bot.yamlfile import DataError

logger = logging.getLogger(__name__)


def load_agent(root: Path, database: str) -> tuple[Agent, ConversationStore]:
    """Return an agent with the newest model in `models/` under `root`, and the store of its conversations.

    The store is wrapped so that a failing database costs the context of a conversation, not the answer; the store
    itself is for what Rasa cannot do with it, such as deleting.

    Raises:
        ModelNotReadyError: there is no model, or it cannot be loaded.
    """
    model = get_latest_model(str(root / "models"))
    if model is None:
        raise ModelNotReadyError(f"There is no trained model in {root / 'models'}; run `bot train` first.")
    store = ConversationStore(db=database)  # loading the agent gives it the model's domain
    try:
        agent = Agent.load(
            model,
            generator=EndpointConfig(type="bot.nlg.ClinicResponses", project=str(root)),
            tracker_store=FailSafeTrackerStore(store, on_tracker_store_error=_log_kind),
            action_endpoint=InProcessActions(actions),
        )
    except DataError:
        raise
    except Exception as error:
        # Whatever Rasa or a component raises, on a damaged model or one of another version: it must be trained anew.
        raise ModelNotReadyError(
            f"The model {model} cannot be loaded ({error}); run `bot train --force`."
        ) from error
    return agent, store


def _log_kind(error: Exception) -> None:
    """Log that a conversation could not be read or kept; never an unknown error's text, which may hold its words."""
    told = error if isinstance(error, ConversationsError) else type(error).__name__
    logger.error("A conversation could not be read or kept: %s", told)

"""Running the custom actions in this process, in place of an action server."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as Rejection


class InProcessActions(EndpointConfig):
    """An action endpoint whose requests never leave the process."""

    def __init__(self, package: ModuleType) -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(package.__name__)

    async def request(self, json: dict[str, Any] | None = None, **_: Any) -> Any:
        """Run the action that Rasa's call names and return what an action server would.

        Raises:
            ActionExecutionRejection: the action turned the call down.
        """
        assert json is not None, "Rasa calls actions with a body"
        try:
            result = await self._executor.run(json)
        except Rejection as rejection:
            raise ActionExecutionRejection(rejection.action_name, str(rejection)) from None
        return result

"""The shell's loop: a line in, a turn or a command's outcome out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from bot.shell.conversation import Conversation, Turn
from bot.shell.lines import HELP, Command, NotACommandError, Order, Press, read
from bot.shell.story import StoryNotSavedError, save


class Screen(Protocol):
    """What the loop needs of a screen."""

    def turn(self, turn: Turn, *, debug: bool) -> None:
        """Show a reply; with `debug`, what was understood too."""

    def pressed(self, button: str) -> None:
        """Show which button a number stood for."""

    def note(self, text: str) -> None:
        """Show a remark of the shell's own."""

    def problem(self, text: str) -> None:
        """Show what could not be done, and what to do instead."""


class Shell:
    """Takes lines until there are no more or the tester quits."""

    def __init__(self, conversation: Conversation, screen: Screen, *, debug: bool) -> None:
        self._conversation = conversation
        self._screen = screen
        self._debug = debug
        self._buttons: tuple[str, ...] = ()

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Do what each line says."""
        async for line in lines:
            try:
                meant = read(line, self._buttons)
                if isinstance(meant, Order):
                    if meant.command is Command.QUIT:
                        return
                    await self._obey(meant)
                elif isinstance(meant, Press):
                    self._screen.pressed(meant.button)
                    await self._say(meant.button)
                elif meant is not None:
                    await self._say(meant.text)
            except (NotACommandError, StoryNotSavedError) as error:
                self._screen.problem(str(error))

    async def _say(self, text: str) -> None:
        turn = await self._conversation.say(text)
        self._buttons = turn.reply.buttons
        self._screen.turn(turn, debug=self._debug)

    async def _obey(self, order: Order) -> None:
        if order.command is Command.HELP:
            self._screen.note(HELP)
        elif order.command is Command.RESTART:
            await self._conversation.restart()
            self._buttons = ()
            self._screen.note("A new conversation begins.")
        elif order.command is Command.DEBUG:
            self._set_debug(order.argument.lower())
        else:
            self._save(order)

    def _set_debug(self, wanted: str) -> None:
        if wanted not in ("on", "off"):
            raise NotACommandError("write /debug on or /debug off")
        self._debug = wanted == "on"
        self._screen.note(
            "What was understood is shown." if self._debug else "Only what the patient sees is shown."
        )

    def _save(self, order: Order) -> None:
        path = save(self._conversation.events, order.argument, overwrite=order.command is Command.SAVE_OVER)
        self._screen.note(f"Saved to {path}")

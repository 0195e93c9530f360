"""Sending one message of a reply: in the platform's form, within its limits, until it has arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import aiohttp

from bot.channels.messaging.choices import numbered
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Failure
from bot.channels.messaging.platform import Platform
from bot.channels.messaging.split import split


class Sending(Platform):
    """A platform to which messages are sent."""

    async def deliver(self, address: Mapping[str, str], part: Part) -> None:
        """Send one message of a reply.

        Raises:
            NotDeliveredError: it did not arrive, however often it was tried.
        """
        for piece in self.pieces(part):
            await self.transmit(address, piece)

    def pieces(self, part: Part) -> list[Part]:
        """Return the message in the platform's form and within its limit; buttons go with its last piece."""
        text, buttons = part.text, part.buttons
        if buttons and not self.has_buttons_for(buttons):
            text, buttons = f"{text}\n{numbered(buttons)}\n{self.words.choose}", ()
        texts = split(text, self.limit, lambda piece: self.length(self._rendered(piece)))
        pieces = [Part(self._rendered(piece), alarm=part.alarm) for piece in texts]
        if pieces and buttons:
            pieces[-1] = Part(pieces[-1].text, buttons, part.alarm)
        return pieces

    def _rendered(self, text: str) -> str:
        its = self.settings
        numbers = (its.emergency_number, its.urgent_care_line, its.crisis_line, its.phone)
        return self.markup.render(text, numbers)

    async def transmit(self, address: Mapping[str, str], piece: Part) -> None:
        """Send one piece, trying again where the platform fails.

        Raises:
            NotDeliveredError: it did not arrive.
        """

        async def attempt() -> Failure | None:
            try:
                return self.failure(await self.http.make(await self.call(address, piece)))
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
                return Failure(type(error).__name__, again=True)

        await self.retries.until_done(attempt, alarm=piece.alarm)

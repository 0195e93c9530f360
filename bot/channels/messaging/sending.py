"""Sending one message of a reply: in the platform's form, within its limits, until it has arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import aiohttp

from bot.channels.messaging.choices import numbered
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Failure
from bot.channels.messaging.platform import Platform
from bot.channels.messaging.split import split


class Sending(Platform):
    """A platform to which messages are sent."""

    async def deliver(
        self, address: Mapping[str, str], part: Part, hurry: asyncio.Event | None = None
    ) -> None:
        """Send one message of a reply; once `hurry` is set, without waiting for a platform that fails.

        Raises:
            NotDeliveredError: it did not arrive, however often it was tried.
        """
        for piece in self.pieces(part):
            await self.transmit(address, piece, hurry)

    def pieces(self, part: Part) -> list[Part]:
        """Return the message in the platform's form and within its limit; buttons go with its last piece."""
        text, buttons = part.text, part.buttons
        if buttons and not self.has_buttons_for(buttons):
            text, buttons = f"{text}\n{numbered(buttons)}\n{self.words.choose}", ()
        texts = split(text, self.limit, lambda piece: self.length(self.rendered(piece)))
        pieces = [Part(self.rendered(piece), alarm=part.alarm) for piece in texts]
        if pieces and buttons:
            pieces[-1] = replace(pieces[-1], buttons=buttons)
        if pieces and part.custom:
            pieces[0] = replace(pieces[0], custom=part.custom)
        return pieces

    @property
    def numbers(self) -> tuple[str, ...]:
        """The telephone numbers that a reply may name, as they are written in it."""
        its = self.settings
        return (its.emergency_number, its.urgent_care_line, its.crisis_line, its.phone)

    def rendered(self, text: str) -> str:
        """Return Markdown in the platform's form."""
        return self.markup.render(text, self.numbers)

    async def transmit(
        self, address: Mapping[str, str], piece: Part, hurry: asyncio.Event | None = None
    ) -> None:
        """Send one piece, trying again where the platform fails.

        Raises:
            NotDeliveredError: it did not arrive.
        """

        async def attempt() -> Failure | None:
            try:
                return self.failure(await self.http.make(await self.call(address, piece)))
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
                return Failure(type(error).__name__, again=True)

        await self.retries.until_done(attempt, alarm=piece.alarm, hurry=hurry)

"""`bot channels`: which messaging channels are set up, and a test message over one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.shared.utils.io import read_config_file
from rich.console import Console

from bot import yamlfile
from bot.channels.known import CHANNELS, path_of
from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import NotDeliveredError
from bot.channels.messaging.fields import given, missing
from bot.channels.messaging.store import read_undelivered
from bot.channels.rest import RestChannel

_HOST = "https://YOUR-HOST"


def show(root: Path, store: Path, *, console: Console) -> None:
    """List every channel: whether it is set up, what is missing, the address of its webhook, alarms that got lost.

    Raises:
        bot.yamlfile.DataError: `credentials.yml` cannot be read.
    """
    credentials = _credentials(root)
    lines = [line for name, channel in CHANNELS.items() for line in _lines(name, channel, credentials, store)]
    for line in (*lines, *_rest_lines(credentials)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


async def test(root: Path, name: str, recipient: str, *, console: Console) -> bool:
    """Send a test message; return whether the platform took it.

    Raises:
        bot.yamlfile.DataError: there is no such channel, or it is not set up.
    """
    if name == RestChannel.name():
        raise yamlfile.DataError("The REST channel sends nothing by itself: POST to it and read the answer.")
    if name not in CHANNELS:
        raise yamlfile.DataError(f"There is no channel {name}; write one of {', '.join(CHANNELS)}.")
    channel_type = CHANNELS[name]
    credentials = _credentials(root)
    channel = channel_type.from_credentials(credentials.get(path_of(channel_type)))
    try:
        await channel.deliver(channel.address_of(recipient), Part(channel.words.test))
    except NotDeliveredError as error:
        console.print(f"{channel.label}: not delivered ({error}).", markup=False, highlight=False)
        console.print(f"A recipient is {channel.recipient}.", markup=False, highlight=False)
        return False
    finally:
        await channel.close()
    console.print(f"{channel.label}: delivered to {recipient}.", markup=False, highlight=False)
    return True


def _lines(
    name: str, channel: type[MessagingChannel], credentials: Mapping[str, Any], store: Path
) -> list[str]:
    path = path_of(channel)
    values = given(channel.all_fields(), credentials.get(path) or {}, os.environ)
    lacking = [
        f"  missing: {field.variable} ({field.what})" for field in missing(channel.all_fields(), values)
    ]
    if path in credentials:
        state = "not ready, so that the bot will not start" if lacking else "set up"
    else:
        state = _unused(path)
    lines = [f"{name}: {channel.label}: {state}", *lacking]
    lines.append(_webhook(values.get("public_url"), name))
    if lost := read_undelivered(Path(values["store"]) if values["store"] else store, name):
        lines.append(f"  alarms that could not be delivered in the last 30 days: {lost}")
    return lines


def _rest_lines(credentials: Mapping[str, Any]) -> list[str]:
    path = f"{RestChannel.__module__}.{RestChannel.__qualname__}"
    name = RestChannel.name()
    state = "set up; it checks no signature, so let only your own programs reach it"
    return [
        f"{name}: REST: {state if path in credentials else _unused(path)}",
        _webhook(os.environ.get("BOT_PUBLIC_URL"), name),
    ]


def _unused(path: str) -> str:
    return f'not used; to use it, add the line "{path}:" to credentials.yml'


def _webhook(host: str | None, name: str) -> str:
    return f"  webhook: {(host or _HOST).rstrip('/')}/webhooks/{name}/webhook"


def _credentials(root: Path) -> Mapping[str, Any]:
    path = root / "credentials.yml"
    yamlfile.values(path)  # tells what is wrong with its line
    return read_config_file(path) or {}

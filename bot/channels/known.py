"""The messaging channels that there are, by name."""

from __future__ import annotations

from bot.channels.callback import CallbackChannel
from bot.channels.googlechat import GoogleChatChannel
from bot.channels.mailgun import MailgunChannel
from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messenger import InstagramChannel, MessengerChannel
from bot.channels.sendgrid import SendGridChannel
from bot.channels.slack import SlackChannel
from bot.channels.teams import TeamsChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio import TwilioChannel
from bot.channels.whatsapp import WhatsAppChannel

CHANNELS: dict[str, type[MessagingChannel]] = {
    channel.name(): channel
    for channel in (
        TwilioChannel,
        WhatsAppChannel,
        MessengerChannel,
        InstagramChannel,
        TelegramChannel,
        SlackChannel,
        TeamsChannel,
        GoogleChatChannel,
        MailgunChannel,
        SendGridChannel,
        CallbackChannel,
    )
}


def path_of(channel: type[MessagingChannel]) -> str:
    """Return what names the channel in `credentials.yml`."""
    return f"{channel.__module__}.{channel.__qualname__}"

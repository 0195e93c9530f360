"""Every channel's row, in the order of the table in docs/integrations/README.md."""

from __future__ import annotations

from row import Row
from rows_callback import Callback
from rows_googlechat import GoogleChat, GoogleChatAddOn
from rows_mail import Mailgun, SendGrid
from rows_meta import Instagram, Messenger, WhatsAppCloud
from rows_slack import Slack
from rows_teams import Teams
from rows_telegram import Telegram
from rows_twilio import TwilioSms, TwilioWhatsApp

ROWS: tuple[Row, ...] = (
    TwilioSms(),
    TwilioWhatsApp(),
    WhatsAppCloud(),
    Messenger(),
    Instagram(),
    Telegram(),
    Slack(),
    Teams(),
    GoogleChat(),
    GoogleChatAddOn(),
    Mailgun(),
    SendGrid(),
    Callback(),
)

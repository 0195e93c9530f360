"""The table of features by channel, made from the contract suite's rows; run it to write it into the document."""

from __future__ import annotations

import re
from pathlib import Path

from bot.without_tensorflow import leave_out_tensorflow

DOCUMENT = Path(__file__).parents[2] / "docs" / "integrations" / "README.md"
_BEGIN, _END = "<!-- features: begin -->\n", "<!-- features: end -->"
_HEADS = (
    "channel",
    "signature",
    "replays are told by",
    "buttons",
    "number to call",
    "text",
    "no text",
    "keywords",
)
_NAMES = {
    "twilio-sms": "SMS (Twilio)",
    "twilio-whatsapp": "WhatsApp (Twilio)",
    "googlechat-add-on": "Google Chat (add-on)",
}
REST = (
    "[REST](../integrator.md)",
    "none: for your own programs alone",
    "–",
    "as `buttons`",
    "as the client shows it",
    "plain text, and the reply as `custom`",
    "–",
    "–",
)
"""What tests/channels/test_rest.py shows of the REST channel, which has no platform."""


def table() -> str:
    """Return the table in Markdown."""
    leave_out_tensorflow()  # before a channel imports Rasa
    from rows import ROWS

    lines: list[tuple[str, ...]] = [_HEADS, ("---",) * len(_HEADS)]
    for row in ROWS:
        its = row.features
        name = f"[{_NAMES.get(row.id, row.channel.label)}]({its.page}.md)"
        media = ", ".join(row.media()) or "–"
        text = f"{its.markup}, {row.channel.limit:,} {'bytes' if row.id == 'instagram' else 'characters'}"
        lines.append((name, its.signature, its.replay, its.buttons, its.number, text, media, its.keywords))
    lines.append(REST)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def written(document: str) -> str:
    """Return the document with the table as it is now."""
    pattern = re.escape(_BEGIN) + ".*?" + re.escape(_END)
    return re.sub(pattern, lambda _: _BEGIN + table() + _END, document, flags=re.DOTALL)


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")

"""A Rasa component: what is left, without small talk, of a message whose alarm the rules doubt."""

from __future__ import annotations

import re
import unicodedata

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import smalltalk
from bot.nlu.untrained import UntrainedComponent
from bot.safety import assess

BARE = "bare"

_FRAME = re.compile(
    r"\b(?:hi|hello|hey) there\b|\bi (?:do )?hope (?:that )?you(?:'re| are) (?:all )?(?:well|ok)\b"
    r"|sorry to (?:bother|trouble|disturb) you|(?:please )?can you (?:please )?help(?: me)?\b"
    r"|please (?:help|advise)\b|(?:thank you |thanks )?(?:so|very) much for your time|sent from my \w+"
    r"|(?:kind |best |warm )?regards\b.*|\sx{1,3}\s*$",
    re.IGNORECASE | re.DOTALL,
)
_MARKS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def bare(text: str) -> str:
    """Return the text without greetings, thanks and goodbyes, the symbols among its words and the marks around it."""
    plain = "".join(" " if unicodedata.category(char) in ("So", "Sk") else char for char in text)
    plain = _FRAME.sub(" ", plain)
    book = smalltalk.phrasebook()
    words = book.words(plain)
    for spoken in reversed(book.find(words)):
        plain = f"{plain[: words[spoken.start].start]} {plain[words[spoken.end - 1].end :]}"
    return _MARKS_AROUND.sub("", " ".join(plain.split()))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SmallTalkRemover(UntrainedComponent):
    """Gives a message whose alarm the rules doubt the rest of it as a message of its own, for the second opinion.

    A greeting before it or thanks after it would else hide from the encoder what a short message reports.
    """

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `bare` on every message with small talk of which the rules report more than they are certain of."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = assess(text)
            if found.urgency != found.certain and (rest := bare(text)) not in ("", text):
                message.set(BARE, Message({TEXT: rest}))
        return messages

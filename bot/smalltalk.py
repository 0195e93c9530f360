"""Which kind of small talk a message is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from bot.phrasebook import Phrasebook

SmallTalk = Literal["greeting", "goodbye", "thanks", "how_are_you", "praise", "insult", "acknowledgement"]
KINDS: tuple[SmallTalk, ...] = get_args(SmallTalk)
DATA = Path(__file__).with_name("smalltalk.yml")


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """Return the phrases of `smalltalk.yml`.

    Raises:
        yamlfile.DataError: the file is wrong; the message names the file and the line.
    """
    return Phrasebook.load(DATA, KINDS)


def small_talk_kind(text: str) -> SmallTalk | None:
    """Return which kind of small talk `text` is, None where it is none or of no known kind.

    Of several kinds the weightiest counts: "hi, how are you" asks how the bot is, "thanks, bye" is a goodbye.
    """
    book = phrasebook()
    weightiest = max(book.find(book.words(text)), key=lambda spoken: spoken.rank, default=None)
    return next((kind for kind in KINDS if weightiest and kind == weightiest.kind), None)

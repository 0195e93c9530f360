"""Whether a patient asks now to have their data deleted."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.phrasebook import Phrasebook

DATA = Path(__file__).with_name("privacy.yml")


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """Return the phrases of `privacy.yml`.

    Raises:
        yamlfile.DataError: the file is wrong; the message names the file and the line.
    """
    return Phrasebook.load(DATA, ["deletion"])


def privacy_request(text: str) -> bool:
    """Return whether `text` asks now for the writer's data or conversation to be deleted.

    A question how, when or whether that can be done is no request, and neither is a request not to do it.
    """
    book = phrasebook()
    return bool(book.find(book.words(text)))

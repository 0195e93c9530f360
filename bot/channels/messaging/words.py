"""The sentences that messaging channels say themselves, read from words.yml with the clinic's values filled in."""

from __future__ import annotations

from pathlib import Path

import pydantic

from bot import yamlfile
from bot.settings import Settings

_WORDS = Path(__file__).with_name("words.yml")
MEDIA = ("voice", "picture", "video", "file", "sticker", "location", "contact", "reaction", "other")


class Words(pydantic.BaseModel):
    """What channels say themselves; `media` has a sentence for each kind of thing that is no text."""

    media: dict[str, str]
    instead: str
    choose: str
    sources: str
    stopped: str
    started: str
    help: str
    test: str

    class Config:
        """An unknown key is an error, not a silent wish."""

        extra = "forbid"
        frozen = True
        min_anystr_length = 1

    @pydantic.validator("media")
    def _has_every_kind(cls, media: dict[str, str]) -> dict[str, str]:  # noqa: N805
        if wrong := sorted(set(MEDIA) ^ media.keys()):
            raise ValueError(f"must have exactly {', '.join(MEDIA)}; add or delete {', '.join(wrong)}")
        return media

    @pydantic.validator("instead", "help", "stopped", "started")
    def _names_the_emergency_number(cls, text: str) -> str:  # noqa: N805
        if "{emergency_number}" not in text:
            raise ValueError("write {emergency_number} in it")
        return text

    def unreadable(self, kind: str) -> str:
        """Return the answer to what is no text; a kind that is not known is `other`."""
        return f"{self.media.get(kind, self.media['other'])} {self.instead}"


def load_words(settings: Settings) -> Words:
    """Read words.yml and fill in the clinic's values.

    Raises:
        bot.yamlfile.DataError: the file is not valid or names an unknown value.
    """
    words = yamlfile.load(_WORDS, Words)
    values = settings.placeholders()
    try:
        filled = {
            name: text.format(**values) if isinstance(text, str) else text
            for name, text in words.dict().items()
        }
    except (KeyError, ValueError) as error:
        raise yamlfile.DataError(f"{_WORDS}: names an unknown value in braces ({error})") from None
    return words.copy(update=filled)

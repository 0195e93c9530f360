"""The replies that must not wait for Rasa, read from `domain.yml` at start."""

from __future__ import annotations

from pathlib import Path

from bot import yamlfile
from bot.settings import Settings


class Responses:
    """Fixed replies, with the clinic's values filled in."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def text(self, name: str) -> str:
        """Return the words of response `name`.

        Raises:
            KeyError: it was not loaded.
        """
        return self._texts[name]


_NEEDED = ("utter_empty", "utter_too_long", "utter_unsupported", "utter_starting")


def load_responses(root: Path, settings: Settings) -> Responses:
    """Read the fixed replies from `domain.yml` in `root`.

    Raises:
        bot.yamlfile.DataError: one is missing or names an unknown value.
    """
    path = root / "domain.yml"
    responses = yamlfile.values(path).get("responses") or {}
    texts = {}
    for name in _NEEDED:
        try:
            texts[name] = responses[name][0]["text"].format(**settings.placeholders())
        except (KeyError, IndexError, TypeError) as error:
            line = yamlfile.line_in(path, ("responses", name))
            raise yamlfile.DataError(
                f"{path}:{line}: {name} is missing or names an unknown value ({error}); write its text"
            ) from None
    return Responses(texts)

"""The languages beside English in which a common emergency is recognised and answered, by ISO 639-1 code."""

from __future__ import annotations

OTHER_LANGUAGES = ("ar", "bn", "es", "fr", "pa", "pl", "pt", "ro", "ur", "zh")
"""Each has its phrases in `bot/safety/languages/` and its words in `clinic.yml`."""

"""The clinic's settings: `clinic.yml` and the environment, validated once, at start."""

from __future__ import annotations

import os
import re
import string
from collections.abc import Mapping
from pathlib import Path

import pydantic

from bot import yamlfile
from bot.languages import OTHER_LANGUAGES

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,18}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PLACEHOLDERS = frozenset(
    {
        "clinic_name",
        "clinic_phone",
        "clinic_email",
        "opening_hours",
        "emergency_number",
        "urgent_line",
        "crisis_line",
        "retention",
    }
)
_ENVIRONMENT_PREFIX = "CLINIC_"
_SENTENCE_ENDS = re.compile(r"[.!?؟۔।。]")


class _Strict(pydantic.BaseModel):
    class Config:
        """An unknown key is an error, not a silent wish."""

        extra = "forbid"
        frozen = True
        anystr_strip_whitespace = True
        min_anystr_length = 1


def _fixed_words(text: str, allowed: frozenset[str]) -> str:
    """Return `text` where it is fixed words with only `allowed` names in braces.

    Raises:
        ValueError: it is not; tells what to write.
    """
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(
            f"has a stray brace ({error}); write {{clinic_phone}} and the like in full"
        ) from None
    if unknown := used - allowed:
        known = ", ".join(sorted(allowed))
        raise ValueError(f"unknown placeholder {sorted(unknown)}; write one of {known}")
    if "\n\n" in text:
        raise ValueError("has a blank line, which some channels split on; write it as one paragraph")
    return text


class OtherWords(_Strict):
    """What stands before a deferral for who writes in another language; placeholders are clinic values."""

    emergency: str
    crisis: str

    @pydantic.validator("emergency", "crisis")
    def _says_to_call_first(cls, text: str) -> str:  # noqa: N805
        if "{emergency_number}" not in _SENTENCE_ENDS.split(_fixed_words(text, PLACEHOLDERS))[0]:
            raise ValueError("write a first sentence that says to call {emergency_number} now")
        return text

    @pydantic.validator("crisis")
    def _names_the_crisis_line(cls, text: str) -> str:  # noqa: N805
        if "{crisis_line}" not in text:
            raise ValueError("write {crisis_line} in it")
        return text


class Deferrals(_Strict):
    """The wording of each deferral; placeholders are clinic values, and `{symptom}` where it reads so."""

    emergency: str
    crisis: str
    threat: str
    urgent: str
    reminder_emergency: str
    reminder_urgent: str
    reminder_crisis: str
    unnamed_symptom: str
    in_other_languages: dict[str, OtherWords]

    @pydantic.validator(
        "emergency", "crisis", "threat", "urgent", "reminder_emergency", "reminder_urgent", "reminder_crisis"
    )
    def _only_known_placeholders(cls, text: str, field: pydantic.fields.ModelField) -> str:  # noqa: N805
        return _fixed_words(
            text, PLACEHOLDERS | ({"symptom"} if field.name in ("emergency", "urgent") else set())
        )

    @pydantic.validator("emergency", "crisis", "threat")
    def _says_to_call_first(cls, text: str) -> str:  # noqa: N805
        if not text.startswith("Call {emergency_number} now"):
            raise ValueError('write "Call {emergency_number} now" first; nothing may come before it')
        return text

    @pydantic.validator("urgent")
    def _names_the_clinic_and_a_line(cls, text: str) -> str:  # noqa: N805
        first_sentence = text.split(". ")[0]
        if "clinic" not in first_sentence or "{clinic_phone}" not in first_sentence:
            raise ValueError("write a first sentence that sends them to the clinic on {clinic_phone}")
        if "{urgent_line}" not in text:
            raise ValueError("write {urgent_line} for when the clinic is closed")
        return text

    @pydantic.validator("in_other_languages")
    def _has_every_language(cls, words: dict[str, OtherWords]) -> dict[str, OtherWords]:  # noqa: N805
        if unknown := sorted(words.keys() - set(OTHER_LANGUAGES)):
            known = ", ".join(OTHER_LANGUAGES)
            raise ValueError(f"there is no language {', '.join(unknown)}; write one of {known}")
        if missing := [code for code in OTHER_LANGUAGES if code not in words]:
            raise ValueError(f"has no words for {', '.join(missing)}; write their emergency and crisis")
        return words

    @pydantic.validator("crisis", "threat", "reminder_crisis")
    def _names_the_crisis_line(cls, text: str) -> str:  # noqa: N805
        if "{crisis_line}" not in text:
            raise ValueError("write {crisis_line} in it")
        return text


class Settings(_Strict):
    """What differs from clinic to clinic. Telephone numbers are kept as they should be shown."""

    name: str
    phone: str
    email: str
    opening_hours: str
    country: str
    emergency_number: str
    urgent_care_line: str
    crisis_line: str
    retention_days: int
    alarm_retention_days: int = 365
    deferrals: Deferrals

    @pydantic.validator("phone", "emergency_number", "urgent_care_line", "crisis_line")
    def _is_a_telephone_number(cls, number: str) -> str:  # noqa: N805
        if not _PHONE.fullmatch(number):
            raise ValueError(
                f'{number!r} is no telephone number; write digits in quotes, such as "020 7946 0321"'
            )
        return number

    @pydantic.validator("email")
    def _is_an_email_address(cls, address: str) -> str:  # noqa: N805
        if not _EMAIL.fullmatch(address):
            raise ValueError(f"{address!r} is no e-mail address; write one such as hello@clinic.example")
        return address

    @pydantic.validator("country")
    def _is_a_country_code(cls, code: str) -> str:  # noqa: N805
        if not re.fullmatch(r"[A-Z]{2}", code):
            raise ValueError(f"{code!r} is no country code; write two capitals (ISO 3166), such as GB or US")
        return code

    @pydantic.validator("retention_days", "alarm_retention_days")
    def _is_at_least_a_day(cls, days: int) -> int:  # noqa: N805
        if not 1 <= days <= 3650:
            raise ValueError(f"{days} is out of range; write a number of days from 1 to 3650")
        return days

    def placeholders(self) -> dict[str, str]:
        """What responses in `domain.yml` and deferrals may name in braces."""
        return {
            "clinic_name": self.name,
            "clinic_phone": self.phone,
            "clinic_email": self.email,
            "opening_hours": self.opening_hours,
            "emergency_number": self.emergency_number,
            "urgent_line": self.urgent_care_line,
            "crisis_line": self.crisis_line,
            "retention": f"{self.retention_days} days" if self.retention_days != 1 else "1 day",
        }


def load_settings(root: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read `clinic.yml` in `root`; a variable CLINIC_<NAME> takes the place of the value of that name.

    Raises:
        bot.yamlfile.DataError: the file, or a value of the environment, is not valid.
    """
    path = root / "clinic.yml"
    settings = yamlfile.load(path, Settings)
    overrides = {
        name: environment[_ENVIRONMENT_PREFIX + name.upper()]
        for name in Settings.__fields__
        if name != "deferrals" and _ENVIRONMENT_PREFIX + name.upper() in environment
    }
    if not overrides:
        return settings
    try:
        return Settings.parse_obj({**settings.dict(), **overrides})
    except pydantic.ValidationError as error:
        problems = (
            f"environment: {_ENVIRONMENT_PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg']}"
            for problem in error.errors()
        )
        raise yamlfile.DataError("\n".join(problems)) from None

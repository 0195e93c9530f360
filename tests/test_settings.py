"""What the clinic's settings accept and refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.deferrals import deferral, reminder
from bot.open_alarm import OpenAlarm
from bot.safety import Assessment, Urgency, assess
from bot.settings import load_settings
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[1]


def written(folder: Path, old: str, new: str) -> Path:
    """Return the folder of a copy of the shipped settings with `old` replaced."""
    text = (ROOT / "clinic.yml").read_text(encoding="utf-8")
    assert old in text
    (folder / "clinic.yml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


def line_with(text: str) -> int:
    lines = (ROOT / "clinic.yml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_shipped_clinic_is_a_valid_one_in_the_uk() -> None:
    settings = load_settings(ROOT, environment={})
    numbers = (settings.emergency_number, settings.urgent_care_line, settings.crisis_line)
    assert (settings.country, numbers) == ("GB", ("999", "111", "116 123"))


def test_an_environment_variable_takes_the_place_of_a_value() -> None:
    assert load_settings(ROOT, environment={"CLINIC_PHONE": "020 7946 0999"}).phone == "020 7946 0999"


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("phone: 020 7946 0321", "phone: ring us", "phone:"),
        ("email: hello@riverside-clinic.example", "email: hello", "email:"),
        ("country: GB", "country: England", "country:"),
        ('emergency_number: "999"', 'emergency_number: ""', "emergency_number:"),
        ("retention_days: 30", "retention_days: 0", "retention_days:"),
    ],
)
def test_a_wrong_value_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, at: str) -> None:
    with pytest.raises(DataError, match=rf"clinic\.yml:{line_with(at)}: "):
        load_settings(written(tmp_path, old, new), environment={})


def test_a_missing_value_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="crisis_line"):
        load_settings(written(tmp_path, 'crisis_line: "116 123"', "# nothing"), environment={})


def test_a_wrong_environment_variable_is_refused_by_its_name() -> None:
    with pytest.raises(DataError, match="CLINIC_RETENTION_DAYS"):
        load_settings(ROOT, environment={"CLINIC_RETENTION_DAYS": "a month"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Call {emergency_number} now. {symptom}", "{symptom}, so call {emergency_number} now. It"),
        ("{symptom} can be", "{patient} can be"),
        ("Please contact your clinic today on {clinic_phone}.", "Please wait a while."),
        ("night, on {crisis_line}. I am", "night. I am"),
    ],
)
def test_a_deferral_that_could_mislead_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(DataError, match="deferrals"):
        load_settings(written(tmp_path, old, new), environment={})


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("    pl: # Polish", "    xx: # Polish", "there is no language xx"),
        (
            "Llame ahora mismo al {emergency_number}. Puede",
            "Llame. Puede",
            "{emergency_number}",
        ),
        (
            "Llame ahora mismo al {emergency_number}. Puede",
            "Llame. {emergency_number}",
            "first sentence",
        ),
        ("de noche, en el {crisis_line}. No", "de noche. No", "{crisis_line}"),
        ("Puede ser una emergencia. No", "{symptom}. No", "unknown placeholder"),
        ("Puede ser una emergencia. No", "Puede ser {una emergencia. No", "stray brace"),
        ("cualquier hora, de día", "cualquier hora,\n\n\n        de día", "blank line"),
    ],
)
def test_words_in_another_language_that_could_mislead_are_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    with pytest.raises(
        DataError, match=rf"clinic\.yml:\d+: deferrals\.in_other_languages.*{re.escape(problem)}"
    ):
        load_settings(written(tmp_path, old, new), environment={})


def test_a_language_without_words_is_named(tmp_path: Path) -> None:
    shipped = (ROOT / "clinic.yml").read_text(encoding="utf-8")
    polish = shipped[shipped.index("    pl: # Polish") : shipped.index("    pt: # Portuguese")]
    with pytest.raises(DataError, match="has no words for pl"):
        load_settings(written(tmp_path, polish, ""), environment={})


def test_the_words_in_another_language_hold_the_clinics_numbers() -> None:
    settings = load_settings(
        ROOT, environment={"CLINIC_EMERGENCY_NUMBER": "112", "CLINIC_CRISIS_LINE": "988"}
    )
    words = deferral(Urgency.EMERGENCY, assess("quiero suicidarme"), settings)
    assert words.startswith("Llame ahora mismo al 112 ")
    assert "988" in words.partition("\n")[0]


def test_the_words_of_a_deferral_hold_the_clinics_numbers() -> None:
    settings = load_settings(ROOT, environment={"CLINIC_EMERGENCY_NUMBER": "112"})
    assert deferral(Urgency.EMERGENCY, Assessment(Urgency.EMERGENCY), settings).startswith("Call 112 now.")
    assert reminder(OpenAlarm(Urgency.EMERGENCY), settings).endswith("call 112 now.")

"""Measurements that patients give: temperature, pain score, oxygen, pulse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.patterns import Match
from bot.words import Word

_NEAR = 10
_VERY_NEAR = 5
_SCALE = {"eight": 8, "nine": 9, "ten": 10}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FEVER_WORDS = _set(
    "temperature fever feverish thermometer degrees degree celsius c chills rigors hot shivering "
    "shaking running forehead burning"
)
_FAHRENHEIT_WORDS = _FEVER_WORDS | {"f", "fahrenheit"}
_OTHER_MEASURES = _set(
    "kg kilos cm weight percent pounds costs cost price paid pay euros dollars weather outside outdoors holiday "
    "spain greece italy dubai sunny oven bath pool tub"
)
_PRAISE = _set(
    "recommend staff service clinic team nurses stars star rate rating review experience visit website"
)
_PAIN_WORDS = _set("pain pains hurts hurting ache aching sore agony severity")
_OXYGEN_WORDS = _set("oxygen sats spo2 o2 saturation saturations oximeter")
_PULSE_WORDS = _set("pulse heart bpm heartbeat beats ticker")


def measured(words: Sequence[Word]) -> Iterator[Match]:
    """Yield the flags that a measurement stands for.

    Fever from 38 °C or 100.4 °F (NHS: High temperature), oxygen saturation below 92 % (NHS: pulse oximeters at home),
    pulse above 120 a minute at rest, pain from 8 of 10.
    """
    for place, word in enumerate(words):
        number = _number(word.norm)
        near = _around(words, place, _NEAR)
        if _is_pain_score(words, place) and (near & _PAIN_WORDS or not near & _PRAISE):
            yield Match("severe_pain", place, place + 1)
        if number is None:
            continue
        if _is_fever(word.norm, number, near) and not _around(words, place, _VERY_NEAR) & _OTHER_MEASURES:
            yield Match("fever", place, place + 1)
        elif 50 <= number < 92 and near & _OXYGEN_WORDS:
            yield Match("low_oxygen", place, place + 1)
        elif 120 <= number <= 250 and (near & _PULSE_WORDS or _follows_hr(words, place)):
            yield Match("palpitations", place, place + 1)


def _around(words: Sequence[Word], place: int, reach: int) -> set[str]:
    return {word.norm for word in words[max(0, place - reach) : place + reach + 1]}


def _follows_hr(words: Sequence[Word], place: int) -> bool:
    # "HR" reads as "hour" in plain words; before such a number it is the heart rate.
    return place > 0 and words[place - 1].norm == "hour"


def _number(norm: str) -> float | None:
    try:
        return float(norm) if norm[0].isdigit() and len(norm) <= 6 else None
    except ValueError:
        return None


def _is_fever(norm: str, number: float, near: set[str]) -> bool:
    if "." in norm and 38 <= number <= 42.5:
        return True
    if 38 <= number <= 42:
        return bool(near & _FEVER_WORDS)
    return 100.4 <= number <= 108 and bool(near & _FAHRENHEIT_WORDS) and not near & _PULSE_WORDS


def _is_pain_score(words: Sequence[Word], place: int) -> bool:
    norm = words[place].norm
    if norm.endswith("/10") and norm[:-3] in ("8", "9", "10", "8.5", "9.5"):
        return True
    if norm not in _SCALE and norm not in ("8", "9", "10"):
        return False
    after = [word.norm for word in words[place + 1 : place + 4]]
    return after[:2] in (["out", "of"], ["outta"], ["over"]) and after[-1] in ("10", "ten")

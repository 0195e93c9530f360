"""Telephone numbers as a telephone dials them."""

from __future__ import annotations

import pytest

from bot.dialling import dialled


@pytest.mark.parametrize(
    ("number", "digits"),
    [("+44 (0)20 7946 0321", "+442079460321"), ("020 7946 0321", "02079460321"), ("(0)20 7946", "0207946")],
)
def test_a_number_is_dialled_as_from_abroad_where_it_has_a_country_code(number: str, digits: str) -> None:
    assert dialled(number) == digits

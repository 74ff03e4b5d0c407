"""A number that was typed is plain digits and not too many; anything else is none, and never an error."""

from __future__ import annotations

import pytest

from claims.digits import DIGITS_MAX, whole_number
from claims.errors import BadInput
from claims.money import parse_yuan

ENDLESS = "1" * 5000  # `int` refuses more than 4300


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * DIGITS_MAX, 999_999_999)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1_0", "1.0", "²", "١", "１", "1" * (DIGITS_MAX + 1), ENDLESS])
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_a_caller_says_how_long_his_numbers_are() -> None:
    assert (whole_number("24", 2), whole_number("024", 2)) == (24, None)


@pytest.mark.parametrize("text", [ENDLESS, "1" * 17, "1" + ",000" * 2000])
def test_no_sum_is_endless(text: str) -> None:
    with pytest.raises(BadInput):
        parse_yuan(text)

"""Whole numbers that somebody typed or that stand in an address: plain digits, and no more of them than a number can have."""

from __future__ import annotations

DIGITS_MAX = 9


def whole_number(text: str, most_digits: int = DIGITS_MAX) -> int | None:
    """The number that the digits 0 to 9 of `text` write; None for what is none, or is longer.

    Digits of other scripts are digits to Python too, and thousands of them are refused by `int` itself: neither gets there.
    """
    return int(text) if len(text) <= most_digits and text.isascii() and text.isdigit() else None

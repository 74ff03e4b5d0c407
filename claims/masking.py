"""Personal data as it may stand on a page: enough to recognise what one knows already, not enough to learn it."""

from __future__ import annotations

SHOWN_DIGITS = 4
MOBILE_DIGITS = 11
STAR = "*"


def masked_name(name: str) -> str:
    """「王*鸣」, 「王*」: the first character, and the last of three or more."""
    if len(name) <= 1:
        return STAR if name else ""
    if len(name) == 2:
        return name[0] + STAR
    return name[0] + STAR * (len(name) - 2) + name[-1]


def masked_phone(phone: str) -> str:
    """「138****5678」; of what is no mobile phone only the last four digits stand."""
    if not phone:
        return ""
    first = phone[:3] if len(phone) == MOBILE_DIGITS else ""
    hidden = max(len(phone) - SHOWN_DIGITS - len(first), SHOWN_DIGITS)
    return f"{first}{STAR * hidden}{phone[-SHOWN_DIGITS:] if len(phone) > SHOWN_DIGITS else ''}"


def masked_id_number(text: str) -> str:
    """「5001**********1234」: without district, birth date and order code."""
    return f"{text[:SHOWN_DIGITS]}{STAR * 10}{text[-SHOWN_DIGITS:]}" if text else ""


def masked_account(number: str) -> str:
    """「尾号 6789」."""
    return f"尾号 {number[-SHOWN_DIGITS:]}" if len(number) > SHOWN_DIGITS else STAR * SHOWN_DIGITS if number else ""

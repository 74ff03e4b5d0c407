"""Calendar months as they are written and counted: `2025-07`. Texts of this form sort as the months do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from claims.errors import BadInput

MONTHS_PER_YEAR = 12
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether `text` is a month as it is written here."""
    return _MONTH.fullmatch(text) is not None


def read_month(text: str) -> str:
    """The month that `text` names, as it is written. Raises BadInput `month_unreadable` for anything but `YYYY-MM`."""
    if not is_month(text):
        raise BadInput("month_unreadable", text=text)
    return text


def month_of(day: date) -> str:
    """The month in which `day` lies."""
    return f"{day.year:04d}-{day.month:02d}"


def moved(month: str, count: int) -> str:
    """The month `count` months after `month`; before it where `count` is negative."""
    year, place = divmod(int(month[:4]) * MONTHS_PER_YEAR + int(month[5:]) - 1 + count, MONTHS_PER_YEAR)
    return f"{year:04d}-{place + 1:02d}"


def span(first: str, last: str) -> Iterator[str]:
    """Every month from `first` to `last`, both included; none where `last` is before `first`."""
    while first <= last:
        yield first
        first = moved(first, 1)


def first_day(month: str) -> date:
    """The first day of the month."""
    return date(int(month[:4]), int(month[5:]), 1)


def month_text(month: str) -> str:
    """`2025-07` as people read it: 2025年7月."""
    return f"{int(month[:4])}年{int(month[5:])}月"

"""A day as people and programs write it, 2026-03-16: the one place in which text becomes a day.

Days lie in the years that the law's values and anybody's birth can reach; beyond them no sum of days is safe, and a day that
is written otherwise, in other digits or by its week is none.
"""

from __future__ import annotations

import re
from datetime import date

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date:
    """The day that `text` names. Raises ValueError where it names none, or one outside the years reckoned with."""
    if _DAY.fullmatch(text) is None:
        raise ValueError("日期写作 2026-03-16")
    try:
        return within_reach(date(*map(int, text.split("-"))))
    except ValueError as fault:
        raise ValueError(f"没有 {text} 这个日期，或者它不在 {FIRST_DAY} 和 {LAST_DAY} 之间") from fault


def within_reach(day: date) -> date:
    """The day itself. Raises ValueError where it lies outside the years reckoned with."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"日期应在 {FIRST_DAY} 和 {LAST_DAY} 之间")
    return day

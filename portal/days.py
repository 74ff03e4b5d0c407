"""Days, instants and sums as people read them on a page."""

from __future__ import annotations

from datetime import date, datetime

from claims.clock import SHANGHAI, parse_instant
from claims.money import yuan

WEEKDAYS = "一二三四五六日"


def day_text(day: date, today: date | None = None, *, weekday: bool = True) -> str:
    """「2026年3月16日（周一）」; within the year of `today` the year is left out."""
    year = "" if today is not None and day.year == today.year else f"{day.year}年"
    tail = f"（周{WEEKDAYS[day.weekday()]}）" if weekday else ""
    return f"{year}{day.month}月{day.day}日{tail}"


def instant_shown(stored: str | datetime) -> str:
    """「2026年3月16日 10:32」 in Asia/Shanghai."""
    instant = parse_instant(stored) if isinstance(stored, str) else stored
    local = instant.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def time_shown(instant: datetime) -> str:
    """「10:32」 in Asia/Shanghai."""
    return f"{instant.astimezone(SHANGHAI):%H:%M}"


def money_text(amount_fen: int | None) -> str:
    """「¥37,975.00」; what is not known yet is a dash."""
    return "—" if amount_fen is None else yuan(amount_fen)

"""A rule value as the help pages say it: how much, since when or until when another one, by which source, sure or not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.rules import Rules, Value
from portal.days import day_text

COUNTED = re.compile(r"(?<=\d)(?=[个天年小次])")
DAYS = re.compile(r"(?<=\d)日")
BY_ACCIDENT = "accident"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit; `otherwise` are the sentences that say what it is for other days."""

    text: str
    runs_from: str
    otherwise: tuple[str, ...]
    source: str
    unconfirmed: bool


def figure(rules: Rules, key: str, today: date) -> Figure:
    """The value of `key` today. Raises RuleMissing."""
    value = rules.at(key, today)
    others = (one for one in rules.history(key) if one.jurisdiction == value.jurisdiction and one.shown != value.shown)
    return Figure(
        text=spaced(value.shown),
        runs_from=value.runs_from,
        otherwise=tuple(_otherwise(others)),
        source=value.source,
        unconfirmed=value.unconfirmed,
    )


def spaced(shown: str) -> str:
    """「30 个工作日」「15 天」: a number stands apart from what it counts."""
    return COUNTED.sub(" ", DAYS.sub("天", shown))


def _otherwise(values: Iterable[Value]) -> Iterable[str]:
    for value in values:
        first = day_text(value.effective_from, weekday=False)
        last = day_text(value.effective_to, weekday=False) if value.effective_to else ""
        span = f"{first}到{last}" if last else f"{first}起"
        yield f"{span}{'受伤' if value.dated_by == BY_ACCIDENT else ''}的：{spaced(value.shown)}"

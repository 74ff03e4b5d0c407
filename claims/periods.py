"""What a legal period 期限 is made of: an amount of days, months or years, the pauses in it, and the day it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from claims.errors import BadInput


class Unit(StrEnum):
    """What a period is counted in; the values are the units of the rule files."""

    CALENDAR = "calendar_days"
    WORKING = "working_days"
    MONTHS = "months"
    YEARS = "years"


_SPOKEN = {Unit.CALENDAR: "日", Unit.WORKING: "个工作日", Unit.MONTHS: "个月", Unit.YEARS: "年"}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time, such as 30 working days. Raises BadInput `period_not_positive` for less than one unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise BadInput("period_not_positive", amount=self.amount)

    @property
    def day_unit(self) -> Unit:
        """The days in which its pauses are counted: working days, else calendar days (also for months and years)."""
        return Unit.WORKING if self.unit is Unit.WORKING else Unit.CALENDAR

    def __str__(self) -> str:
        return spoken(self.amount, self.unit)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop 中止 of a period, by two written notices. `resumed_on` is None while it lasts.

    The day of the notice is not consumed and the day of resumption is not counted: both belong to the pause.
    Raises BadInput `pause_ends_before_it_starts`.
    """

    notice_on: date
    resumed_on: date | None
    reason: str = ""
    document: str = ""

    def __post_init__(self) -> None:
        if self.resumed_on is not None and self.resumed_on < self.notice_on:
            raise BadInput("pause_ends_before_it_starts", notice_on=self.notice_on, resumed_on=self.resumed_on)


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause that has ended and put the last day off by `days` of the period's own days."""

    notice_on: date
    resumed_on: date
    days: int
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class Due:
    """The last day `on` of a period, in Chinese why, and the version of the calendar it was counted with.

    `provisional` 暂定: a year was needed whose holiday notice is not loaded; the explanation names it.
    """

    on: date
    provisional: bool
    explanation: tuple[str, ...]
    calendar_version: str


def spoken(amount: int, unit: Unit) -> str:
    """An amount as people say it: 30个工作日, 60日, 6个月, 1年."""
    return f"{amount}{_SPOKEN[unit]}"


def in_order(start: date, pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The pauses, earliest first. A pause may begin on the day the one before it ended, but not while it lasts.

    Raises BadInput `pause_before_start` or `pauses_overlap`.
    """
    ordered = tuple(sorted(pauses, key=lambda pause: (pause.notice_on, pause.resumed_on or date.max)))
    if ordered and ordered[0].notice_on < start:
        raise BadInput("pause_before_start", notice_on=ordered[0].notice_on, start=start)
    for before, after in pairwise(ordered):
        if before.resumed_on is None or after.notice_on < before.resumed_on:
            raise BadInput("pauses_overlap", first=before.notice_on, second=after.notice_on)
    return ordered

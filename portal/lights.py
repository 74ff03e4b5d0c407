"""The light of a period 期限灯: how near its last day is, as a shape, a colour and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from claims.calendar import Unit, WorkingCalendar
from portal.days import day_text

NEAR_DAYS = 3
TOMORROW = 1
SHOWN_UNIT = {Unit.WORKING: "个工作日", Unit.CALENDAR: "天"}


class Lamp(StrEnum):
    """What a light shows."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Light:
    """A light as it is shown. `spoken` is what a screen reader says; `provisional` draws it with a broken line; `brief` is what
    it says beside its day, which is not said twice.
    """

    lamp: Lamp
    text: str
    spoken: str
    provisional: bool = False
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A period to be shown: its last day, what it is counted in, and whether a warning has been given.

    `left_days` is what is left of a paused period, in its own days; `closed_on` the day on which it was met or ended.
    """

    due_on: date
    unit: Unit
    state: str = "running"
    warned: bool = False
    provisional: bool = False
    left_days: int | None = None
    closed_on: date | None = None


def light_of(term: Term, calendar: WorkingCalendar, today: date) -> Light:
    """The light of a period on a day."""
    if term.state == "paused":
        return _paused(term)
    if term.state != "running":
        return _closed(term, calendar, today)
    unit = SHOWN_UNIT.get(term.unit, "天")
    until = day_text(term.due_on, today)
    days = days_between(today, term.due_on, term.unit, calendar)
    if term.due_on < today:
        return _told(term, Lamp.OVERDUE, f"已超期 {days} {unit}", until)
    if (term.due_on - today).days <= TOMORROW:
        return _told(term, Lamp.RED, "今天到期" if term.due_on == today else "明天到期", until)
    lamp = Lamp.YELLOW if term.warned or days <= NEAR_DAYS else Lamp.GREEN
    return _told(term, lamp, f"剩 {days} {unit}", until, f" · {until}截止")


def days_between(today: date, due_on: date, unit: Unit, calendar: WorkingCalendar) -> int:
    """How many days lie between today and the last day, in the period's own days; past it, how many it is over."""
    first, last = sorted((today, due_on))
    if unit is Unit.WORKING:
        return calendar.working_days_between(first, last)
    return (last - first).days


def _told(term: Term, lamp: Lamp, left: str, until: str, more: str = "") -> Light:
    near = {Lamp.YELLOW: "，快到期", Lamp.RED: "，马上到期", Lamp.OVERDUE: "，已经超期"}.get(lamp, "")
    brief = f"暂定 · {left}" if term.provisional else left
    shown = brief + more
    day = "" if until in shown else f"，{until}"
    return Light(lamp, shown, f"期限：{shown}{day}{near}", term.provisional, brief)


def _paused(term: Term) -> Light:
    unit = SHOWN_UNIT.get(term.unit, "天")
    rest = "" if term.left_days is None else f" · 恢复后还剩 {term.left_days} {unit}"
    return Light(Lamp.PAUSED, f"已暂停{rest}", f"期限：已暂停{rest}", term.provisional)


def _closed(term: Term, calendar: WorkingCalendar, today: date) -> Light:
    """What is over burns no light: it says when it was done, and how early or late."""
    if term.closed_on is None or term.state == "ended":
        return Light(Lamp.MET, "已终了", "期限：已终了")
    unit = SHOWN_UNIT.get(term.unit, "天")
    days = days_between(term.closed_on, term.due_on, term.unit, calendar)
    late = term.closed_on > term.due_on
    tail = f"超期 {days} {unit}" if late else f"提前 {days} {unit}" if days else "当天完成"
    text = f"{day_text(term.closed_on, today, weekday=False)}完成 · {tail}"
    return Light(Lamp.LATE if late else Lamp.MET, text, f"期限：{text}")

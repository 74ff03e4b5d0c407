"""The ladder of a period 期限的梯级: on which day who is told that it runs out, and who is told when it has.

The rungs are dated data (`claims/rules/rungs`). A rung tells a human; nothing closes or refuses by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from claims.calendar import Pause, Period, Unit, WorkingCalendar, last_day
from claims.errors import RuleFileError
from claims.rules import Rules, Value

TOPIC = "rungs"
PLACES = ("after_percent", "days_before", "days_after_target", "days_after", "working_days_after")
LEVELS: Mapping[str, str] = {
    "duty": "当事一方",
    "officer": "经办岗位",
    "section_head": "科室主管",
    "leader": "局领导",
}
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: `place` and `amount` say when, `tells` whom, `fast_tells` whom on the green channel.

    `breach` is True from the day after the last one: the period has been missed.
    """

    code: str
    label: str
    place: str
    amount: int
    tells: str
    fast_tells: str

    @property
    def breach(self) -> bool:
        """Whether the period is over when this rung is reached."""
        return self.place == "working_days_after" or (self.place == "days_after" and self.amount > 0)

    def level(self, lane: str) -> str:
        """Who is told in this lane."""
        return self.fast_tells if lane == "fast" else self.tells


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rungs of a running period are measured on: its start, its length, its pauses, and its last day.

    `target_on` is an earlier day that the bureau has set itself, None where there is none or all is measured on it.
    """

    started_on: date
    period: Period
    pauses: tuple[Pause, ...]
    last_on: date
    target_on: date | None = None


def ladder(rules: Rules, name: str, day: date) -> tuple[Rung, ...]:
    """The rungs called `name` (bureau, platform, bank, applicant, right, nobody) in force on `day`, in the files' order.

    Raises RuleFileError where a record does not say when, or whom it tells.
    """
    found = rules.table(f"{TOPIC}.{name}", day)
    return tuple(_rung(key.rpartition(".")[2], value) for key, value in found.items())


def _rung(code: str, value: Value) -> Rung:
    record = value.as_record()
    places = [place for place in PLACES if place in record]
    amount = record[places[0]] if len(places) == 1 else None
    told = [record.get("tells"), record.get("fast_tells")]
    if not isinstance(amount, int) or not all(level in LEVELS for level in told) or len(record) != len(told) + 1:
        raise RuleFileError("rung_unreadable", file=value.file, key=value.key, levels="、".join(LEVELS))
    return Rung(code, value.label, places[0], amount, str(told[0]), str(told[1]))


def rung_days(rungs: Sequence[Rung], measured: Measured, calendar: WorkingCalendar) -> list[tuple[date, Rung]]:
    """The day of each rung, earliest first. A warning that would come on the first day or before is left out."""
    days = ((_day(rung, measured, calendar), rung) for rung in rungs)
    reached = [(day, rung) for day, rung in days if day is not None and day > measured.started_on]
    return sorted(reached, key=lambda one: (one[0], rungs.index(one[1])))


def _day(rung: Rung, measured: Measured, calendar: WorkingCalendar) -> date | None:
    if rung.place == "after_percent":
        return _share_used(rung.amount, measured, calendar)
    if rung.place == "days_after_target":
        return measured.target_on and measured.target_on + timedelta(days=rung.amount)
    if rung.place == "working_days_after":
        return calendar.add_working_days(measured.last_on, rung.amount)
    if rung.place == "days_after":
        return measured.last_on + timedelta(days=rung.amount)
    if measured.period.unit is Unit.WORKING:
        left = calendar.working_days_between(measured.started_on, measured.last_on) - rung.amount
        return calendar.add_working_days(measured.started_on, left) if left > 0 else None
    return measured.last_on - timedelta(days=rung.amount)


def _share_used(percent: int, measured: Measured, calendar: WorkingCalendar) -> date:
    """The day on which that share of the period is used up; pauses that began later have not put it off."""
    period, start = measured.period, measured.started_on
    unit = period.day_unit
    whole = last_day(start, period, calendar, (), roll=False)
    days = calendar.working_days_between(start, whole) if unit is Unit.WORKING else (whole - start).days
    share = Period(max(1, -(-days * percent // _WHOLE)), unit)
    return last_day(start, share, calendar, measured.pauses, roll=False)

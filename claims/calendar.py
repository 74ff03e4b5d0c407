"""When a legal period ends: 民法典第二百零一条至第二百零三条, working days, and the pauses 中止 of a period.

`due` gives the last day and says in Chinese how it was counted. Which days are worked is in `claims/workdays.py`, what
periods and pauses are in `claims/periods.py`, how many days the law gives in `claims/rules/limits`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, date, timedelta

from claims.deadline_reading import read_deadline
from claims.errors import BadInput
from claims.period_words import Story, chinese_day, explain
from claims.periods import Due, Pause, Period, Stop, Unit, in_order, spoken
from claims.workdays import WorkingCalendar, YearPlan, day_of, load_calendar

__all__ = [
    "Due",
    "Pause",
    "Period",
    "Unit",
    "WorkingCalendar",
    "YearPlan",
    "deadline",
    "due",
    "in_time",
    "last_day",
    "load_calendar",
    "remaining",
]

_ONE_DAY = timedelta(days=1)
_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


def due(
    start: date,
    period: Period,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    roll: bool = True,
    *,
    explained: bool = True,
) -> Due:
    """The last day of `period` that an event on `start` sets running.

    The day of the event is not counted. Each pause adds the days from its notice to its resumption, both included, in
    the period's own days (months and years: calendar days); a pause that begins after the end adds nothing.
    With `roll`, a last day that is no working day moves to the next working day; working days end on one anyway.
    Without `explained` nothing is told of the counting, which takes longer than the counting itself.
    Raises BadInput `clock_paused` while a pause is open, `pause_before_start`, `pauses_overlap`, `period_out_of_range`;
    RuleMissing when a year before the loaded ones is needed. Past the last loaded year the answer is provisional.
    """
    ordered = in_order(start, pauses)
    counted_to, stops = _run_out(start, period, calendar, ordered)
    rest = ordered[len(stops) :]
    end, held = _move(counted_to, rest, period, calendar) if roll else (counted_to, ())
    working = period.unit is Unit.WORKING
    asked_from = start + _ONE_DAY if working else counted_to
    missing = calendar.unpublished_years(asked_from, end) if working or roll else range(0)
    if not explained:
        return Due(end, bool(missing), (), calendar.version)
    story = Story(start, period, stops, counted_to, held, rest[len(held) :], end, roll, missing)
    return Due(end, bool(missing), explain(story, calendar), calendar.version)


def last_day(
    start: date, period: Period, calendar: WorkingCalendar, pauses: Sequence[Pause] = (), roll: bool = True
) -> date:
    """The last day as `due` gives it, without the explanation. Raises as `due`."""
    ordered = in_order(start, pauses)
    counted_to, stops = _run_out(start, period, calendar, ordered)
    return _move(counted_to, ordered[len(stops) :], period, calendar)[0] if roll else counted_to


def remaining(start: date, period: Period, calendar: WorkingCalendar, pauses: Sequence[Pause], on: date) -> int:
    """How many days of `period` are left when `on` is over, in its own days (months and years: calendar days).

    Only what had happened by `on` counts, so a pause that is open that day holds the number still.
    0 once the days are used up. Raises as `due`, but an open pause is no error here.
    """
    begun = [pause for pause in in_order(start, pauses) if pause.notice_on <= on]
    ended = [pause for pause in begun if pause.resumed_on is not None and pause.resumed_on <= on]
    counted_to, stops = _run_out(start, period, calendar, ended)
    used_to = begun[-1].notice_on - _ONE_DAY if len(begun) > len(ended) else on
    settled = stops[-1].resumed_on if stops else start
    return max(0, _days(max(used_to, settled), counted_to, period, calendar))


def in_time(end: Due, received_on: date, posted_on: date | None = None) -> bool:
    """Whether a paper came within the period, which lasts until 24:00 of its last day (民法典第二百零三条第二款).

    The days in the post are not counted: posted in time is in time (民事诉讼法第八十五条).
    Raises BadInput `posted_after_received`.
    """
    if posted_on is not None and posted_on > received_on:
        raise BadInput("posted_after_received", posted_on=posted_on, received_on=received_on)
    return (posted_on or received_on) <= end.on


def deadline(raw: Mapping[str, object]) -> dict[str, object]:
    """The contract in JSON: `start` and `days` with `unit` (calendar | working), or `months`, or `years`.

    Gives `due` (ISO day), `provisional` and `explanation` (Chinese lines), by the loaded national calendar.
    Raises BadInput `facts_faulty` with every fault of `raw`, and as `due`.
    """
    start, period = read_deadline(raw)
    end = due(start, period, load_calendar())
    return {"due": end.on.isoformat(), "provisional": end.provisional, "explanation": list(end.explanation)}


def _run_out(
    start: date, period: Period, calendar: WorkingCalendar, pauses: Sequence[Pause]
) -> tuple[date, tuple[Stop, ...]]:
    """The day that uses up the last unit of `period`, and the pauses that put it off. Raises `clock_paused`."""
    counted_to, settled = _without_pauses(start, period, calendar), start
    stops: list[Stop] = []
    for pause in pauses:
        if pause.notice_on > counted_to:
            break
        before = max(settled, pause.notice_on - _ONE_DAY)
        settled = _resumption(pause, period, _days(before, counted_to, period, calendar))
        days = _days(before, settled, period, calendar)
        counted_to = _add(counted_to, days, period.day_unit, calendar)
        stops.append(Stop(pause.notice_on, settled, days, pause.reason, pause.document))
    return counted_to, tuple(stops)


def _without_pauses(start: date, period: Period, calendar: WorkingCalendar) -> date:
    if period.unit in _MONTHS:
        return months_later(start, period.amount * _MONTHS[period.unit])
    return _add(start, period.amount, period.unit, calendar)


def months_later(start: date, months: int) -> date:
    """The same-numbered day of that month, or its last day where it has none (民法典第二百零二条)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > MAXYEAR:
        raise BadInput("period_out_of_range")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _move(
    counted_to: date, rest: Sequence[Pause], period: Period, calendar: WorkingCalendar
) -> tuple[date, tuple[Stop, ...]]:
    """The last day, moved off rest days (民法典第二百零三条), and the pauses that began while it was being moved.

    Such a pause finds no day left to consume: the last day is then the first working day after the resumption.
    """
    end = counted_to if calendar.is_working_day(counted_to) else calendar.next_working_day(counted_to)
    held: list[Stop] = []
    for pause in rest:
        if pause.notice_on > end:
            break
        resumed_on = _resumption(pause, period, 0)
        end = calendar.next_working_day(resumed_on)
        held.append(Stop(pause.notice_on, resumed_on, 0, pause.reason, pause.document))
    return end, tuple(held)


def _resumption(pause: Pause, period: Period, left: int) -> date:
    """The day of resumption. Raises `clock_paused`: while the pause is open no last day can be said."""
    if pause.resumed_on is None:
        raise BadInput("clock_paused", since=chinese_day(pause.notice_on), left=spoken(left, period.day_unit))
    return pause.resumed_on


def _add(day: date, count: int, unit: Unit, calendar: WorkingCalendar) -> date:
    return calendar.add_working_days(day, count) if unit is Unit.WORKING else day_of(day.toordinal() + count)


def _days(after: date, upto: date, period: Period, calendar: WorkingCalendar) -> int:
    """How many days follow `after`, `upto` included, in the days of `period`."""
    if period.unit is Unit.WORKING:
        return calendar.working_days_between(after, upto)
    return (upto - after).days

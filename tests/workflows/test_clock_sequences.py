"""Random lives of a clock, through the engine's own functions: pauses, resumptions, one extension, new budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.calendar import Unit, load_calendar
from claims.errors import Refused
from claims.store.rows import Row
from tests.workflows.hand_made import HandMadeCase
from workflows import clockwork
from workflows.clock_days import budget_of, days_of, pauses_of
from workflows.situation import Situation

CALENDAR = load_calendar()
SEQUENCES = settings().max_examples * 10
ONE_DAY = timedelta(days=1)
LIMITS = {"T15": ("limits.appraisal_extension", 30), "mediation": ("limits.mediation_extension", 15)}


@dataclass(frozen=True)
class Step:
    """What happens so many days after the step before."""

    after: int
    act: str


STEPS = st.lists(st.builds(Step, st.integers(0, 25), st.sampled_from(["pause", "resume", "extend"])), max_size=8)


def own_day(day: date, unit: Unit) -> bool:
    return unit is not Unit.WORKING or CALENDAR.is_working_day(day)


def walked(clock: Row, budget: int, stops: Sequence[tuple[date, date]]) -> date:
    """The last day, found by going from day to day, then off rest days."""
    day: date = clock["started_on"]
    left, unit = budget, Unit(clock["unit"])

    def stands_still(on: date) -> bool:
        return any(first <= on <= last for first, last in stops)

    while left:
        day += ONE_DAY
        left -= own_day(day, unit) and not stands_still(day)
    while not CALENDAR.is_working_day(day):
        day += ONE_DAY
        while stands_still(day):
            day += ONE_DAY
    return day


@settings(max_examples=SEQUENCES)
@given(st.dates(date(2024, 1, 1), date(2025, 6, 30)), st.sampled_from(sorted(LIMITS)), STEPS)
def test_the_end_is_the_start_the_budget_the_extension_and_the_days_paused(
    start: date, code: str, steps: list[Step]
) -> None:
    limit, more = LIMITS[code]
    case = HandMadeCase()
    subject = case.appraisal(1, "examining", panel_size=3)
    begun = case.situation("appraisal", "accept", subject, on=start.isoformat())
    clock = clockwork.start(begun, code)
    day, extended, open_since = start, 0, None
    stops: list[tuple[date, date]] = []
    for step in steps:
        day += step.after * ONE_DAY
        s = case.situation("appraisal", "extend", subject, on=day.isoformat())
        if step.act == "pause":
            clockwork.pause(s, code, "等待", "函")
            if clock["state"] == "paused":  # one that has run out is not paused any more
                open_since = open_since or day
        elif step.act == "resume":
            clockwork.resume(s, code)
            stops, open_since = ([*stops, (open_since, day)] if open_since else stops), None
        elif not extended:
            clockwork.extend(s, code, limit, "复杂", "批件")
            extended = more
        else:
            assert refused(s, code, limit)
    if open_since:
        assert clock["state"] == "paused"
        assert clock["next_wake_on"] is None
        clockwork.resume(case.situation("appraisal", "extend", subject, on=day.isoformat()), code)
        stops = [*stops, (open_since, day)]
    assert clock["due_on"] == walked(clock, clock["amount"] + extended, stops)
    assert clock["due_on"] >= walked(clock, clock["amount"] + extended, [])
    assert clock["due_on"] >= walked(clock, clock["amount"], stops)
    pauses = pauses_of(clock, case.file.rows("clock_pause"))
    assert all(
        before.resumed_on is not None and before.resumed_on <= after.notice_on for before, after in pairwise(pauses)
    )
    derived = days_of(clock, pauses, budget_of(clock, case.file.rows("clock_extension")), begun.rules, CALENDAR)
    assert (derived.due.on, derived.target_on) == (clock["due_on"], clock["target_on"])
    changes = [row for row in case.file.rows("clock_change") if row["clock_id"] == clock["id"]]
    assert [row["was_on"] for row in changes[1:]] == [row["now_on"] for row in changes[:-1]]
    assert not changes or changes[-1]["now_on"] == clock["due_on"]


def refused(s: Situation, code: str, limit: str) -> bool:
    try:
        clockwork.extend(s, code, limit, "复杂", "批件")
    except Refused as reason:
        return reason.code == "extended_before"
    return False

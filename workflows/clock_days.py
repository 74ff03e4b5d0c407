"""The days of a clock: its last day, the bureau's own target before it, and the rungs on the way. All derived, from plain rows.

The engine derives them while it moves a case, the sweep when it wakes a clock or a calendar is loaded, the checkers to
compare them with what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from claims.calendar import Due, Pause, Period, Unit, WorkingCalendar, due, last_day
from claims.ladder import Measured, Rung, ladder, rung_days
from claims.rules import Rules, Value
from claims.store.rows import Row
from workflows.clock_rules import CLOCK_RULES

LIMITS, NORMS = "limits.", "limits.service_norm."
FAST, NORMAL = "fast", "normal"
OF_TARGET, TARGET_LABEL = "target_", "承诺日："
AT_THE_END = ("days_after", "working_days_after")


@dataclass(frozen=True, slots=True)
class Days:
    """What was derived for a clock: `due`, `target_on` (None: no target), and the day of every rung."""

    due: Due
    target_on: date | None
    rungs: tuple[tuple[date, Rung], ...]

    def wake_on(self, since: date) -> date | None:
        """The first day from `since` on with something to tell; a period missed before that is told at once.

        Warnings whose day has passed are not told any more.
        """
        if any(rung.breach and day < since for day, rung in self.rungs):
            return since
        return min((day for day, _ in self.rungs if day >= since), default=None)


def pauses_of(clock: Row, rows: Sequence[Row]) -> tuple[Pause, ...]:
    """The pauses of a clock among the rows of `clock_pause`, oldest first."""
    own = sorted((row for row in rows if row["clock_id"] == clock["id"]), key=lambda row: row["notice_on"])
    return tuple(Pause(row["notice_on"], row["resumed_on"], row["reason"], row["document"]) for row in own)


def budget_of(clock: Row, extensions: Sequence[Row]) -> Period:
    """The period of a clock, with its extension if it has one."""
    more = sum(row["amount"] for row in extensions if row["clock_id"] == clock["id"])
    return Period(clock["amount"] + more, Unit(clock["unit"]))


def days_of(
    clock: Row,
    pauses: Sequence[Pause],
    budget: Period,
    rules: Rules,
    calendar: WorkingCalendar,
    *,
    explained: bool = False,
) -> Days:
    """The days of a running clock; with `explained`, also how the last one was counted. Raises as `due`.

    On the green channel everything is measured on the target; the rungs of the law's own last day come besides, since
    the two must not be taken for each other.
    """
    end = due(clock["started_on"], budget, calendar, pauses, roll=bool(clock["rolls"]), explained=explained)
    target, target_on = _target(clock, pauses, budget, rules, calendar, end.on)
    rungs = ladder(rules, CLOCK_RULES[clock["code"]].ladder, clock["started_on"])
    earlier = None if target_on == end.on else target_on
    whole = Measured(clock["started_on"], budget, tuple(pauses), end.on, earlier)
    if clock["lane"] != FAST or target is None or target_on is None or target_on == end.on:
        return Days(end, target_on, tuple(rung_days(rungs, whole, calendar)))
    on_target = Measured(clock["started_on"], target, tuple(pauses), target_on)
    found = rung_days([_of_target(rung) for rung in rungs], on_target, calendar)
    of_law = rung_days([rung for rung in rungs if rung.place in AT_THE_END], whole, calendar)
    return Days(end, target_on, tuple(sorted([*found, *of_law], key=lambda one: one[0])))


def _of_target(rung: Rung) -> Rung:
    """The same rung measured on the target of the green channel, under a name and a label of its own."""
    return replace(rung, code=f"{OF_TARGET}{rung.code}", label=f"{TARGET_LABEL}{rung.label}")


def _target(
    clock: Row, pauses: Sequence[Pause], budget: Period, rules: Rules, calendar: WorkingCalendar, due_on: date
) -> tuple[Period | None, date | None]:
    """The bureau's own target and its day, never later than the law's; an extension of the period moves it too."""
    value = target_rule(clock, rules)
    if value is None:
        return None, None
    unit = Unit(value.unit)
    more = budget.amount - clock["amount"] if budget.unit is unit else 0
    period = Period(value.as_int() + more, unit)
    return period, min(due_on, last_day(clock["started_on"], period, calendar, pauses, roll=bool(clock["rolls"])))


def target_rule(clock: Row, rules: Rules) -> Value | None:
    """The rule of the target: the green channel's for a clock in the fast lane, else the service norm of its limit."""
    fast = CLOCK_RULES[clock["code"]].fast_target if clock["lane"] == FAST else None
    return rules.find(fast or NORMS + str(clock["rule"]).removeprefix(LIMITS), clock["started_on"])

"""Starting, stopping, pausing and resuming the clocks of a case inside a move.

The due day is always derived from the rule, the start and the pauses; the stored day is a cache of it. A changed
budget or a resumption raises the generation, so that the rungs of the clock fire again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from claims.calendar import Due, Pause, Period, Unit, WorkingCalendar, due
from claims.rules import Rules
from claims.store.rows import Row
from workflows.clock_rules import CLOCK_RULES, OPEN, ClockRule, Duty
from workflows.situation import Situation

OWED_BY = (Duty.BUREAU, Duty.PLATFORM, Duty.BANK)

if TYPE_CHECKING:
    from workflows.casefile import CaseFile


def period_of(rule: ClockRule, rules: Rules, day: date, accident_on: date) -> Period:
    """The period that `rule` sets, by the law in force on the accident day or on the day the clock starts."""
    value = rules.at(rule.limit, accident_on if rule.law_of_accident else day)
    return Period(value.as_int(), Unit(value.unit))


def start(s: Situation, code: str, *, on: date | None = None, subject: str | None = None) -> Row:
    """Start clock `code` from the day of the move (or `on`), measured on the subject of the move (or `subject`)."""
    rule = CLOCK_RULES[code]
    started_on = on or (s.claim["accident_on"] if rule.from_accident else s.occurred_on)
    period = period_of(rule, s.rules, started_on, s.claim["accident_on"])
    end = due(started_on, period, s.calendar, (), roll=rule.rolls)
    row: Row = {
        "id": s.file.next_id("clock"),
        "claim_no": s.file.no,
        "subject": subject or s.subject_id,
        "code": code,
        "rule": rule.limit,
        "amount": period.amount,
        "unit": period.unit.value,
        "started_on": started_on,
        "due_on": end.on,
        "provisional": end.provisional,
        "calendar_version": end.calendar_version,
        "rolls": rule.rolls,
        "generation": 1,
        "state": "running",
        "closed_on": None,
        "started_by": s.event_id,
        "closed_by": None,
    }
    s.clocks_touched.append(row["id"])
    return s.file.add("clock", row)


def open_clocks(file: CaseFile, code: str | None = None, subject: str | None = None) -> list[Row]:
    """The clocks of the case that run or are paused, of one code or one subject if given."""
    return [
        clock
        for clock in file.rows("clock")
        if clock["state"] in OPEN
        and (code is None or clock["code"] == code)
        and (subject is None or clock["subject"] == subject)
    ]


def stop(s: Situation, code: str, *, subject: str | None = None) -> None:
    """Close the open clocks of `code`: met where the act came in time, late where it did not and was owed."""
    for clock in open_clocks(s.file, code, subject):
        end(s, clock, _came_of(s, clock))


def _came_of(s: Situation, clock: Row) -> str:
    """Met in time; late where somebody owed it; a right that ran out unused has merely ended."""
    if _counted_to(s, clock) <= clock["due_on"]:
        return "met"
    return "late" if CLOCK_RULES[clock["code"]].duty in OWED_BY else "ended"


def _counted_to(s: Situation, clock: Row) -> date:
    """The day up to which a clock has consumed its period: the day of the move, or that on which it was paused."""
    if clock["state"] != "paused":
        return s.occurred_on
    halts: list[date] = [row["notice_on"] for row in pauses_of(s.file, clock) if row["resumed_on"] is None]
    return min([s.occurred_on, *halts])


def end(s: Situation, clock: Row, state: str = "ended") -> None:
    """Close one clock, and the pause that it stands in; `ended` means that what it measured has fallen away."""
    if clock["state"] == "paused":
        for halt in pauses_of(s.file, clock):
            if halt["resumed_on"] is None:
                s.file.change("clock_pause", halt, resumed_on=s.occurred_on)
    s.file.change("clock", clock, state=state, closed_on=s.occurred_on, closed_by=s.event_id)
    s.clocks_touched.append(clock["id"])


def end_all(s: Situation, keep: Sequence[str] = (), machines: Sequence[str] = ()) -> None:
    """Close every open clock of the case but those of the codes in `keep`; only those on `machines`, if given."""
    for clock in open_clocks(s.file):
        if clock["code"] not in keep and (not machines or _machine_of(clock) in machines):
            end(s, clock)


def _machine_of(clock: Row) -> str:
    """The machine whose subject a clock measures."""
    _, _, rest = str(clock["subject"]).partition("/")
    return rest.partition("-")[0] or "claim"


def pause(s: Situation, code: str, reason: str, document: str, *, subject: str | None = None) -> None:
    """Pause the running clocks of `code` from the day of the move; that day is not consumed.

    A clock that is paused again on the day of its last pause has stood still since: that pause goes on.
    """
    for clock in open_clocks(s.file, code, subject):
        if clock["state"] == "running":
            told = {"resumed_on": None, "reason": reason, "document": document}
            same_day = [row for row in pauses_of(s.file, clock) if row["notice_on"] == s.occurred_on]
            if same_day:
                s.file.change("clock_pause", same_day[0], **told)
            else:
                begun = {"claim_no": s.file.no, "clock_id": clock["id"], "notice_on": s.occurred_on}
                s.file.add("clock_pause", {**begun, **told})
            s.file.change("clock", clock, state="paused")
            s.clocks_touched.append(clock["id"])


def resume(s: Situation, code: str, *, subject: str | None = None) -> None:
    """Let the paused clocks of `code` run again from the day after the move, and derive their due day anew."""
    for clock in open_clocks(s.file, code, subject):
        if clock["state"] == "paused":
            for stop_row in pauses_of(s.file, clock):
                if stop_row["resumed_on"] is None:
                    s.file.change("clock_pause", stop_row, resumed_on=s.occurred_on)
            s.file.change("clock", clock, state="running")
            rederive(s, clock)


def rebudget(s: Situation, code: str, limit: str) -> None:
    """Give the open clocks of `code` the budget of another limit, from the same start day."""
    for clock in open_clocks(s.file, code):
        value = s.rules.at(limit, s.claim["accident_on"])
        s.file.change("clock", clock, rule=limit, amount=value.as_int(), unit=Unit(value.unit).value)
        if clock["state"] == "running":
            rederive(s, clock)


def rederive(s: Situation, clock: Row) -> None:
    """Derive the due day of a running clock again; its rungs belong to a new generation."""
    end_of = derive(s.file, clock, s.calendar)
    s.file.change(
        "clock",
        clock,
        due_on=end_of.on,
        provisional=end_of.provisional,
        calendar_version=end_of.calendar_version,
        generation=clock["generation"] + 1,
    )
    s.clocks_touched.append(clock["id"])


def derive(file: CaseFile, clock: Row, calendar: WorkingCalendar) -> Due:
    """The due day of a running clock as its rule, start and pauses give it."""
    pauses = [
        Pause(row["notice_on"], row["resumed_on"], row["reason"], row["document"]) for row in pauses_of(file, clock)
    ]
    period = Period(clock["amount"], Unit(clock["unit"]))
    return due(clock["started_on"], period, calendar, pauses, roll=bool(clock["rolls"]))


def pauses_of(file: CaseFile, clock: Row) -> list[Row]:
    """The pauses of one clock, oldest first."""
    return sorted(
        file.where("clock_pause", lambda row: row["clock_id"] == clock["id"]), key=lambda row: row["notice_on"]
    )

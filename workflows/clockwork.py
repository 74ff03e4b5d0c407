"""Starting, stopping, pausing, resuming and extending the clocks of a case inside a move.

The due day is always derived from the rule, the start, the pauses and the extension (`workflows/clock_days.py`); the
stored day is a cache of it. A changed due day raises the generation, so that the rungs of the clock fire again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from claims.calendar import Period, Unit
from claims.errors import Refused
from claims.rules import Rules
from claims.store.rows import Row
from workflows.clock_days import FAST, NORMAL, Days, budget_of, days_of
from workflows.clock_days import pauses_of as pauses_in
from workflows.clock_rules import CLOCK_RULES, OPEN, ClockRule, Duty
from workflows.situation import Situation

OWED_BY = (Duty.BUREAU, Duty.PLATFORM, Duty.BANK)
COURT_TERM = "limits.court_term"
SIMPLE = "simple"

if TYPE_CHECKING:
    from workflows.casefile import CaseFile


def period_of(rule: ClockRule, rules: Rules, day: date, accident_on: date) -> Period:
    """The period that `rule` sets, by the law in force on the accident day or on the day the clock starts."""
    value = rules.at(rule.limit, accident_on if rule.law_of_accident else day)
    return Period(value.as_int(), Unit(value.unit))


def start(
    s: Situation,
    code: str,
    *,
    on: date | None = None,
    subject: str | None = None,
    party: str | None = None,
    days: int | None = None,
    limit: str | None = None,
) -> Row:
    """Start clock `code` from the day of the move (or `on`), measured on the subject of the move (or `subject`).

    `party` says whose period it is where several run on one subject; `limit` is the key of the period where it is not
    the clock's usual one; `days` is a term that a court or an organ has set instead of that limit's amount, in its unit.
    """
    rule = CLOCK_RULES[code]
    started_on = on or (s.claim["accident_on"] if rule.from_accident else s.occurred_on)
    limit = limit or _limit(s, rule)
    if limit == rule.limit:
        period = period_of(rule, s.rules, started_on, s.claim["accident_on"])
    else:
        value = s.rules.at(limit, started_on)
        period = Period(value.as_int(), Unit(value.unit))
    measured_on = subject or s.subject_id
    row: Row = {
        "id": s.file.next_id("clock"),
        "claim_no": s.file.no,
        "subject": measured_on,
        "party": party,
        "lane": _lane(s, code, measured_on),
        "code": code,
        "rule": limit,
        "amount": days or period.amount,
        "unit": period.unit.value,
        "started_on": started_on,
        "rolls": rule.rolls,
        "generation": 1,
        "state": "running",
        "closed_on": None,
        "started_by": s.event_id,
        "closed_by": None,
    }
    row.update(_stored(_days(s, row), s.occurred_on))
    s.clocks_touched.append(row["id"])
    return s.file.add("clock", row)


def _limit(s: Situation, rule: ClockRule) -> str:
    """The usual limit of a clock, or that of the simple procedure in which the organ takes the dispute."""
    simple = s.machine == "dispute" and s.subject["procedure"] == SIMPLE
    return rule.simple_limit if simple and rule.simple_limit else rule.limit


def _lane(s: Situation, code: str, subject: str) -> str:
    """The fast lane where the case is on it and the clock is one that it shortens, or where the dispute is on it, or the
    dispute that a new appraisal answers.
    """
    if subject == s.file.no:
        return FAST if s.claim["fast_lane"] and CLOCK_RULES[code].on_fast_lane else NORMAL
    if s.machine == "dispute" and subject == s.subject_id:
        return FAST if s.subject["fast"] else NORMAL
    if s.machine == "appraisal" and s.subject["kind"] == "redo":
        answered = s.file.where("dispute", lambda row: row["appraisal_id"] == subject and bool(row["fast"]))
        return FAST if answered else NORMAL
    return NORMAL


def _days(s: Situation, clock: Row) -> Days:
    is_new = "due_on" not in clock  # nothing can hang on a clock that is being started
    pauses = () if is_new else pauses_in(clock, s.file.rows("clock_pause"))
    extensions = () if is_new else s.file.rows("clock_extension")
    return days_of(clock, pauses, budget_of(clock, extensions), s.rules, s.calendar)


def _stored(days: Days, since: date) -> Row:
    """What is kept of the derived days, so that a sweep finds the clock by an index."""
    return {
        "due_on": days.due.on,
        "target_on": days.target_on,
        "next_wake_on": days.wake_on(since),
        "provisional": days.due.provisional,
        "calendar_version": days.due.calendar_version,
    }


def open_clocks(file: CaseFile, code: str | None = None, subject: str | None = None) -> list[Row]:
    """The clocks of the case that run or are paused, of one code or one subject if given."""
    return [
        clock
        for clock in file.rows("clock")
        if clock["state"] in OPEN
        and (code is None or clock["code"] == code)
        and (subject is None or clock["subject"] == subject)
    ]


def stop(s: Situation, code: str, *, subject: str | None = None, party: str | None = None) -> None:
    """Close the open clocks of `code`, of one party if given: met where the act came in time, late where it did not and was
    owed.
    """
    for clock in open_clocks(s.file, code, subject):
        if party is None or clock["party"] == party:
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
                s.file.change("clock_pause", halt, resumed_on=max(s.occurred_on, halt["notice_on"]))
    s.file.change("clock", clock, state=state, closed_on=s.occurred_on, closed_by=s.event_id, next_wake_on=None)
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


def told_reason(s: Situation) -> str:
    """The reason of the move as a clock may keep it: where it is personal, only what was done; the event has the rest."""
    private = any(one.private for one in s.move.needs if one.name == "reason")
    return s.move.label if private else str(s.data.get("reason", ""))


def pause(s: Situation, code: str, reason: str, document: str, *, subject: str | None = None) -> None:
    """Pause the running clocks of `code` from the day of the move; that day is not consumed.

    A clock that is paused again on the day of its last pause has stood still since: that pause goes on. One that had
    run out before has no day left to consume and stays overdue, for whoever has been told of it.
    """
    for clock in open_clocks(s.file, code, subject):
        if clock["state"] == "running" and s.occurred_on <= clock["due_on"]:
            told = {"resumed_on": None, "reason": reason, "document": document}
            same_day = [row for row in pauses_of(s.file, clock) if row["notice_on"] == s.occurred_on]
            if same_day:
                s.file.change("clock_pause", same_day[0], **told)
            else:
                begun = {"claim_no": s.file.no, "clock_id": clock["id"], "notice_on": s.occurred_on}
                s.file.add("clock_pause", {**begun, **told})
            s.file.change("clock", clock, state="paused", next_wake_on=None)
            s.clocks_touched.append(clock["id"])


def resume(s: Situation, code: str, *, subject: str | None = None) -> None:
    """Let the paused clocks of `code` run again from the day after the move, and derive their due day anew."""
    for clock in open_clocks(s.file, code, subject):
        if clock["state"] == "paused":
            for stop_row in pauses_of(s.file, clock):
                if stop_row["resumed_on"] is None:
                    s.file.change("clock_pause", stop_row, resumed_on=s.occurred_on)
            s.file.change("clock", clock, state="running")
            rederive(s, clock, "resumption")


def reopen(s: Situation, clock: Row) -> None:
    """Let a clock run on that was taken to be over: what is told now shows that it was not."""
    s.file.change("clock", clock, state="running", closed_on=None, closed_by=None)
    rederive(s, clock, "reopening")


def rebudget(s: Situation, code: str, limit: str | None = None, *, subject: str | None = None) -> None:
    """Give the open clocks of `code` the budget of another limit, by default that of the procedure in which the organ takes the
    dispute now, from the same start day and with their pauses; a court's term stays.
    """
    rule = CLOCK_RULES[code]
    for clock in open_clocks(s.file, code, subject):
        if clock["rule"] == COURT_TERM:
            continue
        key = limit or _limit(s, rule)
        value = s.rules.at(key, s.claim["accident_on"] if rule.law_of_accident else clock["started_on"])
        s.file.change("clock", clock, rule=key, amount=value.as_int(), unit=Unit(value.unit).value)
        if clock["state"] == "running":
            rederive(s, clock, "budget")


def extend(s: Situation, code: str, limit: str, reason: str, document: str, *, subject: str | None = None) -> None:
    """Give the open clocks of `code` the extension of `limit`, in their own units, once.

    Raises Refused `extended_before` for a clock that had one, `extension_of_other_unit` where the units differ.
    """
    more = s.rules.at(limit, s.occurred_on)
    extended = {row["clock_id"] for row in s.file.rows("clock_extension")}
    for clock in open_clocks(s.file, code, subject):
        if clock["id"] in extended:
            raise Refused("extended_before", clock=CLOCK_RULES[code].label)
        if more.unit != clock["unit"]:
            raise Refused("extension_of_other_unit", clock=CLOCK_RULES[code].label, extension=more.shown)
        granted: Row = {
            "claim_no": s.file.no,
            "clock_id": clock["id"],
            "amount": more.as_int(),
            "reason": reason,
            "document": document,
            "granted_by": _granted_by(s),
            "granted_on": s.occurred_on,
            "event_id": s.event_id,
        }
        s.file.add("clock_extension", granted)
        if clock["state"] == "running":
            rederive(s, clock, "extension")


def _granted_by(s: Situation) -> str:
    """Who gave the extension: the last to sign, where an approval carries it."""
    signed = [row["username"] for row in s.file.rows("signature") if row["approval_id"] == s.via and row["valid"]]
    return str(signed[-1]) if s.via and signed else s.actor.username


def change_lane(s: Situation, subject: str, *, fast: bool) -> None:
    """Put the open clocks of a subject on the fast lane or off it; the law's own days stay, the rungs fire anew."""
    for clock in open_clocks(s.file, subject=subject):
        if subject == s.file.no and not CLOCK_RULES[clock["code"]].on_fast_lane:
            continue
        s.file.change("clock", clock, lane=FAST if fast else NORMAL)
        if clock["state"] == "running":
            rederive(s, clock, "lane")


def rederive(s: Situation, clock: Row, cause: str) -> None:
    """Derive the days of a running clock again. Where one of them has changed, or the lane, its rungs belong to a new
    generation; a due day that moved is written down.
    """
    was_on, target_was_on = clock["due_on"], clock["target_on"]
    values = _stored(_days(s, clock), s.occurred_on)
    changed = cause == "lane" or (values["due_on"], values["target_on"]) != (was_on, target_was_on)
    generation = clock["generation"] + changed
    s.file.change("clock", clock, **values, generation=generation)
    if clock["due_on"] != was_on:
        moved: Row = {
            "claim_no": s.file.no,
            "clock_id": clock["id"],
            "generation": generation,
            "cause": cause,
            "was_on": was_on,
            "now_on": clock["due_on"],
            "changed_on": s.occurred_on,
        }
        s.file.add("clock_change", moved)
    s.clocks_touched.append(clock["id"])


def pauses_of(file: CaseFile, clock: Row) -> list[Row]:
    """The pauses of one clock, oldest first."""
    return sorted(
        file.where("clock_pause", lambda row: row["clock_id"] == clock["id"]), key=lambda row: row["notice_on"]
    )

"""The periods of a case as the person reads them: whose, until when, and from what each is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.days import day_text
from portal.desk.looking import term_of
from portal.lights import Light, light_of
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.rider_view import RiderCase
from workflows.transaction import Desk

UNCONFIRMED = "unconfirmed_period"
WHOSE = {Duty.BUREAU: "我局", Duty.APPLICANT: "您", Duty.PLATFORM: "平台", Duty.BANK: "银行", Duty.NOBODY: "办理机关"}


@dataclass(frozen=True, slots=True)
class Latest:
    """A last day: whose it is and for what, the day in words, its light, and what is not certain about it.

    It is counted from `since`, the day of what `begun` names; the day of a reminder takes nothing away. A period that is `paused`
    has no last day: that which was counted passes while the period stands still.
    """

    whose: str
    what: str
    day: str
    light: Light
    unconfirmed: bool
    overdue: bool
    since: str
    begun: str
    is_reminder: bool
    paused: bool


def named(desk: Desk, seen: RiderCase, clock: Mapping[str, Any]) -> Latest:
    """A period; a remedy with the letter that it is against, since there may be several."""
    read, letter = latest_of(desk, clock), seen.letters.get(clock["subject"])
    return replace(read, what=f"{read.what}（《{letter}》）") if letter else read


def latest_of(desk: Desk, clock: Mapping[str, Any]) -> Latest:
    """A period as the person reads it."""
    rule, today, term = CLOCK_RULES[clock["code"]], desk.today(), term_of(clock)
    return Latest(
        whose=WHOSE[rule.duty],
        what=rule.label,
        day=day_text(term.due_on, today),
        light=light_of(term, desk.calendar, today),
        unconfirmed=clock["unconfirmed"],
        overdue=rule.duty is Duty.BUREAU and clock["state"] == "running" and term.due_on < today,
        since=day_text(date.fromisoformat(clock["started_on"]), weekday=False),
        begun=clock["runs_from"],
        is_reminder=rule.is_reminder,
        paused=clock["state"] == "paused",
    )

"""Effects of the award item 待遇项目 on its months: how far a version runs, what lapses, when its right was checked."""

from __future__ import annotations

from claims.months import month_of, moved, span
from workflows.month_changes import stop_after
from workflows.monthly import instalment_of, last_month
from workflows.situation import Situation
from workflows.versions import benefit_of


def stop_at_successor(s: Situation) -> None:
    """A monthly version runs until the month before the new one begins; nothing of it is paid beyond."""
    successor = s.file.find("award_item", s.data["successor"])
    if s.subject["monthly"] and successor is not None and successor["from_month"] is not None:
        s.set(to_month=moved(successor["from_month"], -1))


def stop_from_next_month(s: Situation) -> None:
    """A stopped benefit is still paid for the month in which it is stopped (次月起停发)."""
    stop_after(s, month_of(s.occurred_on))


def end_months(s: Situation) -> None:
    """The benefit ends with the month that the act names, else with its own; never after the month of death."""
    known = last_month(s.claim, s.subject)
    named = s.data.get("last_month") or month_of(s.occurred_on)
    stop_after(s, named if known is None else min(named, known))


def run_again(s: Situation) -> None:
    """The benefit runs on. By the rule of the day the months of the stop are paid after all, or written down as lapsed."""
    stopped_after = s.subject["to_month"]
    s.set(to_month=None)
    if stopped_after is None or s.rules.at("monthly.arrears_on_resume", s.occurred_on).as_flag():
        return
    benefit = benefit_of(s.file, s.subject)
    for month in span(moved(stopped_after, 1), month_of(s.occurred_on)):
        if instalment_of(s.file, benefit, month) is None:
            s.then(f"{s.file.no}/instalment", "lapse", item=s.subject_id, month=month)


def note_eligibility(s: Situation) -> None:
    """The right to the benefit has been checked today; months that waited for it are paid by the next sweep."""
    s.set(checked_on=s.occurred_on)

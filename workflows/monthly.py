"""Monthly benefits: which months a version runs, which of them are still to be counted, and when one can be paid.

A version of a monthly item awards the sum of a month. Every month that it runs is counted once, by a row of its own
(`instalment`), however late; a month of a stopped benefit either is never counted or is written down as lapsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.calendar import months_later
from claims.errors import words
from claims.formulas.working import to_check
from claims.months import month_of, month_text, moved, span
from claims.rules import Rules, Value
from claims.store.rows import Row
from workflows.payees import LIVE_PAYMENTS, account_of, claim_can_pay
from workflows.situation import Situation
from workflows.versions import CaseRows, benefit_of

COUNTED = ("effective", "suspended", "ended", "superseded")
LIVE = ("due", "paid", "lapsed")
OF_KIN = "survivor_pension"


def instalment_of(file: CaseRows, benefit: str, month: str) -> Row | None:
    """The row by which the month counts, whatever version it is of."""
    rows = (row for row in file.rows("instalment") if (row["benefit"], row["month"]) == (benefit, month))
    return next((row for row in rows if row["state"] in LIVE), None)


def months_of(file: CaseRows, item: Row) -> list[Row]:
    """The months that count on this very version."""
    return [row for row in file.rows("instalment") if row["item_id"] == item["id"] and row["state"] in LIVE]


def last_month(claim: Row, item: Row) -> str | None:
    """The last month that the version runs; None while no end is known. What is the injured person's own ends with the
    month of death, known or not to the item; a pension of kin with the month in which a missing person returns.
    """
    died = month_of(claim["death_on"]) if claim["death_on"] and item["code"] != OF_KIN else None
    returned = month_of(claim["returned_on"]) if claim["returned_on"] and item["code"] == OF_KIN else None
    ends = [month for month in (item["to_month"], died, returned) if month]
    return min(ends, default=None)


def runs_in(claim: Row, item: Row, month: str) -> bool:
    """Whether the version is in effect and counts in `month`."""
    started = item["from_month"] is not None and item["from_month"] <= month
    last = last_month(claim, item)
    in_effect = item["effective_on"] is not None and item["state"] in COUNTED and item["payer"] == "fund"
    return in_effect and started and (last is None or month <= last)


def latest_month(rules: Rules, day: date) -> str:
    """The latest month that is counted by `day`: its own from the day of the run on, before that the month before."""
    run_day = rules.at("monthly.run_day", day).as_int()
    return month_of(day) if day.day >= run_day else moved(month_of(day), -1)


def months_run(claim: Row, item: Row, until: str) -> list[str]:
    """The months up to `until` that the version runs."""
    if item["from_month"] is None:
        return []
    last = last_month(claim, item)
    months = span(item["from_month"], until if last is None else min(until, last))
    return [month for month in months if runs_in(claim, item, month)]


def months_to_count(file: CaseRows, claim: Row, item: Row, until: str) -> list[str]:
    """Those of them that nothing has counted yet."""
    benefit = benefit_of(file, item)
    return [month for month in months_run(claim, item, until) if instalment_of(file, benefit, month) is None]


def replaced_month(file: CaseRows, benefit: str, month: str) -> Row | None:
    """The row by which the month last counted, where its version was replaced; None where it was taken back since."""
    before = [
        row
        for row in file.rows("instalment")
        if (row["benefit"], row["month"]) == (benefit, month) and row["state"] not in LIVE
    ]
    latest = max(before, key=lambda row: int(row["id"].rpartition("-")[2]), default=None)
    return latest if latest is not None and latest["state"] == "superseded" else None


def payments_of(file: CaseRows, benefit: str, month: str) -> list[Row]:
    """The payments of a month of a benefit, on whatever version."""
    items = {row["id"]: row for row in file.rows("award_item")}
    rows = [row for row in file.rows("payment") if row["month"] == month]
    return [row for row in rows if benefit_of(file, items[row["item_id"]]) == benefit]


def owed_fen(instalment: Row) -> int:
    """What is still to be paid of a month: less what was paid and what was set off."""
    return int(instalment["amount_fen"] - instalment["paid_fen"] - instalment["set_off_fen"])


def check_due_on(rules: Rules, item: Row) -> date | None:
    """The day until which the right to a monthly benefit counts as checked; None while it is not in effect."""
    checked_on: date | None = item["checked_on"] or item["effective_on"]
    return None if checked_on is None else check_due_after(rules, checked_on)


def check_due_after(rules: Rules, checked_on: date) -> date:
    """The day until which a check on `checked_on` counts."""
    return months_later(checked_on, rules.at("monthly.eligibility_check", checked_on).as_int())


def is_check_overdue(rules: Rules, item: Row, day: date) -> bool:
    """Whether the right to the benefit should have been checked before `day`; its months wait, and are not lost. Of one that
    has ended there is nothing left to be checked.
    """
    due_on = check_due_on(rules, item)
    return due_on is not None and due_on < day and item["state"] != "ended"


def beyond_end(item: Row, month: str) -> bool:
    """Whether the month lies after the last one that the version runs."""
    return item["to_month"] is not None and month > item["to_month"]


def payable_fen(file: CaseRows, item: Row, month: str) -> int:
    """What can be paid of a month of this version; nothing of one after its end, which is about to change."""
    owing = [row for row in months_of(file, item) if row["month"] == month and row["state"] == "due"]
    return owed_fen(owing[0]) if owing and item["state"] in COUNTED and not beyond_end(item, month) else 0


def month_can_be_paid(file: CaseRows, claim: Row, item: Row, instalment: Row, rules: Rules, day: date) -> bool:
    """Whether a payment of the month can be made now: owed, the right checked, nobody's stay, an account, none alive."""
    of_month = payments_of(file, instalment["benefit"], instalment["month"])
    alive = any(row["state"] in LIVE_PAYMENTS for row in of_month)
    return (
        claim_can_pay(file, claim, item)
        and payable_fen(file, item, instalment["month"]) > 0
        and not is_check_overdue(rules, item, day)
        and not alive
        and account_of(file, item["beneficiary"]) is not None
    )


def version_month(s: Situation, code: str, facts: Mapping[str, Any], earlier: Row | None) -> str:
    """The month from which a version counts: that of the one it replaces, unless the act names a later one or the case
    was graded anew by a review 复查, which acts from the month after its conclusion.
    """
    if "from_month" in s.data:
        return str(s.data["from_month"])
    if earlier is None or earlier["from_month"] is None:
        return first_month(s, code, facts)
    conclusion = conclusion_of(s)
    if conclusion is None or conclusion["kind"] != "review" or code == OF_KIN:
        return str(earlier["from_month"])
    return max(first_month(s, code, facts), str(earlier["from_month"]))


def first_month(s: Situation, code: str, facts: Mapping[str, Any]) -> str:
    """The month from which a benefit is paid: after the death for a pension, else after the conclusion it rests on."""
    if code == OF_KIN:
        day = date.fromisoformat(facts["death"]["date"])
        if facts["death"]["cause"] == "missing":
            return moved(month_of(day), s.rules.at("benefits.missing_pension_month", day).as_int() - 1)
    else:
        conclusion = conclusion_of(s)
        day = conclusion["concluded_on"] if conclusion else s.occurred_on
    same_month = _start_rule(s.rules, code, day).as_text() == "same_month"
    return month_of(day) if same_month else moved(month_of(day), 1)


def _start_rule(rules: Rules, code: str, day: date) -> Value:
    return rules.at("monthly.pension_start" if code == OF_KIN else "monthly.allowance_start", day)


def start_line(rules: Rules, item: Row) -> str:
    """The line of the working that says from which month a drafted item is paid."""
    mark = to_check(_start_rule(rules, item["code"], item["drafted_on"]))
    return words("monthly_from", month=month_text(item["from_month"]), mark=mark)


def conclusion_of(s: Situation) -> Row | None:
    """The conclusion from which the case has its grade, as to time: a redo takes the day of the one it replaces."""
    standing = s.file.where("appraisal", lambda row: row["state"] in ("served", "final") and row["concluded_on"])
    found = max(standing, key=lambda row: row["concluded_on"], default=None)
    while found is not None and found["kind"] == "redo" and found["replaces"]:
        found = s.file.find("appraisal", found["replaces"])
    return found

"""Guards of the recovery 追回."""

from __future__ import annotations

from datetime import date

from claims.calendar import Period, Unit, due
from claims.ledger import EXPENSE_OF, Account
from claims.receivables import most_to_set_off
from claims.store.rows import Row, select_one
from workflows.bank_decisions import other_use
from workflows.clock_rules import OPEN
from workflows.guards.claim_closing import ENDED_DISPUTES
from workflows.machines.recovery import KEPT_SILENT
from workflows.month_set_offs import bears_fen, floor_fen
from workflows.monthly import payable_fen
from workflows.payees import LIVE_PAYMENTS
from workflows.recoveries import (
    GIVEN_UP,
    UNDECIDED,
    lessened_fen,
    outstanding_fen,
    overpaid_fen,
    standing_fen,
    who_was_overpaid,
)
from workflows.returned_sums import waiting_payments
from workflows.sight import named
from workflows.situation import Facts, Situation
from workflows.versions import versions_of

PAYS = ("effective", "part_paid")
ON_THE_WAY = ("batched", "sent", "unknown", "mismatch", "returned", "corrected")
BOOKED = ("recovery_receipt", "recourse_receipt", "payment")
REMEDIES = ("T23", "T28")
NOTICE, STATEMENT = "recovery_hearing", "limits.recovery_statement"
RUNNING = ("effective", "suspended")


def item_overpaid(s: Situation) -> Facts | None:
    """Something stands on 1104 多付待处理 for the item and, where one is named, the person."""
    overpaid = overpaid_fen(s.file, s.data["item"], s.data.get("beneficiary"))
    return None if overpaid > 0 else {"item": s.data["item"]}


def no_open_recovery(s: Situation) -> Facts | None:
    """No other recovery of the item from the same person waits for its decision."""
    item = s.file.find("award_item", s.data["item"])
    whom = s.data.get("beneficiary") or (who_was_overpaid(s.file, item) if item else "")
    same = [
        row for row in _of_item(s, s.data["item"]) if row["state"] in UNDECIDED and row["beneficiary"] in ("", whom)
    ]
    return {"recovery": same[0]["id"]} if same else None


def not_recovered_before(s: Situation) -> Facts | None:
    """The item has not been claimed back already."""
    before = [row for row in _of_item(s, s.data["item"]) if row["state"] not in GIVEN_UP]
    return {"recovery": before[0]["id"]} if before else None


def _of_item(s: Situation, item_id: str) -> list[Row]:
    return s.file.where("recovery", lambda row: row["item_id"] == item_id and row is not s.subject)


def person_returned_alive(s: Situation) -> Facts | None:
    """The case is one of a missing person, and the item is a death benefit that has been paid."""
    item = s.file.find("award_item", s.data["item"])
    paid = item is not None and item["paid_fen"] > 0 and EXPENSE_OF.get(item["code"]) == Account.DEATH
    return None if paid and s.claim["application_kind"] == "missing" else {"item": s.data["item"]}


def still_overpaid(s: Situation) -> Facts | None:
    """The whole sum still stands where it stood when the recovery was opened."""
    return (
        None
        if standing_fen(s.file, s.subject) >= s.subject["amount_fen"]
        else {"standing_fen": standing_fen(s.file, s.subject)}
    )


def no_longer_overpaid(s: Situation) -> Facts | None:
    """The sum does not stand there any more: the item was worked out anew meanwhile."""
    return (
        {"standing_fen": standing_fen(s.file, s.subject)}
        if standing_fen(s.file, s.subject) >= s.subject["amount_fen"]
        else None
    )


def sum_stands(s: Situation) -> Facts | None:
    """Something of the sum still stands where it stood."""
    return None if standing_fen(s.file, s.subject) > 0 else {}


def sum_is_less(s: Situation) -> Facts | None:
    """Something of it stands, and less than the decision says: a part came back, or counts as paid, before it was served."""
    standing = standing_fen(s.file, s.subject)
    less = standing < s.subject["amount_fen"] or lessened_fen(s.file, s.subject) > 0
    return None if standing > 0 and less else {}


def sum_is_gone(s: Situation) -> Facts | None:
    """Nothing of it stands there any more: the money came back, or the item was worked out anew."""
    return {} if standing_fen(s.file, s.subject) > 0 else None


def hearing_notice_served(s: Situation) -> Facts | None:
    """The person has been told what is to be recovered and why, before anything is decided."""
    return None if _told_on(s) is not None else {}


def statement_time_over(s: Situation) -> Facts | None:
    """Who says nothing has had the time of the notice to speak."""
    told_on = _told_on(s)
    if told_on is None or s.data.get("outcome") != KEPT_SILENT:
        return None
    limit = s.rules.at(STATEMENT, told_on)
    last = due(told_on, Period(limit.as_int(), Unit(limit.unit)), s.calendar)
    return None if last.on < s.occurred_on else {"until": last.on}


def _told_on(s: Situation) -> date | None:
    """The day on which the notice 拟追回待遇告知书 was served on the person."""
    notices = {row["id"] for row in s.file.rows("letter") if (row["kind"], row["subject"]) == (NOTICE, s.subject["id"])}
    served = s.file.where(
        "service",
        lambda row: (
            row["letter_id"] in notices and (row["recipient"], row["state"]) == (s.subject["beneficiary"], "served")
        ),
    )
    return min((row["served_on"] for row in served), default=None)


def recovery_letter_served(s: Situation) -> Facts | None:
    """The decision has been served on the person who must pay."""
    served = s.file.where(
        "service",
        lambda row: (
            (row["letter_id"], row["recipient"], row["state"])
            == (s.subject["letter_id"], s.subject["beneficiary"], "served")
        ),
    )
    return None if served else {}


def within_outstanding(s: Situation) -> Facts | None:
    """The sum is positive and not more than is still owed."""
    left = outstanding_fen(s.subject)
    return None if 0 < s.data["amount_fen"] <= left else {"left_fen": left}


def something_outstanding(s: Situation) -> Facts | None:
    """Something is still owed."""
    return None if outstanding_fen(s.subject) > 0 else {}


def nothing_outstanding(s: Situation) -> Facts | None:
    """Everything has come in."""
    left = outstanding_fen(s.subject)
    return {"left_fen": left} if left else None


def receipt_unused(s: Situation) -> Facts | None:
    """The bank's reference has not been booked before, as a receipt or as a payment.

    A line of the bank that tells of the same sum coming in, and is booked nowhere, is the very receipt.
    """
    reference = s.data["bank_ref"]
    booked = (select_one(s.connection, name, bank_ref=reference) for name in BOOKED)
    used = next((row for row in booked if row is not None), None) or other_use(
        s.connection, reference, s.data["amount_fen"]
    )
    if used is None:
        return None
    claim_no = used.get("claim_no") or used["payment_id"].partition("/")[0]
    return {"claim": named(s.connection, s.actor, claim_no, s.recorded_on)}


def plan_fits(s: Situation) -> Facts | None:
    """The plan has two parts or more, not more than the rules allow, the first of them still to come."""
    most = s.rules.at("fund.instalments_most", s.occurred_on).as_int()
    fits = 2 <= s.data["count"] <= min(most, outstanding_fen(s.subject)) and s.data["first_on"] > s.occurred_on
    return None if fits else {"most": most}


def later_item_pays(s: Situation) -> Facts | None:
    """The item is the same person's own, of the fund, and in effect; of one paid monthly, the month that is named is owed."""
    item, month = s.file.find("award_item", s.data["item"]), s.data.get("month")
    if item is None or item["payer"] != "fund" or item["monthly"] != (month is not None):
        return {"item": s.data["item"]}
    pays = item["state"] in PAYS if month is None else payable_fen(s.file, item, month) > 0
    return None if pays and item["beneficiary"] == s.subject["beneficiary"] else {"item": s.data["item"]}


def item_payment_waits(s: Situation) -> Facts | None:
    """No payment of the item (or its month) is with the bank, has come back or is being paid again, on any version of it:
    what is on its way is not set off.
    """
    item, month = s.file.find("award_item", s.data["item"]), s.data.get("month")
    if item is None:
        return {"payment": "—"}
    versions = set(versions_of(s.file, item))
    of_it = s.file.where("payment", lambda row: row["item_id"] in versions and row["month"] == month)
    away = [row for row in of_it if row["state"] in ON_THE_WAY or (row["state"] in LIVE_PAYMENTS and row["repaid_fen"])]
    if month is None:
        away.extend(payment for payment, _ in waiting_payments(s.file, item))
    return {"payment": away[0]["id"]} if away else None


def floor_is_left(s: Situation) -> Facts | None:
    """What is set off is not more than is owed; of what is paid monthly the person keeps the floor of the rules to live on."""
    item, month = s.file.find("award_item", s.data["item"]), s.data.get("month")
    if item is None:
        return None
    floor = floor_fen(s.rules, s.occurred_on) if month is not None else 0
    wanted = int(s.data.get("amount_fen") or s.subject["amount_fen"])
    owed = item["awarded_fen"] - item["paid_fen"]
    most = most_to_set_off(owed, wanted, 0) if month is None else bears_fen(s.file, item, month, floor)
    return None if wanted <= most else {"most_fen": most, "floor_fen": floor}


def monthly_item_runs(s: Situation) -> Facts | None:
    """The item is a running monthly one of the fund and the same person's own, and something is to be kept back of it."""
    item = s.file.find("award_item", s.data["item"])
    if item is None or not item["monthly"] or item["payer"] != "fund" or item["state"] not in RUNNING:
        return {"item": s.data["item"]}
    own = item["beneficiary"] == s.subject["beneficiary"]
    return None if own and s.data["amount_fen"] > 0 else {"item": s.data["item"]}


def repayment_overdue(s: Situation) -> Facts | None:
    """The period in which the person could pay by himself is over: without his consent nothing is kept back before."""
    due_on = s.subject["due_on"]
    return None if due_on is not None and due_on < s.occurred_on else {"due": due_on or "—"}


def kept_monthly(s: Situation) -> Facts | None:
    """A monthly benefit bears the recovery at present."""
    return None if s.subject["monthly_fen"] > 0 else {}


def recovery_is_final(s: Situation) -> Facts | None:
    """Nobody can object any more, and no dispute is open: only then is a court asked to enforce."""
    own = {row["id"] for row in s.file.rows("service") if row["letter_id"] == s.subject["letter_id"]}
    running = s.file.where("clock", lambda row: row["subject"] in own and row["code"] in REMEDIES)
    until = [row["due_on"] for row in running if row["state"] in OPEN and row["due_on"] >= s.occurred_on]
    live = s.file.where("dispute", lambda row: row["service_id"] in own and row["state"] not in ENDED_DISPUTES)
    if until or live:
        return {"until": max(until) if until else live[0]["id"]}
    return None

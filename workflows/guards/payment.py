"""Guards of the payment 支付."""

from __future__ import annotations

from datetime import date

from claims.calendar import Period, Unit, due
from claims.money import grouped
from claims.store.rows import Row, select_one, select_rows
from workflows import clockwork
from workflows.fund_balances import available_fen, is_funded
from workflows.locking import lock_batch
from workflows.monthly import last_month, payable_fen
from workflows.open_period import lock_balance
from workflows.payees import LIVE_PAYMENTS, account_of, counted_fen, moved_fen
from workflows.returned_sums import award_returned_fen, unpaid_fen
from workflows.roles import Role
from workflows.situation import Facts, Situation
from workflows.taking_back import placed
from workflows.versions import is_given_up, last_effective

IN_BATCH = ("batched", "sent", "paid", "returned", "unknown", "mismatch")
FUNDING_REQUIRED = "fund.funding_required"
PAYING_ITEMS = ("effective", "part_paid")
CAME_BACK = ("returned", "corrected")


def item_owes(s: Situation) -> Facts | None:
    """The item (or its month) is in effect and owes at least this sum, but for what the person had repaid of it, and no other
    payment of it lives.
    """
    item, month = s.file.find("award_item", s.data["item"]), s.data.get("month")
    if item is None or item["payer"] != "fund" or item["monthly"] != (month is not None):
        return {"item": s.data["item"]}
    rival = s.file.where(
        "payment",
        lambda row: (row["item_id"], row["month"]) == (item["id"], month) and row["state"] in LIVE_PAYMENTS,
    )
    if month is not None:
        owed = payable_fen(s.file, item, month)
    else:
        owed = unpaid_fen(s.file, item) if item["state"] in PAYING_ITEMS else 0
    repaid_fen = s.data.get("repaid_fen") or 0
    fits = 0 < s.data["amount_fen"] <= max(0, owed) + repaid_fen
    return None if not rival and fits else {"item": item["id"]}


def account_approved(s: Situation) -> Facts | None:
    """The beneficiary's account has been approved by an officer who is not a cashier."""
    item = s.file.find("award_item", s.data["item"])
    return None if item and account_of(s.file, item["beneficiary"]) else {"item": s.data["item"]}


def account_unchanged(s: Situation) -> Facts | None:
    """The account is still the approved one."""
    account = account_of(s.file, s.subject["beneficiary"])
    return None if account and account["account_hash"] == s.subject["account_hash"] else {}


def account_rested(s: Situation) -> Facts | None:
    """An account that replaced another rests before money goes to it, so that its owner can object."""
    account = account_of(s.file, s.subject["beneficiary"])
    if account is None or account["generation"] == 1:
        return None
    until = _rested_on(s, account)
    return None if s.occurred_on >= until else {"until": until}


def batch_open(s: Situation) -> Facts | None:
    """The batch exists and is not sealed; its row stays locked, so that it cannot be sealed meanwhile."""
    batch = lock_batch(s.connection, s.data["batch_no"])
    return None if batch and not batch["sealed"] else {"batch": s.data["batch_no"]}


def batch_not_released(s: Situation) -> Facts | None:
    """The batch has not been released; taking a payment out of a sealed one opens the seal."""
    batch = _batch(s)
    return None if batch and batch["released_on"] is None else {"batch": s.subject["batch_no"]}


def batch_sealed_as_seen(s: Situation) -> Facts | None:
    """The batch is sealed, its hash, count and sum are those the releaser saw, and they are those of its payments."""
    batch = _batch(s)
    if not batch or not batch["sealed"]:
        return {"batch": s.subject["batch_no"]}
    seen = (s.data["sha256"], s.data["count"], s.data["sum_fen"])
    inside = [row for row in select_rows(s.connection, "payment", batch_no=batch["no"]) if row["state"] in IN_BATCH]
    now = (batch["sha256"], len(inside), sum(row["amount_fen"] for row in inside))
    as_sealed = now == (batch["sha256"], batch["count"], batch["sum_fen"])
    return None if seen == now and as_sealed else {"batch": batch["no"]}


def released_by_another(s: Situation) -> Facts | None:
    """The releaser is another natural person than the maker of the batch."""
    batch = _batch(s)
    maker = select_one(s.connection, "account", username=batch["made_by"]) if batch else None
    return {"maker": batch["made_by"]} if batch and maker and maker["id_index"] == s.actor.id_index else None


def releaser_did_not_approve(s: Situation) -> Facts | None:
    """Neither the maker nor the releaser of a batch approved an award of the case."""
    batch = _batch(s)
    maker = select_one(s.connection, "account", username=batch["made_by"]) if batch else None
    hands = {s.actor.id_index, maker["id_index"] if maker else ""}
    signed = {
        row["id_index"] for row in s.file.rows("signature") if row["step"] in ("approve", "vote") and row["valid"]
    }
    return {} if hands & signed else None


def balance_covers(s: Situation) -> Facts | None:
    """The account holds what the batch sends, besides what is still with the bank.

    The guard holds from the first recorded funding on; without any only where the rules ask for funding. Releases wait
    for each other, so that two of them do not spend the same money.
    """
    funded = is_funded(s.connection)
    if not funded and not s.rules.at(FUNDING_REQUIRED, s.occurred_on).value:
        return None
    lock_balance(s.connection)
    inside = select_rows(s.connection, "payment", batch_no=s.subject["batch_no"])
    needed = sum(row["amount_fen"] for row in inside if row["state"] == "batched")
    available = available_fen(s.connection)
    return None if needed <= available else {"needed_fen": needed, "available_fen": available}


def batch_goes_whole(s: Situation) -> Facts | None:
    """Every payment that still waits in the batch leaves in this transaction: the bank has one file, and pays all of it."""
    inside = select_rows(s.connection, "payment", batch_no=s.subject["batch_no"])
    leaving = {s.subject["id"], *s.together}
    left = [row["id"] for row in inside if row["state"] == "batched" and row["id"] not in leaving]
    return {"payment": left[0]} if left else None


def database_not_older(s: Situation) -> Facts | None:
    """No seal is known outside that the database does not have: after a restore money might be sent a second time."""
    return s.lost_head()


def _batch(s: Situation) -> Row | None:
    return lock_batch(s.connection, s.subject["batch_no"]) if s.subject["batch_no"] else None


def bank_answer_overdue(s: Situation) -> Facts | None:
    """The bank should have answered by now."""
    running = clockwork.open_clocks(s.file, "bank_answer", s.subject["id"])
    if not running:
        return {"due": "—"}
    return None if running[0]["due_on"] < s.occurred_on else {"due": running[0]["due_on"]}


def bank_ref_unused(s: Situation) -> Facts | None:
    """The bank's reference has not been booked before."""
    used = select_one(s.connection, "payment", bank_ref=s.data["bank_ref"])
    return {"payment": used["id"]} if used and used["id"] != s.subject["id"] else None


def amount_equal(s: Situation) -> Facts | None:
    """The bank paid the sum that was ordered."""
    return None if s.data["amount_fen"] == s.subject["amount_fen"] else {"ordered_fen": s.subject["amount_fen"]}


def amount_differs(s: Situation) -> Facts | None:
    """The bank paid another sum than was ordered."""
    return None if s.data["amount_fen"] != s.subject["amount_fen"] else {}


def resolved_paid(s: Situation) -> Facts | None:
    """The inquiry found the payment made."""
    return _resolved(s, "paid")


def resolved_part_paid(s: Situation) -> Facts | None:
    """The inquiry found less paid than was ordered."""
    return _resolved(s, "part_paid")


def resolved_overpaid(s: Situation) -> Facts | None:
    """The inquiry found more paid than was ordered."""
    return _resolved(s, "overpaid")


def found_part_paid(s: Situation) -> Facts | None:
    """What was found is a part of what was ordered: more than nothing, and less than all."""
    ordered_fen = s.subject["amount_fen"]
    return None if 0 < s.data["paid_fen"] < ordered_fen else {"ordered": grouped(ordered_fen)}


def found_overpaid(s: Situation) -> Facts | None:
    """What was found is more than what was ordered."""
    ordered_fen = s.subject["amount_fen"]
    return None if s.data["paid_fen"] > ordered_fen else {"ordered": grouped(ordered_fen)}


def resolved_returned(s: Situation) -> Facts | None:
    """The inquiry found the money back."""
    return _resolved(s, "returned")


def resolved_unknown(s: Situation) -> Facts | None:
    """The inquiry found nothing certain."""
    return _resolved(s, "unknown")


def _resolved(s: Situation, result: str) -> Facts | None:
    return None if s.scratch.get("raw", {}).get("result") == result else {}


def no_rival_payment(s: Situation) -> Facts | None:
    """No other payment of the item, or of its month, is on its way: what comes back now would be a second one that waits."""
    of_this = (s.subject["item_id"], s.subject["month"])
    rivals = s.file.where(
        "payment", lambda row: (row["item_id"], row["month"]) == of_this and row["state"] in LIVE_PAYMENTS
    )
    others = [row["id"] for row in rivals if row["id"] != s.subject["id"]]
    return {"payment": others[0]} if others else None


def new_account_approved(s: Situation) -> Facts | None:
    """The corrected account is the approved one of the beneficiary, and another than the one that failed."""
    account = account_of(s.file, s.subject["beneficiary"])
    right = account and account["id"] == s.data["account_id"] and account["account_hash"] != s.subject["account_hash"]
    return None if right else {"account": s.data["account_id"]}


def account_cooled(s: Situation) -> Facts | None:
    """A changed account rests before money goes to it, so that its owner can object."""
    account = s.file.find("payee_account", s.data["account_id"])
    if account is None:
        return {"until": "—"}
    until = _rested_on(s, account)
    return None if s.occurred_on >= until else {"until": until}


def _rested_on(s: Situation, account: Row) -> date:
    limit = s.rules.at("limits.account_cooling", s.occurred_on)
    return due(account["approved_on"], Period(limit.as_int(), Unit(limit.unit)), s.calendar).on


def item_no_longer_pays(s: Situation) -> Facts | None:
    """The item has been changed, revoked, waived or passed on, owes less by now, or stops before the month; only then.

    What came back of a benefit that is still owed is cancelled by the system alone, which pays it in another way.
    """
    item = s.file.find("award_item", s.subject["item_id"])
    if item is not None and s.subject["month"] is not None and _beyond_end(s, item):
        return None
    if item is not None and s.subject["month"] is None and s.subject["state"] in CAME_BACK:
        return _no_version_pays(s, item)
    passed_on = item is not None and item["beneficiary"] != s.subject["beneficiary"]
    ended = item is not None and item["state"] in ("superseded", "revoked", "waived", "ended")
    less = item is not None and counted_fen(s.subject) > _owed_fen(s, item)
    return None if passed_on or ended or less else {"item": s.subject["item_id"]}


def _beyond_end(s: Situation, item: Row) -> bool:
    last = last_month(s.claim, item)
    return last is not None and bool(s.subject["month"] > last)


def _owed_fen(s: Situation, item: Row) -> int:
    """What the item of the payment, or the month of it, still owes."""
    month = s.subject["month"]
    return payable_fen(s.file, item, month) if month else int(item["awarded_fen"] - item["paid_fen"])


def _no_version_pays(s: Situation, item: Row) -> Facts | None:
    last = last_effective(s.file, item)
    if last is None or is_given_up(s.file, item):
        return None
    overtaken = last["id"] != item["id"] or last["state"] == "superseded"
    if s.role is Role.SYSTEM and overtaken:
        return None
    passed_on = last["beneficiary"] != s.subject["beneficiary"]
    less = award_returned_fen(s.file, s.subject) > last["awarded_fen"] - last["paid_fen"]
    return None if last["state"] != "superseded" and (passed_on or less) else {"item": last["id"]}


def return_is_paid_again(s: Situation) -> Facts | None:
    """Some of what comes back is owed again: it waits for a right account."""
    return None if placed(s.file, s.subject, moved_fen(s.subject)).is_owed else {}


def return_is_kept(s: Situation) -> Facts | None:
    """Nobody is owed what comes back: it makes good what had been paid too much."""
    return {} if placed(s.file, s.subject, moved_fen(s.subject)).is_owed else None

"""Effects of the recovery 追回: what it posts, the plan of instalments, and the clocks of who owes."""

from __future__ import annotations

from datetime import timedelta

from claims.ledger import Account
from claims.months import month_of, moved
from claims.receivables import instalments, unpaid
from claims.store.rows import Row
from workflows import clockwork
from workflows.machines.recovery import REGRADED, RETURNED, REVOKED, SET_OFF_GROUNDS
from workflows.monthly import instalment_of, owed_fen
from workflows.overpayments import undecided_of
from workflows.posting import post
from workflows.recipients import PERSON
from workflows.recoveries import (
    LESSENED,
    item_of,
    outstanding_fen,
    overpaid_fen,
    plan_of,
    settled_fen,
    standing_fen,
    who_was_overpaid,
)
from workflows.situation import Situation
from workflows.versions import benefit_of

BY_CONSENT, BY_DECISION = SET_OFF_GROUNDS
UNSENT = ("pending", "held")
ANOTHER = "beneficiary"  # whose period runs where that is not the claimant


def recover_overpaid(s: Situation) -> None:
    """What a move has found to be overpaid is followed up at once, so that nobody has to remember it."""
    ground = REVOKED if s.move.trigger == "revoke" else REGRADED
    for whom in dict.fromkeys(row["beneficiary"] for row in s.postings if row["entry"] == "overpaid"):
        if undecided_of(s.file.rows("recovery"), s.subject["id"], whom) is None:
            s.then(f"{s.file.no}/recovery", "open", item=s.subject["id"], ground=ground, beneficiary=whom)


def open_recovery(s: Situation) -> None:
    """The recovery of what stands on 1104 for the item."""
    item = item_of(s.file, s.data["item"])
    whom = s.data.get("beneficiary") or who_was_overpaid(s.file, item)
    _open(s, item, whom, Account.OVERPAID, s.data["ground"], overpaid_fen(s.file, item["id"], whom))


def open_recovery_of_returned(s: Situation) -> None:
    """The recovery of a death benefit whose ground has gone: the person is alive."""
    item = item_of(s.file, s.data["item"])
    _open(s, item, item["beneficiary"], Account.DEATH, RETURNED, item["paid_fen"])


def _open(s: Situation, item: Row, whom: str, account: Account, ground: str, amount_fen: int) -> None:
    s.set(
        item_id=item["id"],
        beneficiary=whom,
        account=account.value,
        ground=ground,
        amount_fen=amount_fen,
        opened_on=s.occurred_on,
    )


def note_hearing(s: Situation) -> None:
    """That the person was heard, and on which paper."""
    s.set(heard_on=s.occurred_on, hearing=s.data["document"])


def note_recovery_decision(s: Situation) -> None:
    """The day of the decision, which binds from its service."""
    s.set(decided_on=s.occurred_on)


def post_recovery(s: Situation) -> None:
    """From its service on the person owes the sum, as far as it still stands: part of it may have come back meanwhile."""
    lessen_sum(s)
    s.set(effective_on=s.occurred_on)
    entry = "recovery_decided" if s.subject["account"] == Account.OVERPAID else "returned_alive"
    _post(s, entry, s.subject["amount_fen"])


def lessen_sum(s: Situation) -> None:
    """No more is claimed than still stands; what falls away is kept with the letter that names it still, so that the list of an
    earlier day can be made again.
    """
    gone = s.subject["amount_fen"] - standing_fen(s.file, s.subject)
    if gone > 0:
        s.set(amount_fen=s.subject["amount_fen"] - gone)
        _keep(s, LESSENED, gone, document=s.subject["letter_id"])


def start_repayment(s: Situation) -> None:
    """The period in which the person pays, from the service of the decision; its last day is the day it falls due."""
    s.set(due_on=clockwork.start(s, "repayment", party=_debtor(s))["due_on"])


def start_enforcement(s: Situation) -> None:
    """A court can be asked to enforce for some months only, counted from the end of the last remedy."""
    own = {row["id"] for row in s.file.rows("service") if row["letter_id"] == s.subject["letter_id"]}
    ends = [row["due_on"] for row in s.file.rows("clock") if row["subject"] in own and row["code"] == "T28"]
    clockwork.start(s, "enforcement", on=max(ends, default=s.occurred_on))


def take_recovery_back(s: Situation) -> None:
    """The decision falls; what had not come in stands undecided again, what had come in stays received."""
    if s.scratch["source"] == "owed":
        returned = s.subject["account"] != Account.OVERPAID
        _post(s, "returned_alive_withdrawn" if returned else "recovery_withdrawn", outstanding_fen(s.subject))


def keep_plan(s: Situation) -> None:
    """A new version of the plan over what is still owed; the earlier ones stay as they were agreed."""
    plan = s.subject["plan"] + 1
    parts = instalments(outstanding_fen(s.subject), s.data["count"], s.data["first_on"])
    for place, part in enumerate(parts, start=1):
        row = {
            "claim_no": s.file.no,
            "recovery_id": s.subject["id"],
            "plan": plan,
            "place": place,
            "due_on": part.due_on,
            "amount_fen": part.amount_fen,
            "agreed_on": s.occurred_on,
        }
        s.file.add("plan_part", row)
    s.set(plan=plan, plan_from_fen=settled_fen(s.subject))
    _measure_next_instalment(s)


def book_receipt(s: Situation) -> None:
    """Money of the person has come in."""
    amount = s.data["amount_fen"]
    s.set(received_fen=s.subject["received_fen"] + amount)
    _keep(s, "received", amount, bank_ref=s.data["bank_ref"])
    _post(s, "recovery_received", amount)
    _go_on(s)


def book_set_off(s: Situation) -> None:
    """A later item pays so much less, and counts as paid to that extent."""
    amount = s.data["amount_fen"]
    s.set(set_off_fen=s.subject["set_off_fen"] + amount)
    _keep(s, "set_off", amount, item_id=s.data["item"], month=s.data.get("month"), document=s.data["document"])
    _keep_back(s, "set_off", amount)
    _go_on(s)


def book_reduction(s: Situation) -> None:
    """So much is not owed any more: the bank gave the money back, or a later version of the award pays that much less."""
    amount, of = s.data["amount_fen"], item_of(s.file, s.data.get("item") or s.subject["item_id"])
    if s.data.get("payment"):
        s.set(received_fen=s.subject["received_fen"] + amount)
        _keep(s, "received", amount, item_id=of["id"], document=s.data["payment"])
        whose = {"document": s.subject["letter_id"], "beneficiary": s.subject["beneficiary"]}
        post(s, "recovery_refunded", amount, of, payment=s.file.find("payment", s.data["payment"]), **whose)
    else:
        s.set(set_off_fen=s.subject["set_off_fen"] + amount)
        _keep(s, "set_off", amount, item_id=of["id"], document=of["letter_id"])
        post(s, "recovery_counted", amount, of, beneficiary=s.subject["beneficiary"])
    _go_on(s)


def keep_monthly_terms(s: Situation) -> None:
    """From the next month that is counted on, a monthly benefit bears so much of the recovery each month."""
    ordered = "document" not in s.data
    s.set(
        monthly_item=s.data["item"],
        monthly_fen=s.data["amount_fen"],
        monthly_from=moved(month_of(s.occurred_on), 1),
        monthly_ground=BY_DECISION if ordered else BY_CONSENT,
        monthly_document=s.via if ordered else s.data["document"],
    )


def end_monthly_terms(s: Situation) -> None:
    """Nothing more is kept back; the person pays by himself again what is left, within the period of the decision."""
    s.set(monthly_fen=0)
    waits = [*clockwork.open_clocks(s.file, "repayment", s.subject["id"])]
    if not s.subject["plan"] and not waits:
        start_repayment(s)


def net_against_item(s: Situation) -> None:
    """With the person's consent the sum is kept back from what is owed anyway, without a decision."""
    amount = s.subject["amount_fen"]
    s.set(set_off_fen=amount)
    _keep(s, "set_off", amount, item_id=s.data["item"], document=s.data["document"])
    _keep_back(s, "overpaid_netted", amount)


def _keep_back(s: Situation, entry: str, amount_fen: int) -> None:
    """Post on the item that pays less; a payment that waits is made anew over what is left."""
    item, month = item_of(s.file, s.data["item"]), s.data.get("month")
    post(s, entry, amount_fen, item, document=s.data["document"])
    left = _count_as_paid(s, item, month, amount_fen)
    waiting = s.file.where(
        "payment", lambda row: (row["item_id"], row["month"]) == (item["id"], month) and row["state"] in UNSENT
    )
    for payment in waiting:
        s.then(payment["id"], "cancel", reason="已抵扣追回款")
    if waiting and left:
        of_month = {} if month is None else {"month": month}
        s.then(f"{s.file.no}/payment", "create", item=item["id"], amount_fen=left, **of_month)


def _count_as_paid(s: Situation, item: Row, month: str | None, amount_fen: int) -> int:
    """So much of the item, or of its month, counts as paid; what it still owes then."""
    if month is None:
        left = int(item["awarded_fen"] - item["paid_fen"] - amount_fen)
        s.then(item["id"], "pay_part" if left else "discharge", paid_fen=amount_fen)
        return left
    counted = instalment_of(s.file, benefit_of(s.file, item), month)
    if counted is None:
        raise LookupError(month)
    s.then(counted["id"], "set_off_month", set_off_fen=amount_fen)
    return owed_fen(counted) - amount_fen


def book_write_off(s: Situation) -> None:
    """What will not come in any more is a loss of the fund."""
    left = outstanding_fen(s.subject)
    s.set(written_off_fen=left)
    _keep(s, "written_off", left, document=s.data["document"])
    _post(s, "written_off", left)


def close_recovery(s: Situation) -> None:
    """The day on which nothing more was asked of the person."""
    s.set(closed_on=s.occurred_on)


def _post(s: Situation, entry: str, amount_fen: int) -> None:
    item, whom = item_of(s.file, s.subject["item_id"]), s.subject["beneficiary"]
    post(s, entry, amount_fen, item, document=s.subject["letter_id"], beneficiary=whom)


def _keep(
    s: Situation,
    kind: str,
    amount_fen: int,
    *,
    bank_ref: str | None = None,
    item_id: str | None = None,
    month: str | None = None,
    document: str | None = None,
) -> None:
    row = {
        "claim_no": s.file.no,
        "recovery_id": s.subject["id"],
        "kind": kind,
        "amount_fen": amount_fen,
        "bank_ref": bank_ref,
        "item_id": item_id,
        "month": month,
        "document": document,
        "received_on": s.occurred_on,
        "event_id": s.event_id,
    }
    s.file.add("recovery_receipt", row)


def _go_on(s: Situation) -> None:
    """With the last fen the recovery is settled; else the next instalment is waited for."""
    if outstanding_fen(s.subject) == 0:
        s.then(s.subject["id"], "settle")
    elif s.subject["plan"]:
        _measure_next_instalment(s)


def _measure_next_instalment(s: Situation) -> None:
    """One clock a recovery: on the oldest instalment that is not paid in full."""
    left = unpaid(plan_of(s.file, s.subject), settled_fen(s.subject) - s.subject["plan_from_fen"])
    running = clockwork.open_clocks(s.file, "instalment", s.subject["id"])
    due_on = left[0].due_on
    if any(clock["started_on"] + timedelta(days=clock["amount"]) == due_on for clock in running):
        return
    clockwork.stop(s, "instalment", subject=s.subject["id"])
    started_on = min(s.occurred_on, due_on - timedelta(days=1))
    clockwork.start(s, "instalment", on=started_on, days=(due_on - started_on).days, party=_debtor(s))


def _debtor(s: Situation) -> str:
    """Whose period runs: the claimant is reminded of it, nobody else of what another person owes."""
    return PERSON if s.subject["beneficiary"] == s.claim["claimant_id"] else ANOTHER

"""The cashier and the bank: payments leave in batches that two persons release; the bank's answers are booked."""

from __future__ import annotations

from claims.store.rows import Row
from pilot.facts import Trouble
from pilot.office import BANK, CASHIER, RELEASER, Office
from pilot.teller import place
from workflows.batches import open_batch, seal_batch

BATCH_WEEKDAYS = (1, 3)  # Tuesday and Thursday
ANSWER_DAYS, SILENT_DAYS = 1, 5
WRONG_BY_FEN = 100


def pay_and_book(office: Office) -> None:
    """The bank's answers to what was sent before, and on batch days a new batch."""
    for payment in _in_state(office, "sent", "unknown"):
        _answer(office, payment)
    if office.today.weekday() in BATCH_WEEKDAYS:
        _batch(office)


def _in_state(office: Office, *states: str) -> list[Row]:
    """The payments in these states, in the order of their cases."""
    found = [row for state in states for row in office.rows("payment", state=state)]
    return sorted(found, key=lambda row: (row["claim_no"], place(row["id"])))


def _answer(office: Office, payment: Row) -> None:
    trouble = _trouble(office, payment)
    waited = office.calendar.working_days_between(payment["sent_on"], office.today)
    if waited < (SILENT_DAYS if trouble is Trouble.SILENT else ANSWER_DAYS):
        return
    reference = f"合成流水{payment['batch_no']}-{payment['id']}"
    if trouble is Trouble.REJECTED:
        case = office.cases[payment["claim_no"]]
        reason = case.payment_trouble.reason if case.payment_trouble else ""
        office.act(BANK, payment["id"], "bank_rejected", bank_reason=reason)
    elif trouble is Trouble.MISMATCH:
        wrong = payment["amount_fen"] - WRONG_BY_FEN
        office.act(BANK, payment["id"], "bank_partial", bank_ref=reference, amount_fen=wrong)
        found = {"document": f"{reference}查询回单", "second": RELEASER}
        office.act(CASHIER, payment["id"], "resolve", result="paid", **found)
    else:
        office.act(BANK, payment["id"], "bank_paid", bank_ref=reference, amount_fen=payment["amount_fen"])


def _trouble(office: Office, payment: Row) -> Trouble | None:
    """What happens to this payment: only the first one of a case has its trouble."""
    trouble = office.cases[payment["claim_no"]].payment_trouble
    first = min((row["id"] for row in office.rows("payment", claim_no=payment["claim_no"])), key=place)
    return trouble.kind if trouble and payment["id"] == first else None


def _batch(office: Office) -> None:
    """All payments that wait go into one batch: made by the cashier, sealed, released by another person the same day."""
    waiting = _in_state(office, "pending")
    if not waiting:
        return
    office.clock.tick()
    batch_no = open_batch(office.desk, CASHIER, office.today)
    for payment in waiting:
        office.act(CASHIER, payment["id"], "batch", batch_no=batch_no)
    office.clock.tick()
    sealed = seal_batch(office.desk, CASHIER, batch_no)
    office.release(RELEASER, sealed)

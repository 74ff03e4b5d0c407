"""The cashier and the bank: payments leave in batches that two persons release; the bank's answers are booked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from claims.bank.lines import Answer, Order, Result
from claims.store.rows import Row
from pilot.facts import Trouble
from pilot.office import APPROVER, CASHIER, RELEASER, Office
from pilot.routines.funding import fund_the_batch
from pilot.teller import place
from workflows.batches import open_batch, seal_batch

BATCH_WEEKDAYS = (1, 3)  # Tuesday and Thursday
ANSWER_DAYS, SILENT_DAYS = 1, 5
WRONG_BY_FEN = 100


def pay_and_book(office: Office) -> None:
    """The bank's return file on what was sent before, and on batch days a new batch."""
    answers = [answer for payment in _in_state(office, "sent", "unknown") for answer in _answers(office, payment)]
    if answers:
        office.bank_answers(CASHIER, f"回盘-{office.today:%Y%m%d}.csv", answers)
    for payment in _in_state(office, "mismatch"):
        draft = office.propose(
            CASHIER, "resolve", [payment["id"]], result="paid", document=f"{payment['bank_ref']}查询回单"
        )
        office.act(APPROVER, draft, "approve")
    if office.today.weekday() in BATCH_WEEKDAYS:
        _batch(office)


def _in_state(office: Office, *states: str) -> list[Row]:
    """The payments in these states, in the order of their cases."""
    found = [row for state in states for row in office.rows("payment", state=state)]
    return sorted(found, key=lambda row: (row["claim_no"], place(row["id"])))


def _answers(office: Office, payment: Row) -> Iterator[Answer]:
    """The bank's line on a payment, once its day has come; what the bank carries out it enters on the account."""
    trouble = _trouble(office, payment)
    waited = office.calendar.working_days_between(payment["sent_on"], office.today)
    if waited < (SILENT_DAYS if trouble is Trouble.SILENT else ANSWER_DAYS):
        return
    order = office.order_of(payment)
    if trouble is Trouble.REJECTED:
        case = office.cases[payment["claim_no"]]
        reason = case.payment_trouble.reason if case.payment_trouble else ""
        yield answer_on(order, Result.REJECTED, office.today, reason=reason)
        return
    reference = f"合成流水{payment['batch_no']}-{payment['id']}"
    office.bank.pays(order, reference, office.today)
    wrong_fen = WRONG_BY_FEN if trouble is Trouble.MISMATCH else 0
    told = replace(order, amount_fen=order.amount_fen - wrong_fen)
    yield answer_on(told, Result.PAID, office.today, bank_ref=reference)


def answer_on(
    order: Order, result: Result, day: date, *, bank_ref: str = "", original_ref: str = "", reason: str = ""
) -> Answer:
    """A line of a return file on a payment."""
    return Answer(
        line_no=0,
        payment_id=order.payment_id,
        amount_fen=order.amount_fen,
        result=result,
        batch_no=order.batch_no,
        bank_ref=bank_ref,
        original_ref=original_ref,
        told_on=day,
        account_name=order.account_name,
        account=order.account,
        reason=reason,
    )


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
    fund_the_batch(office, batch_no, sealed.sum_fen)
    office.release(RELEASER, sealed)

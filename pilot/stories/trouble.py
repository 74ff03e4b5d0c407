"""A payment that did not simply arrive: back before or after the debit, corrected under two pairs of eyes, paid again."""

from __future__ import annotations

from claims.bank.lines import Result
from claims.store.rows import Row
from pilot.agenda import Story
from pilot.facts import PaymentTrouble, Trouble
from pilot.office import CASHIER, REVIEWER
from pilot.routines.cashier import answer_on
from pilot.stories.money import account_registered
from pilot.teller import Teller

NEW_ACCOUNT = 2
SEEN_AS = {Trouble.REJECTED: "returned", Trouble.REFUNDED: "paid"}


def paid_again(t: Teller, item: str, trouble: PaymentTrouble) -> Story:
    """What follows when the payment of `item` comes back; what the bank alone sets right needs nothing here."""
    if trouble.kind not in SEEN_AS:
        return
    yield from t.until(lambda: _payment(t, item)["state"] == SEEN_AS[trouble.kind])
    payment = _payment(t, item)
    if trouble.kind is Trouble.REFUNDED:
        yield t.after("refund")
        _refunded(t, payment, trouble.reason)
    yield from account_registered(t, NEW_ACCOUNT)
    account = max(t.rows("payee_account"), key=lambda row: int(row["generation"]))
    yield t.after("correct")
    t.act(REVIEWER, "correct_account", payment["id"], account_id=account["id"], proof="社会保障卡复印件")
    t.act(CASHIER, "reissue", payment["id"])


def _refunded(t: Teller, payment: Row, reason: str) -> None:
    """The bank gives back what it had paid, and says so in a file of its own."""
    order, reference = t.office.order_of(payment), f"{payment['bank_ref']}退"
    t.office.bank.gets_back(order, reference, t.office.today)
    refunded, today = Result.REFUNDED, t.office.today
    line = answer_on(order, refunded, today, bank_ref=reference, original_ref=payment["bank_ref"], reason=reason)
    t.office.bank_answers(CASHIER, f"退汇-{t.office.today:%Y%m%d}-{t.no}.csv", [line])


def _payment(t: Teller, item: str) -> Row:
    """The latest payment of an item; a blank one while there is none."""
    found = t.rows("payment", item_id=item)
    return max(found, key=lambda row: int(row["generation"]), default={"state": ""})

"""Money: the ledger, the award items and the payments tell one story, to the fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from claims.ledger import EXPENSE_OF, Account, balances
from claims.store.rows import Row
from workflows.checks.stored import Key, Stored
from workflows.payees import LIVE_PAYMENTS, counted_fen
from workflows.returned_sums import returned_fen

IN_TRANSIT = ("sent", "unknown", "mismatch")
CAME_BACK = ("returned", "corrected")
STANDING = ("effective", "part_paid", "discharged", "suspended")
MEMO = "9"
# What happens to a sum after it was paid: who gives it back changes neither what was awarded nor what was paid.
COMES_BACK = frozenset(
    {
        "recovery_decided",
        "recovery_withdrawn",
        "recovery_received",
        "written_off",
        "returned_alive",
        "returned_alive_withdrawn",
        "recourse_arises",
        "recourse_received",
        "recourse_credited",
        "recourse_given_up",
    }
)


def debits_equal_credits(stored: Stored) -> Iterator[str]:
    """All accounts together are nothing, and so are those of memo money by themselves."""
    found = balances(stored.rows("transfer"))
    memo = sum(amount for account, amount in found.items() if account.startswith(MEMO))
    if sum(found.values()) or memo:
        yield f"all accounts {sum(found.values())} fen, memo accounts {memo} fen"


def payable_is_never_negative(stored: Stored) -> Iterator[str]:
    """After no event is less than nothing owed on a benefit."""
    owed: Counter[Key] = Counter()
    for event_id, rows in groupby(_in_order(stored), key=lambda row: row["event_id"]):
        for row in rows:
            key = stored.lineage[row["item_id"]]
            owed[key] += row["amount_fen"] * ((row["credit"] == Account.PAYABLE) - (row["debit"] == Account.PAYABLE))
        yield from (f"{event_id}: {fen} fen payable on {key}" for key, fen in owed.items() if fen < 0)


def _in_order(stored: Stored) -> list[Row]:
    """The transfers of items in the order of the events that made them."""
    seq = {row["id"]: row["seq"] for row in stored.rows("event")}
    of_cases = [row for row in stored.rows("transfer") if row["item_id"] is not None]
    return sorted(of_cases, key=lambda row: (row["claim_no"], seq[row["event_id"]]))


def in_transit_is_what_was_sent(stored: Stored) -> Iterator[str]:
    """1003 is, to the fen, what the bank has been sent and has not answered."""
    sent = sum(row["amount_fen"] for row in stored.rows("payment") if row["state"] in IN_TRANSIT)
    booked = -stored.balance(Account.IN_TRANSIT, lambda _: True)
    if sent != booked:
        yield f"payments sent {sent} fen, account 1003 {booked} fen"


def every_award_is_accounted_for(stored: Stored) -> Iterator[str]:
    """Awarded = payable + in transit + paid − returned, on every benefit of the fund, by rows and by ledger alike."""
    for key in sorted(set(stored.lineage.values())):
        items = [
            row for row in stored.rows("award_item") if stored.lineage[row["id"]] == key and row["payer"] == "fund"
        ]
        standing = [row for row in items if row["state"] in STANDING and not row["monthly"]]
        if not standing:
            continue
        by_rows = _by_rows(stored, items, standing[-1])
        by_ledger = _by_ledger(stored, key)
        if by_rows != by_ledger:
            yield f"{key}: by rows {by_rows}, by ledger {by_ledger}"


def _by_rows(stored: Stored, items: list[Row], standing: Row) -> dict[str, int]:
    ids = {row["id"] for row in items}
    payments = [row for row in stored.rows("payment") if row["item_id"] in ids]
    transit = sum(row["amount_fen"] for row in payments if row["state"] in IN_TRANSIT)
    back = sum(returned_fen(stored, row) for row in payments if row["state"] in CAME_BACK)
    again = sum(
        row["amount_fen"] for row in payments if row["prior"] and row["state"] in ("pending", "batched", "held")
    )
    paid = standing["paid_fen"] - to_be_given_back_fen(payments)
    payable = standing["awarded_fen"] - paid - transit - back - again
    return {
        "awarded": standing["awarded_fen"],
        "payable": payable,
        "in_transit": transit,
        "returned": back + again,
        "paid": paid,
    }


def to_be_given_back_fen(payments: Iterable[Row]) -> int:
    """What the persons of these payments had repaid, and have not had again: for that much the fund has paid less."""
    return sum(int(row["repaid_fen"]) for row in payments if row["state"] in LIVE_PAYMENTS)


def _by_ledger(stored: Stored, key: Key) -> dict[str, int]:
    def of_benefit(row: Row) -> bool:
        return stored.lineage.get(row["item_id"]) == key and row["entry"] not in COMES_BACK

    overpaid = stored.balance(Account.OVERPAID, of_benefit)
    counted = -sum(stored.balance(account, of_benefit) for account in (Account.RECOVERABLE, Account.WRITTEN_OFF))
    return {
        "awarded": stored.balance(EXPENSE_OF[key[1]], of_benefit),
        "payable": -stored.balance(Account.PAYABLE, of_benefit),
        "in_transit": -stored.balance(Account.IN_TRANSIT, of_benefit),
        "returned": -stored.balance(Account.RETURNED, of_benefit),
        "paid": -stored.balance(Account.BANK, of_benefit) - overpaid + counted,
    }


def one_live_payment_a_benefit(stored: Stored) -> Iterator[str]:
    """No item, and no month of a monthly one, has two payments that live; no benefit has two on their way.

    Of a benefit that was changed, the sum and its difference can both have come back: they are paid again one by one, and so
    is what a person had repaid.
    """
    live = [row for row in stored.rows("payment") if row["state"] in LIVE_PAYMENTS]
    of_items = Counter((row["item_id"], row["month"]) for row in live)
    away = (row for row in live if row["state"] not in CAME_BACK and counted_fen(row))
    of_benefits = Counter((stored.lineage[row["item_id"]], row["month"]) for row in away)
    counted = [*of_items.items(), *of_benefits.items()]
    yield from (f"{key}: {count} live payments" for key, count in counted if count > 1)


def batches_are_what_was_sealed(stored: Stored) -> Iterator[str]:
    """The file of a sealed batch is unchanged, was released by another person, and holds its payments' sum."""
    persons = {row["username"]: row["id_index"] for row in stored.rows("account")}
    for batch in stored.rows("batch"):
        payments = [row for row in stored.rows("payment") if row["batch_no"] == batch["no"]]
        together = (len(payments), sum(row["amount_fen"] for row in payments))
        if batch["sealed"] and (batch["count"], batch["sum_fen"]) != together:
            yield f"{batch['no']}: sealed {batch['count']} payments, {batch['sum_fen']} fen; there are {together}"
        if batch["released_by"] and persons[batch["released_by"]] == persons[batch["made_by"]]:
            yield f"{batch['no']}: made and released by one person"


MONEY = {
    "debits_equal_credits": debits_equal_credits,
    "payable_is_never_negative": payable_is_never_negative,
    "in_transit_is_what_was_sent": in_transit_is_what_was_sent,
    "every_award_is_accounted_for": every_award_is_accounted_for,
    "one_live_payment_a_benefit": one_live_payment_a_benefit,
    "batches_are_what_was_sealed": batches_are_what_was_sealed,
}

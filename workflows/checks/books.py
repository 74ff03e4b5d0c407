"""The fund's books as a whole: no account where it cannot be, cash explained by expense, receivables by what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby

from claims.ledger import EXPENSE_OF, Account
from claims.store.rows import Row
from workflows.checks.stored import Stored
from workflows.recoveries import UNDECIDED, outstanding_fen, settled_fen

NEVER_CREDIT = (Account.BANK, Account.TREASURY, Account.RECOURSE, Account.RECOVERABLE, Account.OVERPAID)
NEVER_DEBIT = (Account.PAYABLE, Account.IN_TRANSIT, Account.RETURNED, Account.RECOURSE_PENDING)
FROM_OUTSIDE = frozenset({"treasury_filled", "funding", "year_end", "year_end_loss"})
Debtor = tuple[str, str]
EXPLAINS_CASH = (
    *sorted(set(EXPENSE_OF.values())),
    Account.WRITTEN_OFF,
    Account.RECOURSE,
    Account.RECOVERABLE,
    Account.OVERPAID,
    Account.PAYABLE,
    Account.RETURNED,
    Account.RECOURSE_PENDING,
    Account.IN_TRANSIT,
)


def no_account_is_where_it_cannot_be(stored: Stored) -> Iterator[str]:
    """After no event is there less than nothing on an account that holds money or claims, or a claim on one that owes.

    Money is counted on 1001 from the first funding on: before that nobody has told the books what was there.
    """
    funded = any(row["entry"] == "funding" for row in stored.rows("transfer"))
    held: Counter[str] = Counter()
    in_order = sorted(stored.rows("transfer"), key=lambda row: int(row["id"]))
    for event_id, rows in groupby(in_order, key=lambda row: row["event_id"]):
        for row in rows:
            held[row["debit"]] += row["amount_fen"]
            held[row["credit"]] -= row["amount_fen"]
        for account in NEVER_CREDIT:
            if held[account] < 0 and (funded or account not in (Account.BANK, Account.TREASURY)):
                yield f"{event_id}: {account} at {held[account]} fen"
        yield from (f"{event_id}: {account} at {held[account]} fen" for account in NEVER_DEBIT if held[account] > 0)


def cash_is_explained(stored: Stored) -> Iterator[str]:
    """Net cash out of 1001 is what expense, losses, claims and debts come to: in total, by fund tag and by benefit."""
    yield from _explained(stored, "in total", lambda _: True)
    for tag in sorted({row["fund_tag"] for row in stored.rows("transfer")}):
        yield from _explained(stored, tag, _has("fund_tag", tag))
    for item_id in sorted(stored.lineage):
        yield from _explained(stored, item_id, _has("item_id", item_id))


def _explained(stored: Stored, name: str, of_group: Callable[[Row], bool]) -> Iterator[str]:
    def counts(row: Row) -> bool:
        return of_group(row) and row["entry"] not in FROM_OUTSIDE

    cash = -stored.balance(Account.BANK, counts)
    explained = sum(stored.balance(account, counts) for account in EXPLAINS_CASH)
    if cash != explained:
        yield f"{name}: {cash} fen went out, {explained} fen are explained"


def _has(column: str, value: object) -> Callable[[Row], bool]:
    return lambda row: bool(row[column] == value)


def receivable_is_what_is_owed(stored: Stored) -> Iterator[str]:
    """1102 is, case by case and person by person, what the recoveries in force have still to bring; 1104 covers what is not
    decided yet, and nobody has less than nothing on it.
    """
    owed: Counter[Debtor] = Counter()
    undecided: Counter[Debtor] = Counter()
    for row in stored.rows("recovery"):
        if row["state"] in ("owed", "settled", "written_off") and row["effective_on"]:
            owed[_debtor(row)] += outstanding_fen(row)
        if row["state"] in UNDECIDED and row["account"] == Account.OVERPAID:
            undecided[_debtor(row)] += row["amount_fen"]
    booked, apart = _by_debtor(stored, Account.RECOVERABLE), _by_debtor(stored, Account.OVERPAID)
    for whom in sorted({*owed, *booked}):
        if booked[whom] != owed[whom]:
            yield f"{whom[0]}: recoveries {owed[whom]} fen, account 1102 {booked[whom]} fen of {whom[1]}"
    for whom in sorted({*undecided, *apart}):
        if apart[whom] < undecided[whom]:
            yield f"{whom[0]}: {undecided[whom]} fen to be decided, account 1104 {apart[whom]} fen of {whom[1]}"


def _debtor(row: Row) -> Debtor:
    return str(row["claim_no"]), str(row["beneficiary"])


def _by_debtor(stored: Stored, account: Account) -> Counter[Debtor]:
    """What stands on an account of claims, by case and person."""
    found: Counter[Debtor] = Counter()
    for row in stored.rows("transfer"):
        if row["item_id"] is not None:
            found[_debtor(row)] += row["amount_fen"] * ((row["debit"] == account) - (row["credit"] == account))
    return found


def receipts_and_plans_add_up(stored: Stored) -> Iterator[str]:
    """What settled a recovery is what its receipts say, and its plan comes to what was owed when it was agreed."""
    for row in stored.rows("recovery"):
        receipts = [one for one in stored.rows("recovery_receipt") if one["recovery_id"] == row["id"]]
        for kind, column in (
            ("received", "received_fen"),
            ("set_off", "set_off_fen"),
            ("written_off", "written_off_fen"),
        ):
            kept = sum(one["amount_fen"] for one in receipts if one["kind"] == kind)
            if kept != row[column]:
                yield f"{row['id']}: {kind} {row[column]} fen, receipts {kept} fen"
        plan = [
            one for one in stored.rows("plan_part") if (one["recovery_id"], one["plan"]) == (row["id"], row["plan"])
        ]
        planned = sum(one["amount_fen"] for one in plan)
        if row["plan"] and planned != row["amount_fen"] - row["plan_from_fen"]:
            yield f"{row['id']}: plan {row['plan']} comes to {planned} fen, {settled_fen(row)} fen are settled"


BOOKS = {
    "no_account_is_where_it_cannot_be": no_account_is_where_it_cannot_be,
    "cash_is_explained": cash_is_explained,
    "receivable_is_what_is_owed": receivable_is_what_is_owed,
    "receipts_and_plans_add_up": receipts_and_plans_add_up,
}

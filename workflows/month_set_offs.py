"""What a recovery keeps back of a monthly benefit 按月抵扣, month by month: how much a month can bear, and what has fallen due.

A set-off counts as paid on the month that bears it, so its payment is what is left. What stays for the person in a month,
over all that the fund owes him monthly on the case, is never below the floor of the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from claims.receivables import most_to_set_off
from claims.rules import Rules
from claims.store.rows import Row, select_rows
from workflows.due import Due, StoredRows
from workflows.monthly import is_check_overdue, owed_fen, payable_fen, payments_of
from workflows.payees import LIVE_PAYMENTS, claim_can_pay
from workflows.recoveries import outstanding_fen
from workflows.versions import CaseRows, versions_of

FLOOR = "fund.set_off_floor"
RUNS = ("approved", "effective", "suspended")
COUNTS = ("due", "paid")
STOPPED = "待遇已经停止或者终止"


def floor_fen(rules: Rules, day: date) -> int:
    """What must stay for a person each month, in fen."""
    return rules.at(FLOOR, day).as_int()


def left_fen(file: CaseRows, beneficiary: str, month: str) -> int:
    """What the fund's monthly benefits leave the person in a month, less what is set off already; paid or still to be paid."""
    own = {row["id"] for row in file.rows("award_item") if row["beneficiary"] == beneficiary}
    months = (row for row in file.rows("instalment") if row["month"] == month and row["item_id"] in own)
    return sum(row["amount_fen"] - row["set_off_fen"] for row in months if row["state"] in COUNTS)


def bears_fen(file: CaseRows, item: Row, month: str, floor: int, kept_fen: int = 0, kept_of_person_fen: int = 0) -> int:
    """The most that can still be kept back of a month of the item; `kept_*` is what is being kept back besides."""
    owed = payable_fen(file, item, month) - kept_fen
    left = left_fen(file, item["beneficiary"], month) - kept_of_person_fen
    return min(max(0, owed), most_to_set_off(left, left, floor))


def month_set_offs(connection: Connection, *, rules: Rules, day: date, until: str) -> Iterator[Due]:
    """The months up to `until` of which recoveries keep something back, and the terms that have come to their end."""
    kept: Counter[tuple[str, str]] = Counter()
    floor = floor_fen(rules, day)
    recoveries = [row for row in select_rows(connection, "recovery", state="owed") if row["monthly_fen"]]
    for recovery in sorted(recoveries, key=lambda row: (row["effective_on"], row["claim_no"], _place(row))):
        file = StoredRows(connection, recovery["claim_no"])
        version, left = int(recovery["version"]), outstanding_fen(recovery)
        for item, month in _months_to_bear(file, recovery, rules, day, until):
            of_month, of_person = (item["id"], month), (f"{file.no} {item['beneficiary']}", month)
            most = bears_fen(file, item, month, floor, kept[of_month], kept[of_person])
            amount = min(left, recovery["monthly_fen"], most)
            if amount <= 0:
                continue
            kept.update({of_month: amount, of_person: amount})
            left -= amount
            yield Due(recovery["id"], version, "set_off", day, _terms(recovery, item, month, amount))
            version += 1
        if left and not _goes_on(file, recovery):
            yield Due(recovery["id"], version, "stop_monthly", day, (("reason", STOPPED),))


def _place(row: Row) -> int:
    return int(row["id"].rpartition("-")[2])


def _terms(recovery: Row, item: Row, month: str, amount_fen: int) -> tuple[tuple[str, object], ...]:
    return (
        ("item", item["id"]),
        ("month", month),
        ("amount_fen", amount_fen),
        ("ground", recovery["monthly_ground"]),
        ("document", recovery["monthly_document"]),
    )


def _months_to_bear(file: StoredRows, recovery: Row, rules: Rules, day: date, until: str) -> Iterator[tuple[Row, str]]:
    """The months of the benefit that could be paid now and have no payment yet, the oldest first, once the letter has been
    served; what waits for a check of the right, for heirs or a court is not kept back either.
    """
    claim = file.claim()
    if not is_told(file, recovery):
        return
    items = {row["id"]: row for row in file.rows("award_item")}
    versions = versions_of(file, items[recovery["monthly_item"]])
    rows = [row for row in file.rows("instalment") if row["item_id"] in versions and row["state"] == "due"]
    for row in sorted(rows, key=lambda one: str(one["month"])):
        item, month = items[row["item_id"]], str(row["month"])
        paying = any(one["state"] in LIVE_PAYMENTS for one in payments_of(file, row["benefit"], month))
        own = item["beneficiary"] == recovery["beneficiary"]
        pays = claim_can_pay(file, claim, item) and not is_check_overdue(rules, item, day) and not paying
        if recovery["monthly_from"] <= month <= until and own and owed_fen(row) and pays:
            yield item, month


def is_told(file: CaseRows, recovery: Row) -> bool:
    """Whether the letter with the terms has been served on the person: before that nothing is kept back."""
    wanted = (recovery["monthly_letter"], recovery["beneficiary"], "served")
    return any((row["letter_id"], row["recipient"], row["state"]) == wanted for row in file.rows("service"))


def _goes_on(file: CaseRows, recovery: Row) -> bool:
    """Whether the benefit still runs for the person, or still owes a month."""
    items = {row["id"]: row for row in file.rows("award_item")}
    versions = versions_of(file, items[recovery["monthly_item"]])
    own = [items[one] for one in versions if items[one]["beneficiary"] == recovery["beneficiary"]]
    owing = {row["item_id"] for row in file.rows("instalment") if row["state"] == "due"}
    return any(item["state"] in RUNS or item["id"] in owing for item in own)

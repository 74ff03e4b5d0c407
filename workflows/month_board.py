"""The run of a month on demand, and what waits among the monthly benefits: months unpaid and why, rights to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from claims.errors import Refused
from claims.formulas.items import KINDS, ItemCode
from claims.months import read_month
from claims.store.rows import Row, select_one
from claims.store.tables import table
from workflows.due import StoredRows
from workflows.monthly import check_due_on, is_check_overdue, latest_month, owed_fen
from workflows.monthly_run import month_finders
from workflows.payees import LIVE_PAYMENTS, account_of, claim_can_pay
from workflows.sweep import make_moves
from workflows.transaction import Desk, reading

RUNNING = ("effective", "suspended")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a benefit as the run leaves it; `waits_for` is the code of why it is not on its way to the bank."""

    claim_no: str
    item_id: str
    code: str
    month: str
    state: str
    amount_fen: int
    owed_fen: int
    waits_for: str

    @property
    def label(self) -> str:
        """What the benefit is called."""
        return KINDS[ItemCode(self.code)].label


@dataclass(frozen=True, slots=True)
class Ran:
    """What the run of a month did: moves made, what was refused (target, trigger, code), and how the month stands."""

    made: int
    refused: tuple[tuple[str, str, str], ...]
    set_aside: tuple[str, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A running benefit whose right is to be checked: until when, and whether that day is over."""

    claim_no: str
    item_id: str
    code: str
    checked_on: date
    due_on: date
    overdue: bool

    @property
    def label(self) -> str:
        """What the benefit is called."""
        return KINDS[ItemCode(self.code)].label


def run_month(desk: Desk, month: str, day: date) -> Ran:
    """Count the months up to `month` and create their payments, as the sweep does; a second time changes nothing.

    Raises BadInput for what is no month, Refused for one whose day of the run has not come.
    """
    if read_month(month) > latest_month(desk.rules, day):
        raise Refused("month_not_to_run_yet", month=month, day=desk.rules.at("monthly.run_day", day).as_int())
    faults: list[str] = []
    made, refused = make_moves(desk, month_finders(desk.rules, day, month), faults)
    return Ran(made, tuple(refused), tuple(faults), tuple(months(desk, month, day)))


def months(desk: Desk, month: str, day: date) -> list[Month]:
    """How `month` stands on every benefit, case by case."""
    instalment, item = table("instalment"), table("award_item")
    counted = (
        select(instalment, item.c.code)
        .join(item, item.c.id == instalment.c.item_id)
        .where(instalment.c.month == month, instalment.c.state.in_(("due", "paid", "lapsed")))
        .order_by(instalment.c.claim_no, instalment.c.id)
    )
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(counted).mappings()]
        return [_month(desk, connection, row, day) for row in rows]


def _month(desk: Desk, connection: Connection, row: Row, day: date) -> Month:
    waits_for = _waits_for(desk, connection, row, day) if row["state"] == "due" else ""
    named = (row["claim_no"], row["item_id"], row["code"], row["month"], row["state"])
    return Month(*named, int(row["amount_fen"]), owed_fen(row), waits_for)


def _waits_for(desk: Desk, connection: Connection, row: Row, day: date) -> str:
    file = StoredRows(connection, row["claim_no"])
    item = next(one for one in file.rows("award_item") if one["id"] == row["item_id"])
    of_month = [one for one in file.rows("payment") if (one["item_id"], one["month"]) == (item["id"], row["month"])]
    if any(one["state"] in LIVE_PAYMENTS for one in of_month):
        return ""
    if is_check_overdue(desk.rules, item, day):
        return "waits_for_check"
    if account_of(file, item["beneficiary"]) is None:
        return "waits_for_account"
    claim = select_one(connection, "claim", no=row["claim_no"]) or {}
    return "" if claim_can_pay(file, claim, item) else "waits_for_decision"


def checks(desk: Desk, day: date, within_days: int) -> list[Check]:
    """The running monthly benefits whose right is to be checked within so many days, the earliest first."""
    item = table("award_item")
    running = select(item).where(item.c.monthly, item.c.state.in_(RUNNING), item.c.effective_on.is_not(None))
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(running.order_by(item.c.id)).mappings()]
    found = []
    for row in rows:
        due_on = check_due_on(desk.rules, row)
        if due_on is not None and due_on <= day + timedelta(days=within_days):
            checked_on = row["checked_on"] or row["effective_on"]
            found.append(Check(row["claim_no"], row["id"], row["code"], checked_on, due_on, due_on < day))
    return sorted(found, key=lambda one: (one.due_on, one.item_id))

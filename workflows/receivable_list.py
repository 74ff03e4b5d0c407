"""Who owes the fund what, and for how long; and what the fund owes to nobody who could take it. As of a day that is over.

Everything is read from rows that only grow or bear their day, so that the list of a day in the past can be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from claims.errors import words
from claims.ledger import Account
from claims.receivables import Instalment, age_of, aged, unpaid
from claims.store.rows import Row, select_rows
from claims.store.tables import table
from workflows.machines.recourse import TABLE as RECOURSE
from workflows.machines.recovery import TABLE
from workflows.monthly import owed_fen
from workflows.overpayments import SetApart, set_apart
from workflows.recoveries import LESSENED
from workflows.transaction import Desk, reading

OWING_ITEMS = ("effective", "part_paid")
POSTED = table("transfer")
OVERPAID_POSTINGS = select(POSTED).where(
    or_(POSTED.c.debit == Account.OVERPAID, POSTED.c.credit == Account.OVERPAID), POSTED.c.item_id.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Receivable:
    """One sum that is to come back: on which account it stands, since when, and its unpaid parts by age, in fen.

    `number` is that of the recovery or recourse; where nobody has opened one yet, that of the item, and `why` says why not.
    """

    claim_no: str
    number: str
    account: str
    state: str
    since: date
    amount_fen: int
    left_fen: int
    by_age_fen: dict[str, int]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A benefit that is owed to a person who has died, and that nobody has inherited on the case."""

    claim_no: str
    item_id: str
    code: str
    died_on: date
    owed_fen: int
    age: str


def receivables(desk: Desk, day: date) -> tuple[Receivable, ...]:
    """What is owed to the fund on `day`: decided and not come in (1102), paid too much and not decided (1104, also where
    no recovery covers it yet), and what third parties have not paid back (1101).
    """
    with reading(desk) as connection:
        recoveries = select_rows(connection, "recovery")
        receipts = select_rows(connection, "recovery_receipt")
        plans = select_rows(connection, "plan_part")
        rights = select_rows(connection, "recourse")
        paid = select_rows(connection, "recourse_receipt")
        postings = [dict(row) for row in connection.execute(OVERPAID_POSTINGS).mappings()]
    settled = [row for row in receipts if row["kind"] != LESSENED]
    then = [_as_of(row, receipts, day) for row in recoveries]
    rows = [_receivable(row, settled, plans, day) for row in then if row["opened_on"] <= day]
    rows.extend(_uncovered(one, day) for one in set_apart(postings, then, day) if one.left_fen > 0)
    rows.extend(_of_third_party(row, paid, day) for row in rights if row["arose_on"] <= day)
    return tuple(sorted((row for row in rows if row is not None), key=lambda row: (row.account, row.since, row.number)))


def _as_of(recovery: Row, receipts: list[Row], day: date) -> Row:
    """The recovery with the sum that it had on `day`, before what fell away of it later."""
    later = (
        row["amount_fen"]
        for row in receipts
        if (row["recovery_id"], row["kind"]) == (recovery["id"], LESSENED) and row["received_on"] > day
    )
    return {**recovery, "amount_fen": recovery["amount_fen"] + sum(later)}


def _uncovered(found: SetApart, day: date) -> Receivable:
    """A sum that was paid too much and that no recovery covers, as old as it has stood there."""
    by_age = aged([Instalment(found.since, found.left_fen)], day)
    whole, left, account = found.standing_fen, found.left_fen, Account.OVERPAID.value
    state, why = words("overpaid_not_opened"), words(found.why)
    return Receivable(found.claim_no, found.item_id, account, state, found.since, whole, left, by_age, why)


def _of_third_party(recourse: Row, receipts: list[Row], day: date) -> Receivable | None:
    """What a third party has not paid back; it is due from the day on which the right arose."""
    own = [row for row in receipts if row["recourse_id"] == recourse["id"] and row["received_on"] <= day]
    left = recourse["amount_fen"] - sum(row["amount_fen"] for row in own)
    given_up = recourse["state"] == "given_up" and recourse["closed_on"] <= day
    if left == 0 or given_up:
        return None
    since = recourse["arose_on"]
    return Receivable(
        recourse["claim_no"],
        recourse["id"],
        Account.RECOURSE.value,
        RECOURSE.states[recourse["state"]],
        since,
        recourse["amount_fen"],
        left,
        aged([Instalment(since, left)], day),
    )


def _receivable(recovery: Row, receipts: list[Row], plans: list[Row], day: date) -> Receivable | None:
    if recovery["effective_on"] is None or recovery["effective_on"] > day:
        return _undecided(recovery, day)
    own = [row for row in receipts if row["recovery_id"] == recovery["id"] and row["received_on"] <= day]
    withdrawn = recovery["state"] == "withdrawn" and recovery["closed_on"] <= day
    left = recovery["amount_fen"] - sum(row["amount_fen"] for row in own)
    if withdrawn or left == 0:
        return None
    parts = tuple(_parts(recovery, own, plans, day))
    return _told(recovery, Account.RECOVERABLE, recovery["effective_on"], left, aged(parts, day))


def _undecided(recovery: Row, day: date) -> Receivable | None:
    if recovery["closed_on"] is not None and recovery["closed_on"] <= day:
        return None
    since = recovery["opened_on"]
    by_age = aged([Instalment(since, recovery["amount_fen"])], day)
    return _told(recovery, Account.OVERPAID, since, recovery["amount_fen"], by_age)


def _parts(recovery: Row, receipts: list[Row], plans: list[Row], day: date) -> Iterator[Instalment]:
    """What is unpaid by the plan that was in force on `day`; without one the whole, due by the decision."""
    agreed = [row for row in plans if row["recovery_id"] == recovery["id"] and row["agreed_on"] <= day]
    settled = sum(row["amount_fen"] for row in receipts)
    if not agreed:
        yield from unpaid([Instalment(recovery["due_on"], recovery["amount_fen"])], settled)
        return
    last = max(row["plan"] for row in agreed)
    plan = sorted((row for row in agreed if row["plan"] == last), key=lambda row: int(row["place"]))
    before = recovery["amount_fen"] - sum(row["amount_fen"] for row in plan)
    yield from unpaid([Instalment(row["due_on"], row["amount_fen"]) for row in plan], settled - before)


def _told(recovery: Row, account: Account, since: date, left_fen: int, by_age_fen: dict[str, int]) -> Receivable:
    return Receivable(
        recovery["claim_no"],
        recovery["id"],
        account.value,
        TABLE.states[recovery["state"]],
        since,
        recovery["amount_fen"],
        left_fen,
        by_age_fen,
    )


def unclaimed(desk: Desk, day: date) -> tuple[Unclaimed, ...]:
    """The benefits that a dead person had still to receive on the case and that no heir has taken over, oldest first."""
    with reading(desk) as connection:
        found = list(_unclaimed(connection, day))
    return tuple(sorted(found, key=lambda row: (row.died_on, row.item_id)))


def _unclaimed(connection: Connection, day: date) -> Iterator[Unclaimed]:
    dead = [row for row in select_rows(connection, "claim") if row["death_on"] and row["death_on"] <= day]
    for claim in dead:
        months = select_rows(connection, "instalment", claim_no=claim["no"], state="due")
        for item in select_rows(connection, "award_item", claim_no=claim["no"], beneficiary=claim["person_id"]):
            owed = _still_owed_fen(item, months) if item["payer"] == "fund" else 0
            age = age_of(claim["death_on"], day)
            if owed > 0:
                yield Unclaimed(claim["no"], item["id"], item["code"], claim["death_on"], owed, age)


def _still_owed_fen(item: Row, months: Iterable[Row]) -> int:
    """What an item owes still: of one that is paid monthly its months that are due, whatever has become of it since."""
    if item["monthly"]:
        return sum(owed_fen(row) for row in months if row["item_id"] == item["id"])
    return int(item["awarded_fen"] - item["paid_fen"]) if item["state"] in OWING_ITEMS else 0

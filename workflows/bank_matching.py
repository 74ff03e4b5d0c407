"""The books against the account: cash movements of the ledger and of the bank's statement, matched by reference and sum.

What one side has and the other has not is listed with its age. Account 1001 is the statement's movements, more or less
what is listed: that holds by construction, and a difference that stays unexplained is in the list.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.ledger import Account
from claims.store.rows import select_rows
from claims.store.tables import table
from workflows.transaction import Desk, reading

AGES = ((7, "0—7日"), (30, "8—30日"), (90, "31—90日"))
OLDEST = "90日以上"
WITH_REF = ("bank_paid", "bank_partial", "bank_refund", "overpaid_returned", "receive")
BY_LINE = ("note_overpaid", "confirm_late", "refund_in_part", "refund_with_overpaid")
RECEIVES = ("recovery", "recourse")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CashMove:
    """Money that moved on one side under one reference: which way (`in`, `out`), how much (fen), when, and where it stands."""

    ref: str
    direction: str
    amount_fen: int
    day: date
    places: tuple[str, ...]

    @property
    def signed_fen(self) -> int:
        """The sum as it changes the balance."""
        return self.amount_fen if self.direction == "in" else -self.amount_fen

    def age(self, day: date) -> str:
        """How long it has been waiting on `day`, in one of four buckets."""
        days = (day - self.day).days
        return next((name for most, name in AGES if days <= most), OLDEST)

    def as_json(self, day: date) -> dict[str, object]:
        """The movement as plain data."""
        return {
            "ref": self.ref,
            "direction": self.direction,
            "amount_fen": self.amount_fen,
            "day": self.day.isoformat(),
            "age": self.age(day),
            "places": list(self.places),
        }


@dataclass(frozen=True, slots=True)
class Matching:
    """Both sides up to a day, in fen: their movements summed, how many agree, and what only one of them has."""

    ledger_fen: int
    statement_fen: int
    matched: int
    in_books_only: tuple[CashMove, ...]
    at_bank_only: tuple[CashMove, ...]

    @property
    def holds(self) -> bool:
        """Whether 1001 less what the bank has not told is the statement less what is not booked."""
        books = self.ledger_fen - sum(one.signed_fen for one in self.in_books_only)
        return books == self.statement_fen - sum(one.signed_fen for one in self.at_bank_only)


def match(desk: Desk, day: date) -> Matching:
    """The cash movements of the ledger and the statement, up to and including `day`."""
    with reading(desk) as connection:
        booked = _together(_booked(connection, day))
        told = _together(_told(connection, day))
    same = {key for key in booked.keys() & told.keys() if booked[key].amount_fen == told[key].amount_fen}
    return Matching(
        sum(one.signed_fen for one in booked.values()),
        sum(one.signed_fen for one in told.values()),
        len(same),
        _others(booked, same),
        _others(told, same),
    )


def _others(found: dict[Key, CashMove], same: set[Key]) -> tuple[CashMove, ...]:
    return tuple(sorted((one for key, one in found.items() if key not in same), key=lambda one: (one.day, one.ref)))


def _together(moves: Iterable[CashMove]) -> dict[Key, CashMove]:
    """The movements under one reference and direction as one: the bank pays in one sum what is booked in two."""
    found: dict[Key, list[CashMove]] = defaultdict(list)
    for one in moves:
        found[one.ref, one.direction].append(one)
    return {
        key: CashMove(
            *key,
            sum(one.amount_fen for one in parts),
            min(one.day for one in parts),
            tuple(place for one in parts for place in one.places),
        )
        for key, parts in found.items()
    }


def _told(connection: Connection, day: date) -> Iterable[CashMove]:
    for row in select_rows(connection, "statement_line"):
        if row["day"] <= day:
            yield CashMove(row["bank_ref"], row["direction"], row["amount_fen"], row["day"], (row["id"],))


def _booked(connection: Connection, day: date) -> Iterable[CashMove]:
    refs = cash_references(connection)
    for row in select_rows(connection, "transfer", cash=True):
        if row["value_on"] <= day:
            direction = "in" if row["debit"] == Account.BANK else "out"
            place = row["payment_id"] or row["event_id"]
            ref = refs.get(row["event_id"]) or row["document"] or row["event_id"]
            yield CashMove(ref, direction, row["amount_fen"], row["value_on"], (place,))


def cash_references(connection: Connection) -> dict[str, str]:
    """The bank's reference by the event that moved cash: of a case's moves and of the fund's own book events."""
    event, line = table("event"), table("bank_line")
    wanted = (*WITH_REF, *BY_LINE, "resolve")
    moves = select(event.c.id, event.c.subject, event.c.trigger, event.c.data).where(
        (event.c.machine == "payment") & event.c.trigger.in_(wanted)
        | event.c.machine.in_(RECEIVES) & (event.c.trigger == "receive")
    )
    lines = {row.id: row.bank_ref for row in connection.execute(select(line.c.id, line.c.bank_ref))}
    found: dict[str, str] = {}
    partial: dict[str, str] = {}
    for row in connection.execute(moves.order_by(event.c.claim_no, event.c.seq)).mappings():
        data = json.loads(row["data"])
        if row["trigger"] == "bank_partial":
            partial[row["subject"]] = data["bank_ref"]
        elif row["trigger"] == "resolve":
            found[row["id"]] = partial.get(row["subject"], "")
        else:
            found[row["id"]] = data["bank_ref"] if row["trigger"] in WITH_REF else lines.get(data["line"], "")
    books = table("book_event")
    for row in connection.execute(select(books.c.id, books.c.data)).mappings():
        found[row["id"]] = str(json.loads(row["data"]).get("bank_ref", ""))
    return found


def by_age(moves: Iterable[CashMove], day: date) -> dict[str, tuple[int, int]]:
    """Number and sum in fen (paid out and in, both counted up) of the movements in each bucket of age."""
    found = {name: (0, 0) for _, name in AGES} | {OLDEST: (0, 0)}
    for one in moves:
        count, sum_fen = found[one.age(day)]
        found[one.age(day)] = count + 1, sum_fen + one.amount_fen
    return found

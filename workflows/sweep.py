"""The sweep: what the system does by itself when a day has come. It takes the day as an argument, so years replay in seconds.

It only fires moves of the tables that are the system's own, through the one transaction; each is keyed by its subject
and version, so that a sweep that runs twice, or two at once, does everything once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.errors import ClaimsError
from claims.store.rows import Row, select_rows
from workflows.advance import advance
from workflows.command import Command
from workflows.payees import payment_can_start
from workflows.roles import SYSTEM
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class Due:
    """A move that has fallen due: its target, its version, its trigger, the day it counts for, and its data."""

    target: str
    version: int
    trigger: str
    day: date
    data: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: how many moves it made, and which were refused (target, trigger, code)."""

    made: int
    refused: tuple[tuple[str, str, str], ...]


def sweep(desk: Desk, day: date) -> Swept:
    """Make every move of the system that is due on `day`."""
    made, refused = 0, []
    for due in due_moves(desk, day):
        key = f"sweep:{due.target}:{due.trigger}:{due.version}:{due.day}:{due.data}"
        command = Command(due.target, due.trigger, SYSTEM.username, due.day, key, due.version, dict(due.data))
        try:
            outcome = advance(desk, command)
        except ClaimsError as reason:
            refused.append((due.target, due.trigger, reason.code))
            continue
        made += outcome.done and not outcome.repeated
        refused.extend((due.target, due.trigger, refusal.code) for refusal in outcome.refusals)
    return Swept(made, tuple(refused))


def due_moves(desk: Desk, day: date) -> list[Due]:
    """The moves of the system that are due on `day`, in the order of their cases."""
    with reading(desk) as connection:
        return [due for find in FINDERS for due in find(connection, day)]


def _announced(connection: Connection, day: date) -> Iterator[Due]:
    """The thirtieth day of an announcement serves the letter, on that very day."""
    for row in select_rows(connection, "service", state="announced"):
        for clock in select_rows(connection, "clock", subject=row["id"], code="T34", state="running"):
            if clock["due_on"] <= day:
                yield Due(row["id"], row["version"], "announce_done", clock["due_on"])


def _conclusions(connection: Connection, day: date) -> Iterator[Due]:
    """A conclusion becomes final when nobody has asked for a new appraisal in time."""
    for row in select_rows(connection, "appraisal", state="served"):
        clocks = select_rows(connection, "clock", subject=row["id"], code="T17")
        if all(clock["due_on"] < day for clock in clocks):
            yield Due(row["id"], row["version"], "final", day)


def _withdrawals(connection: Connection, day: date) -> Iterator[Due]:
    """A withdrawal that has waited a day is made."""
    for state in ("reported", "applied", "supplementing", "investigating", "suspended", "deciding"):
        for row in select_rows(connection, "claim", state=state):
            asked = row["withdrawal_requested_at"]
            if asked and asked[:10] < day.isoformat():
                yield Due(row["no"], row["version"], "withdraw", day)


def _payments(connection: Connection, day: date) -> Iterator[Due]:
    """An effective item whose payment could not start earlier (no account yet, a stay) is paid now."""
    for state in ("effective", "part_paid"):
        for item in select_rows(connection, "award_item", state=state):
            claim = select_rows(connection, "claim", no=item["claim_no"])[0]
            if payment_can_start(_Rows(connection, item["claim_no"]), claim, item):
                owed = item["awarded_fen"] - item["paid_fen"]
                data = (("item", item["id"]), ("amount_fen", owed))
                yield Due(f"{item['claim_no']}/payment", 0, "create", day, data)


def _unanswered(connection: Connection, day: date) -> Iterator[Due]:
    """The bank has not answered in time: the outcome is unknown, and nothing is sent again."""
    for row in select_rows(connection, "payment", state="sent"):
        for clock in select_rows(connection, "clock", subject=row["id"], code="bank_answer", state="running"):
            if clock["due_on"] < day:
                yield Due(row["id"], row["version"], "unknown", day)


class _Rows:
    """The rows of one case as the payee rules read them, without a lock."""

    def __init__(self, connection: Connection, claim_no: str) -> None:
        self._connection = connection
        self._claim_no = claim_no

    def rows(self, table: str) -> list[Row]:
        return select_rows(self._connection, table, claim_no=self._claim_no)


FINDERS: tuple[Callable[[Connection, date], Iterator[Due]], ...] = (
    _announced,
    _conclusions,
    _withdrawals,
    _payments,
    _unanswered,
)

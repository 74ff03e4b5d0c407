"""The account that a person asks to be paid to: it waits, as his clock `account_check` runs, until an officer has looked at it.

Each beneficiary of a case has a request and a clock of his own: nobody waits for another, and what is said to one of them
leaves the others' as they are. Bank, number and name lie with the event of the request, in its private part, and nowhere
else until they are registered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows import clockwork
from workflows.clock_rules import OPEN
from workflows.event_data import whole_data
from workflows.payees import bare_account
from workflows.situation import Situation

EVENT = table("event")
CHECK = "account_check"
ASK, REGISTER, DECLINE = "ask_payee_account", "register_asked_account", "decline_asked_account"
ANSWERED = (ASK, REGISTER, DECLINE)


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """An account that was asked for and waits: for whom, on what it rests, where it lies. `id` is that of the event,
    `answer_by` the last day for the bureau to look at it.
    """

    id: str
    asked_on: date
    answer_by: date
    beneficiary: str
    basis: str
    bank: str
    account_name: str
    account: str

    @property
    def content(self) -> tuple[str, str, str, str, str]:
        """What was asked for, to be compared."""
        return (self.beneficiary, self.basis, self.bank, self.account_name, self.account)

    @property
    def data(self) -> dict[str, str]:
        """The same as the data of a move."""
        names = ("beneficiary", "basis", "bank", "account_name", "account")
        return dict(zip(names, self.content, strict=True))


def request_in(s: Situation, beneficiary: str) -> AccountRequest | None:
    """The request of this beneficiary that waits on the case of a move."""
    return _last(_of_clocks(s.connection, _of_person(clockwork.open_clocks(s.file, CHECK), beneficiary)))


def is_any_in(s: Situation) -> bool:
    """Whether a request of anybody waits on the case of a move."""
    return bool(clockwork.open_clocks(s.file, CHECK))


def requests_on(connection: Connection, claim_no: str) -> list[AccountRequest]:
    """The requests that wait on a case, the earliest first."""
    return _of_clocks(connection, _open(connection, claim_no))


def request_of(connection: Connection, claim_no: str, person_id: str) -> AccountRequest | None:
    """The request of one person that waits on a case."""
    return _last(_of_clocks(connection, _of_person(_open(connection, claim_no), person_id)))


def declined_on(connection: Connection, claim_no: str, person_id: str) -> str:
    """Why the account that the person asked for last was not registered; empty where that is not how it stands."""
    found = select(EVENT).where(EVENT.c.claim_no == claim_no, EVENT.c.trigger.in_(ANSWERED)).order_by(EVENT.c.seq)
    every = [dict(row) for row in connection.execute(found).mappings()]
    mine = [row for row in every if json.loads(row["data"])["beneficiary"] == person_id]
    if not mine or mine[-1]["trigger"] != DECLINE:
        return ""
    return str(whole_data(connection, mine[-1]).get("reason", ""))


def _open(connection: Connection, claim_no: str) -> list[Row]:
    clocks = select_rows(connection, "clock", claim_no=claim_no, code=CHECK)
    return [clock for clock in clocks if clock["state"] in OPEN]


def _of_person(clocks: Sequence[Row], person_id: str) -> list[Row]:
    return [clock for clock in clocks if clock["party"] == person_id]


def _of_clocks(connection: Connection, clocks: Sequence[Row]) -> list[AccountRequest]:
    began = [(select_one(connection, "event", id=clock["started_by"]), clock["due_on"]) for clock in clocks]
    found = [_read(event, whole_data(connection, event), due_on) for event, due_on in began if event is not None]
    return sorted(found, key=lambda one: int(one.id.rpartition("#")[2]))


def _last(found: Sequence[AccountRequest]) -> AccountRequest | None:
    return found[-1] if found else None


def _read(event: Row, data: dict[str, Any], answer_by: date) -> AccountRequest:
    return AccountRequest(
        id=event["id"],
        asked_on=event["occurred_on"],
        answer_by=answer_by,
        beneficiary=data["beneficiary"],
        basis=data["basis"],
        bank=data.get("bank", ""),
        account_name=data.get("account_name", ""),
        account=bare_account(data.get("account", "")),
    )

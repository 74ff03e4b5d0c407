"""The account that a person asks to be paid to: it waits, as the clock `account_check` runs, until an officer has looked at it.

Bank, number and name lie with the event of the request, in its private part, and nowhere else until they are registered.
"""

from __future__ import annotations

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


def request_in(s: Situation) -> AccountRequest | None:
    """The request that waits on the case of a move."""
    return _of_clocks(s.connection, clockwork.open_clocks(s.file, CHECK))


def request_on(connection: Connection, claim_no: str) -> AccountRequest | None:
    """The request that waits on a case."""
    clocks = select_rows(connection, "clock", claim_no=claim_no, code=CHECK)
    return _of_clocks(connection, [clock for clock in clocks if clock["state"] in OPEN])


def declined_on(connection: Connection, claim_no: str, person_id: str) -> str:
    """Why the account that the person asked for last was not registered; empty where that is not how it stands."""
    found = select(EVENT).where(EVENT.c.claim_no == claim_no, EVENT.c.trigger.in_(ANSWERED))
    last = connection.execute(found.order_by(EVENT.c.seq.desc()).limit(2)).mappings().all()
    if [row["trigger"] for row in last] != [DECLINE, ASK]:
        return ""
    declined, asked = (whole_data(connection, dict(row)) for row in last)
    return str(declined.get("reason", "")) if asked["beneficiary"] == person_id else ""


def _of_clocks(connection: Connection, clocks: Sequence[Row]) -> AccountRequest | None:
    event = select_one(connection, "event", id=clocks[-1]["started_by"]) if clocks else None
    return None if event is None else _read(event, whole_data(connection, event), clocks[-1]["due_on"])


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

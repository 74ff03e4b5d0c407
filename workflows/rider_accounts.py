"""The account that a person is paid to, case by case, as he sees it: what stands, what he asked for, what the bank gave back.

To ask for another one he shows again that the telephone is his. What he asks for moves no money: see `account_requests`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.store.rows import Row, select_among
from claims.store.tables import table
from workflows.account_requests import CHECK, AccountRequest, declined_on, request_of
from workflows.clock_rules import OPEN
from workflows.command import Command, Outcome, earlier_outcome
from workflows.locking import open_claim
from workflows.payment_board import account_tails
from workflows.transaction import Desk, in_one_transaction, reading

CLOCK = table("clock")


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account of one case: its last digits, the day of its approval (None: there is none), whether one is asked for."""

    claim: Row
    tail: str
    approved_on: date | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class AccountStory:
    """What else is to be said of it: the request that waits, and why the last one was declined."""

    asked: AccountRequest | None
    declined: str


def own_accounts(connection: Connection, claims: Sequence[Row], person_id: str) -> list[OwnAccount]:
    """The account of the person on each of these cases."""
    numbers = [claim["no"] for claim in claims]
    found = select_among(connection, "payee_account", "claim_no", numbers)
    mine = sorted((row for row in found if row["beneficiary"] == person_id), key=lambda row: int(row["generation"]))
    latest = {row["claim_no"]: row for row in mine}
    tails = account_tails(connection, list(latest.values()))
    open_ = (CLOCK.c.code == CHECK, CLOCK.c.state.in_(OPEN), CLOCK.c.party == person_id)
    waits = select(CLOCK.c.claim_no).where(*open_, CLOCK.c.claim_no.in_(numbers))
    asked = frozenset(connection.execute(waits).scalars())
    return [_own(claim, latest.get(claim["no"]), tails, is_asked=claim["no"] in asked) for claim in claims]


def _own(claim: Row, account: Row | None, tails: Mapping[str, str], *, is_asked: bool) -> OwnAccount:
    if account is None:
        return OwnAccount(claim, "", None, is_asked)
    return OwnAccount(claim, tails.get(account["id"], ""), account["approved_on"], is_asked)


def account_story(connection: Connection, claim_no: str, person_id: str) -> AccountStory:
    """What else is to be said of the account of a case."""
    asked = request_of(connection, claim_no, person_id)
    return AccountStory(asked=asked, declined=declined_on(connection, claim_no, person_id))


def was_asked(desk: Desk, command: Command) -> bool:
    """Whether this form has been sent before, and what it asked for lies there already."""
    with reading(desk) as connection:
        before = earlier_outcome(connection, command)
    return before is not None and before.done


def asked_meanwhile(desk: Desk, command: Command) -> bool:
    """The same, once whoever holds the case now has done with it: of two taps the later one waits for the earlier."""

    def look(connection: Connection) -> Outcome | None:
        open_claim(connection, command.target, command.actor, command.occurred_on)
        return earlier_outcome(connection, command)

    before = in_one_transaction(desk, look)
    return before is not None and before.done

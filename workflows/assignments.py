"""Handing a case to an investigator of the insurer 委托调查: for some days, after which he sees it no more."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, update

from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import insert_rows, select_one
from claims.store.tables import table
from workflows.locking import open_actor
from workflows.roles import Role
from workflows.security_log import Happened, note
from workflows.transaction import Desk, in_one_transaction

LONGEST = timedelta(days=92)
ASSIGNERS = frozenset({Role.INTAKE, Role.REVIEWER, Role.SECTION_HEAD})
ASSIGNMENT = table("assignment")


def assign(desk: Desk, by: str, claim_no: str, username: str, begins_on: date, ends_on: date) -> None:
    """Let an investigator see a case from a day to a last day.

    Raises Refused where `by` may not, or `username` is no investigator today; BadInput for a period that cannot be.
    """
    if not begins_on <= ends_on <= begins_on + LONGEST:
        raise BadInput("assignment_period", start=begins_on, end=ends_on, most=LONGEST.days)

    def write(connection: Connection) -> None:
        _check(connection, desk, by, claim_no)
        actor, _ = open_actor(connection, username, desk.today())
        if actor is None or Role.INVESTIGATOR not in actor.roles:
            raise Refused("not_an_investigator", username=username)
        _cut_short(connection, claim_no, username, begins_on)
        row = {"claim_no": claim_no, "username": username, "begins_on": begins_on, "ends_on": ends_on}
        at = instant_text(desk.instant())
        insert_rows(connection, "assignment", [{**row, "assigned_by": by, "recorded_at": at}])
        note(connection, desk, Happened.ASSIGNED, desk.instant(), username=username, by=by, detail=claim_no)

    in_one_transaction(desk, write)


def end_assignment(desk: Desk, by: str, claim_no: str, username: str, last_on: date) -> None:
    """End an assignment that runs after `last_on`. Raises Refused no_such_assignment where there is none."""

    def write(connection: Connection) -> None:
        _check(connection, desk, by, claim_no)
        if not _cut_short(connection, claim_no, username, last_on + timedelta(days=1)):
            raise Refused("no_such_assignment", username=username)
        note(connection, desk, Happened.ASSIGNMENT_ENDED, desk.instant(), username=username, by=by, detail=claim_no)

    in_one_transaction(desk, write)


def _cut_short(connection: Connection, claim_no: str, username: str, before: date) -> int:
    """Let what runs on a day, or beyond it, end the day before; what had not begun is taken away. Returns how many."""
    mine = (ASSIGNMENT.c.claim_no == claim_no, ASSIGNMENT.c.username == username, ASSIGNMENT.c.ends_on >= before)
    not_begun = connection.execute(ASSIGNMENT.delete().where(*mine, ASSIGNMENT.c.begins_on >= before)).rowcount
    last = before - timedelta(days=1)
    return int(not_begun) + int(connection.execute(update(ASSIGNMENT).where(*mine).values(ends_on=last)).rowcount)


def _check(connection: Connection, desk: Desk, by: str, claim_no: str) -> None:
    actor, _ = open_actor(connection, by, desk.today())
    if actor is None or not actor.roles & ASSIGNERS:
        raise Refused("assignment_not_yours", actor=by)
    if select_one(connection, "claim", no=claim_no) is None:
        raise Refused("no_such_claim", claim=claim_no)

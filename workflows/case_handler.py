"""经办: the officer of the last act on a case that somebody of the bureau made."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, exists, func, select

from claims.store.tables import table
from workflows.case_heads import CLAIM
from workflows.roles import Role

EVENT, ACCOUNT = table("event"), table("account")
LATER = EVENT.alias("later")
HANDLES = (Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.APPRAISAL, Role.LEGAL, Role.CASHIER)


def handler_of(connection: Connection, no: str) -> str:
    """The name of the officer who last carried a case on; empty before there is one."""
    named = EVENT.join(ACCOUNT, ACCOUNT.c.username == EVENT.c.actor)
    found = select(ACCOUNT.c.display_name).select_from(named).where(EVENT.c.claim_no == no, EVENT.c.role.in_(HANDLES))
    return str(connection.execute(found.order_by(EVENT.c.seq.desc()).limit(1)).scalar() or "")


def handled_by(username: str) -> ColumnElement[bool]:
    """The condition on `claim` for the cases that this officer has carried on last."""
    last = select(func.max(LATER.c.seq)).where(LATER.c.claim_no == CLAIM.c.no, LATER.c.role.in_(HANDLES))
    mine = (EVENT.c.claim_no == CLAIM.c.no, EVENT.c.actor == username)
    return exists().where(*mine, EVENT.c.seq == last.correlate(CLAIM).scalar_subquery()).correlate(CLAIM)

"""Calls 回电 that the bureau owes: whom it rings about a case, about what, and how often it has tried."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from claims.store.base import Stored, key, maybe_text, refers, text

WAITING = "state = 'open'"


class CallBack(Stored, table=True):
    """A call that a person asked for 请我局打电话, or that the answer to his report has promised him (`promised`).

    `about` and `suits` are words of the closed lists, `tries` how often he was rung in vain. `state`: open, reached,
    taken_back by himself, ended where what it was for is over.
    """

    __table_args__ = (
        CheckConstraint("state IN ('open', 'reached', 'taken_back', 'ended')", name="state"),
        CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="closed"),
        CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name="closed_by"),
        CheckConstraint("tries >= 0 AND (tries = 0) = (tried_on IS NULL)", name="tries"),
        Index(
            "uq_call_back_open",
            "claim_no",
            "person_id",
            "promised",
            unique=True,
            sqlite_where=sql(WAITING),
            postgresql_where=sql(WAITING),
        ),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    person_id: str = refers("person.id")
    promised: bool
    about: str = text()
    suits: str = text()
    asked_on: date
    state: str = text()
    tries: int = 0
    tried_on: date | None = None
    closed_on: date | None = None
    opened_by: str = text()
    closed_by: str | None = maybe_text()

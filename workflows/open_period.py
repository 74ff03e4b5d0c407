"""Which months of the fund's books are closed 关账: no transfer counts in one of them any more.

The closed months are those before one day, so that a close is told by that day alone; the last book event that closed or
reopened says it. Whoever posts shares a lock with others who post; whoever closes waits for all of them.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from sqlalchemy import Connection, select

from claims.store.locks import Lock, hold
from claims.store.tables import table

CLOSED, REOPENED, YEAR_CLOSED = "period_closed", "period_reopened", "year_closed"
MOVES_THE_END = (CLOSED, REOPENED, YEAR_CLOSED)


def closed_to(connection: Connection) -> date | None:
    """The last day of the closed months; None where none is closed. Whoever asks in order to post locks first."""
    events = table("book_event")
    last = select(events.c.data).where(events.c.kind.in_(MOVES_THE_END)).order_by(events.c.seq.desc()).limit(1)
    data = connection.execute(last).scalar()
    day = json.loads(data)["closed_to"] if data else None
    return date.fromisoformat(day) if day else None


def value_day(connection: Connection, legal_on: date) -> date:
    """The day on which an act of `legal_on` counts in the books: itself, or the first open day. Holds the period open."""
    lock_period(connection)
    end = closed_to(connection)
    return legal_on if end is None or legal_on > end else end + timedelta(days=1)


def lock_period(connection: Connection, *, alone: bool = False) -> None:
    """Keep the period as it is until the end of the transaction; `alone`, to close or reopen it, waits for who posts."""
    hold(connection, Lock.PERIOD, shared=not alone)


def lock_balance(connection: Connection) -> None:
    """Spend from 支出户 alone until the end of the transaction: what one release has seen, no other spends meanwhile.

    Who only looks at what may be done waits for nobody.
    """
    if not connection.get_execution_options().get("reading"):
        hold(connection, Lock.BALANCE)

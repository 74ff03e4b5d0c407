"""The clock of a demonstration stands on the day on which its replay ended, so that what was replayed is not all overdue.

The hour goes on as the machine's does; the day does not. A production database has no such day, and refuses the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from claims.clock import SHANGHAI, now
from claims.errors import Refused
from claims.store.rows import select_rows, update_row
from workflows.transaction import Desk, in_one_transaction


def set_demo_day(desk: Desk, day: date | None) -> None:
    """Let the demonstration stand on `day` from its next opening on; None lets it go with the machine's calendar again.

    Raises Refused where the database is a production one.
    """
    if desk.production:
        raise Refused("demo_day_in_production")

    def write(connection: Connection) -> None:
        for row in select_rows(connection, "installation"):
            update_row(connection, "installation", {"id": row["id"]}, {"demo_day": day})

    in_one_transaction(desk, write)


def clock_on(day: date, present: Callable[[], datetime] = now) -> Callable[[], datetime]:
    """A clock that tells the present hour of Asia/Shanghai on `day`, as an instant in UTC."""
    return lambda: datetime.combine(day, present().astimezone(SHANGHAI).time(), SHANGHAI).astimezone(UTC)

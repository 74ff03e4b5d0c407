"""What fails on one case does not stop the sweep: it rests, longer each time, and after some tries is set aside.

What is set aside is shown (`claims health`) until an administrator sends it again (`claims retry`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection

from claims.clock import instant_text
from claims.errors import Refused
from claims.store.rows import Row, insert_rows, select_one, select_rows, update_row
from claims.store.tables import table
from workflows.faults import LASTING, PASSING, named, placed
from workflows.transaction import Desk, in_one_transaction, reading

LOG = logging.getLogger(__name__)
ATTEMPTS = 5
FIRST_REST = timedelta(minutes=1)
STUCK = table("stuck")


def resting(desk: Desk) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the work that has failed before, and of that among it which is set aside or still rests."""
    now = instant_text(desk.instant())
    with reading(desk) as connection:
        rows = select_rows(connection, "stuck")
    waiting = (row["id"] for row in rows if row["set_aside"] or row["rests_until"] > now)
    return frozenset(row["id"] for row in rows), frozenset(waiting)


@contextmanager
def kept_going(
    desk: Desk, name: str, claim_no: str, faults: list[str], failed_before: frozenset[str]
) -> Iterator[None]:
    """Run the block; a lasting fault of it is written down under `name` and put on `faults`, and the caller goes on.
    One that `failed_before` and is done now is forgotten.

    What passes by itself is raised: the sweep ends there, and the next one tries again.
    """
    try:
        yield
        if name in failed_before:
            in_one_transaction(desk, lambda connection: forget(connection, [name]))
    except PASSING:
        raise
    except LASTING as fault:
        error = named(fault)
        LOG.error("set down as stuck: %s: %s", name, placed(fault))
        in_one_transaction(desk, lambda connection: note_fault(desk, connection, name, claim_no, error))
        faults.append(name)


def note_fault(desk: Desk, connection: Connection, name: str, claim_no: str, error: str) -> None:
    """Write down that the work `name` failed once more."""
    earlier = select_one(connection, "stuck", id=name)
    attempts = earlier["attempts"] + 1 if earlier else 1
    now = desk.instant()
    row: Row = {
        "attempts": attempts,
        "last_error": error,
        "rests_until": instant_text(now + FIRST_REST * 2 ** (attempts - 1)),
        "set_aside": attempts >= ATTEMPTS,
    }
    if earlier:
        update_row(connection, "stuck", {"id": name}, row)
    else:
        insert_rows(connection, "stuck", [{"id": name, "claim_no": claim_no, "first_at": instant_text(now), **row}])


def forget(connection: Connection, names: Sequence[str]) -> None:
    """The work `names` has been done after all."""
    connection.execute(STUCK.delete().where(STUCK.c.id.in_(names)))


def stuck_work(desk: Desk) -> list[Row]:
    """All work of the sweep that has failed and not been done since, oldest first."""
    with reading(desk) as connection:
        return sorted(select_rows(connection, "stuck"), key=lambda row: str(row["first_at"]))


def send_again(desk: Desk, name: str) -> None:
    """Let the next sweep try `name` anew. Raises Refused `nothing_stuck` where there is no such work."""

    def work(connection: Connection) -> None:
        found = connection.execute(STUCK.delete().where(STUCK.c.id == name))
        if found.rowcount == 0:
            raise Refused("nothing_stuck", name=name)

    in_one_transaction(desk, work)

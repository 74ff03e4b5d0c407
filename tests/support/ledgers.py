"""Small ledgers for the tests of sealing: book events with their transfers, and the seals over them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from tests.support.world import TODAY, World
from workflows.bookkeeping import Posting, book
from workflows.roles import Role
from workflows.sealing import seal
from workflows.transaction import Desk, in_one_transaction

BOOKKEEPER = ("cashier1", Role.CASHIER)


def desk_of(world: World | Desk) -> Desk:
    """The desk to book at."""
    return world if isinstance(world, Desk) else world.desk


def fund(world: World | Desk, key: str, fen: int, on: date = TODAY) -> None:
    """Book one funding: an event and a transfer."""

    def work(connection: Connection) -> str:
        data, posted = {"amount_fen": fen}, [Posting("funding", fen)]
        return book(desk_of(world), connection, "funding", by=BOOKKEEPER, on=on, key=key, data=data, postings=posted)

    in_one_transaction(desk_of(world), work)


def sealed_ledger(world: World, batches: int, fundings: int) -> int:
    """So many batches of so many fundings each, sealed; returns how many entries there are."""
    for batch in range(batches):
        for place in range(fundings):
            fund(world, f"plan-{batch}-{place}", 100 + 7 * batch + place)
        world.moment += timedelta(minutes=5)
        assert seal(world.desk) is not None
    return 2 * batches * fundings

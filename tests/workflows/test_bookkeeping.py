"""What moves the fund's money outside any case stands in one chain, once, with its transfers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DBAPIError

from claims.book_chain import first_fault
from claims.errors import ClaimsError, Conflict
from claims.store.tables import table
from tests.support.world import TODAY, World
from workflows.bookkeeping import Posting, book
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction
from workflows.verifying import verify

CASHIER = ("cashier1", Role.CASHIER)
ACTS = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(request: pytest.FixtureRequest) -> World:
    """A world on each database."""
    world: World = request.getfixturevalue("world" if request.param == "sqlite" else "pg_world")
    return world


def funded(desk: Desk, key: str, fen: int, on: date = TODAY) -> str:
    def work(connection: Connection) -> str:
        data = {"amount_fen": fen}
        return book(
            desk, connection, "funding", by=CASHIER, on=on, key=key, data=data, postings=[Posting("funding", fen)]
        )

    return in_one_transaction(desk, work)


def test_an_act_is_booked_once_under_its_key(bureau: World) -> None:
    first = funded(bureau.desk, "plan-1", 500)
    assert funded(bureau.desk, "plan-1", 500) == first == "FUND/1"
    with pytest.raises(Conflict, match="plan-1"):
        funded(bureau.desk, "plan-1", 501)
    assert funded(bureau.desk, "plan-2", 500) == "FUND/2"
    assert [(row["event_id"], row["debit"], row["credit"], row["amount_fen"]) for row in bureau.rows("transfer")] == [
        ("FUND/1", "1001", "1002", 500),
        ("FUND/2", "1001", "1002", 500),
    ]


def test_what_is_refused_leaves_nothing(bureau: World) -> None:
    with pytest.raises(ClaimsError):
        funded(bureau.desk, "plan-1", 0)
    assert (bureau.rows("book_event"), bureau.rows("transfer")) == ([], [])


def test_many_at_once_make_one_chain(bureau: World) -> None:
    desk = bureau.desk
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda place: funded(desk, f"plan-{place % ACTS}", 100 + place % ACTS), range(2 * ACTS)))
    assert sorted(set(made)) == sorted(f"FUND/{seq}" for seq in range(1, ACTS + 1))
    events = bureau.rows("book_event")
    events.sort(key=lambda row: int(row["seq"]))
    assert first_fault(events) is None
    assert verify(desk).flaws == ()


def test_what_is_altered_is_found(world: World) -> None:
    for place in range(3):
        funded(world.desk, f"plan-{place}", 100 + place)
    with world.engine.begin() as connection:
        for name in ("book_event_no_update", "transfer_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        events = table("book_event")
        connection.execute(update(events).where(events.c.seq == 2).values(actor="cashier2"))
        transfer = table("transfer")
        last = select(transfer.c.id).where(transfer.c.event_id == "FUND/3").scalar_subquery()
        connection.execute(update(transfer).where(transfer.c.id == last).values(amount_fen=99))
    assert [(flaw.code, flaw.where) for flaw in verify(world.desk).flaws] == [
        ("flaw_in_chain", "FUND/2"),
        ("flaw_of_journal", "FUND/3"),
    ]


def test_the_database_refuses_to_take_an_act_back(bureau: World) -> None:
    funded(bureau.desk, "plan-1", 500)
    for statement in ("DELETE FROM book_event", "UPDATE book_event SET actor = 'x'"):
        with pytest.raises(DBAPIError, match="append only"), bureau.engine.begin() as connection:
            connection.exec_driver_sql(statement)

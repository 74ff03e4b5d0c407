"""The sweep goes on past rows and cases that cannot be handled, and asks no more questions than it must."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy.exc import DBAPIError

from claims.errors import ClaimsError
from claims.store.rows import Row
from tests.support.at_the_clock import applied, at, move_of
from tests.support.casebook import NUMBER, OTHER_NUMBER
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import item, standing
from tests.support.world import INJURED, TODAY, World
from workflows import rungs
from workflows.acting import act
from workflows.clock_days import days_of
from workflows.effects import EFFECTS
from workflows.inbox import inbox
from workflows.roles import Role
from workflows.stuck import stuck_work
from workflows.sweep import sweep


def test_a_withdrawal_is_made_when_its_twenty_four_hours_are_over(world: World) -> None:
    standing(world, "applied").save()
    at(world, date(2024, 9, 10), hour=2)
    assert act(world.desk, "rider1", NUMBER, "request_withdrawal", date(2024, 9, 10), {"reason": "不办了"}).done
    world.moment = datetime(2024, 9, 10, 16, 5, tzinfo=UTC)  # 00:05 of the 11th in Shanghai
    sweep(world.desk, date(2024, 9, 11))
    world.moment = datetime(2024, 9, 11, 3, 0, tzinfo=UTC)  # 11:00 of the 11th
    sweep(world.desk, date(2024, 9, 11))
    assert world.one("claim", no=NUMBER)["state"] == "withdrawn"


def test_a_row_that_cannot_be_read_does_not_stop_the_sweep(world: World) -> None:
    applied(world).save()
    applied(world, OTHER_NUMBER).save()
    world.execute("UPDATE clock SET started_on = '2024-13-45' WHERE claim_no = ?", NUMBER)
    at(world, date(2024, 9, 6))
    assert [one.claim_no for one in sweep(world.desk, date(2024, 9, 6)).told] == [OTHER_NUMBER]


def test_a_case_that_cannot_be_read_does_not_stop_the_moves_of_the_others(world: World) -> None:
    ready = make_ready(world, "service", move_of("service", "announce_done"), "announced", Role.SYSTEM)
    ready.save()
    other = standing(world, "settling", OTHER_NUMBER)
    item(other, "effective")
    other.save()
    world.execute("UPDATE award_item SET effective_on = 'soon' WHERE claim_no = ?", OTHER_NUMBER)
    at(world, date(2024, 12, 1))
    assert sweep(world.desk, date(2024, 12, 1)).made == 1


def test_a_fault_of_ours_that_does_not_pass_is_set_aside_like_any_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = make_ready(world, "service", move_of("service", "announce_done"), "announced", Role.SYSTEM)
    ready.save()

    def broken(_s: object) -> None:
        raise ClaimsError("no_such_subject", target="x")

    monkeypatch.setitem(EFFECTS, "start_remedies", broken)
    at(world, date(2024, 12, 1))
    for _ in range(20):
        sweep(world.desk, date(2024, 12, 1))
        world.moment += timedelta(minutes=1)
    assert len(stuck_work(world.desk)) == 1
    assert len(world.rows("attempt")) <= 5


def test_a_fault_of_an_unlisted_kind_does_not_stop_the_sweep(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(world).save()
    applied(world, OTHER_NUMBER).save()
    derive = days_of

    def breaks(clock: Row, *rest: Any) -> Any:
        if clock["claim_no"] == NUMBER:
            raise RuntimeError
        return derive(clock, *rest)

    monkeypatch.setattr(rungs, "days_of", breaks)
    at(world, date(2024, 9, 6))
    assert [one.claim_no for one in sweep(world.desk, date(2024, 9, 6)).told] == [OTHER_NUMBER]


@pytest.mark.parametrize(
    "statement",
    [
        (
            "UPDATE clock SET state = 'ended', closed_on = '2024-09-20', closed_by = 'x', next_wake_on = NULL"
            " WHERE code = 'suspension_review'"
        ),
        "UPDATE clock SET subject = 'elsewhere' WHERE code = 'suspension_review'",
        "DELETE FROM clock WHERE code = 'suspension_review'",
    ],
    ids=["ended", "moved", "deleted"],
)
def test_the_database_does_not_let_the_clock_of_a_hold_go(world: World, statement: str) -> None:
    standing(world, "suspended").save()
    with pytest.raises(DBAPIError, match="without a clock"):
        world.execute(statement)


def test_the_database_refuses_a_row_that_is_born_waiting_without_a_clock(world: World) -> None:
    case = standing(world, "confirmed")
    owed = item(case, "effective")
    case.save()
    facts = {
        "beneficiary": INJURED,
        "amount_fen": 1,
        "account_hash": "h",
        "created_on": TODAY,
        "paid_fen": 0,
        "repaid_fen": 0,
    }
    held = {"id": f"{NUMBER}/payment-900", "claim_no": NUMBER, "state": "held", "version": 1, "item_id": owed["id"]}
    with pytest.raises(sqlite3.IntegrityError, match="without a clock"):
        world.insert("payment", {**held, **facts, "generation": 1})


def test_a_case_that_somebody_holds_is_left_for_the_next_sweep(pg_world: World) -> None:
    ready = make_ready(pg_world, "service", move_of("service", "announce_done"), "announced", Role.SYSTEM)
    ready.save()
    at(pg_world, date(2024, 12, 1))
    with pg_world.engine.begin() as other:
        other.exec_driver_sql("SELECT no FROM claim FOR UPDATE")
        held = sweep(pg_world.desk, date(2024, 12, 1))
    assert (held.made, [code for _, _, code in held.refused]) == (0, ["database_busy"])
    assert sweep(pg_world.desk, date(2024, 12, 1)).made == 1


def test_one_clock_on_nothing_does_not_empty_the_desk(world: World) -> None:
    applied(world).save()
    applied(world, OTHER_NUMBER).save()
    world.execute("UPDATE clock SET subject = claim_no || '/item-99' WHERE claim_no = ?", NUMBER)
    assert OTHER_NUMBER in [one.claim_no for one in inbox(world.desk, "intake1")]


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """Every statement, those past SQLAlchemy too."""
    found: list[str] = []

    def trace(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
        dbapi_connection.set_trace_callback(found.append)

    sa_event.listen(world.engine, "checkout", trace)
    yield found
    sa_event.remove(world.engine, "checkout", trace)


def test_a_sweep_of_nothing_asks_a_fixed_number_of_questions(world: World) -> None:
    for place in range(1, 41):
        case = standing(world, "settling", f"TL-2024-{place:06d}")
        for clock in list(case.of("clock")):
            case.drop("clock", clock)
        item(case, "effective", code="disability_allowance", monthly=True, period=f"M{place}")
        case.save()
    at(world, date(2024, 10, 10))
    with counted(world) as statements:
        sweep(world.desk, date(2024, 10, 10))
    reads = [one for one in statements if one.lstrip().upper().startswith("SELECT")]
    assert len(reads) <= 40, len(reads)


def test_an_inbox_asks_a_fixed_number_of_questions(world: World) -> None:
    for place in range(1, 41):
        applied(world, f"TL-2024-{place:06d}").save()
    with counted(world) as statements:
        found = inbox(world.desk, "intake1")
    reads = [one for one in statements if one.lstrip().upper().startswith("SELECT")]
    assert len(found) == 40
    assert len(reads) <= 40, len(reads)

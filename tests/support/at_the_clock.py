"""The few phrases of tests that watch clocks: a day, what a sweep told, a case with one period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from claims.store.rows import Row
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import CONCLUDED, item
from tests.support.world import INJURED, World
from workflows.machines import MACHINES
from workflows.sweep import sweep


def at(world: World, day: date, hour: int = 4, minute: int = 0) -> None:
    world.moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def told(world: World, day: date, code: str) -> list[tuple[str, tuple[str, ...]]]:
    at(world, day)
    return [(one.rung, one.accounts) for one in sweep(world.desk, day).told if one.code == code]


def move_of(machine: str, trigger: str) -> Any:
    return next(one for one in MACHINES[machine].moves if one.trigger == trigger)


def applied(world: World, no: str = NUMBER, on: date = date(2024, 9, 4)) -> Case:
    case = Case(world, "applied", no=no)
    case.clock("T5", on)
    return case


def make_payment(case: Case) -> Row:
    owed = item(case, "effective")
    return case.subject("payment", "pending", item_id=owed["id"], generation=1, beneficiary=INJURED,
                        amount_fen=owed["awarded_fen"], account_hash="h", created_on=CONCLUDED)  # fmt: skip


def open_codes(world: World, subject: str) -> set[str]:
    return {row["code"] for row in world.rows("clock", subject=subject) if row["state"] in ("running", "paused")}

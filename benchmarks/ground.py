"""The ground a benchmark of `advance` stands on: a database with many reported cases, all alike but for their numbers.

The numbers are digits only here (`7000001`), because the reference programs build them from a counter.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from claims.calendar import load_calendar
from claims.rules import load_rules
from claims.store.installing import install
from claims.store.rows import Row, insert_rows, select_rows
from tests.support.keys import keyed_engine
from workflows.advance import advance
from workflows.command import Command
from workflows.transaction import Desk

FIRST = 7_000_000
DAY = date(2025, 3, 4)
PERSON, OFFICER = "P000001", "intake1"
CLONED = ("claim", "claim_private", "clock")


def desk_of(url: str, *, frozen: bool = False) -> Desk:
    """A desk on `url`; `frozen` stands the clock still while the ground is laid."""
    now = (lambda: datetime(2025, 3, 3, 2, 0, tzinfo=UTC)) if frozen else None
    return Desk(keyed_engine(url), load_rules("重庆"), load_calendar(), Path("var"), now=now)


def lay(url: str, cases: int) -> None:
    """Create the tables, one officer, one person, one reported case, and `cases` copies of it."""
    desk = desk_of(url, frozen=True)
    install(desk.engine, "demo", "重庆", desk.instant())
    with desk.engine.begin() as connection:
        _people(connection)
    command = Command("new", "report", OFFICER, date(2025, 3, 3), "bench", 0, _report())
    made = advance(desk, command)
    _clone(desk.engine, made.claim_no, cases)
    desk.engine.dispose()


def apply_command(number: int) -> Command:
    """The move that is timed: 提出待遇给付申请, with rights, guards, event, clocks, receipt letter, message and outbox row."""
    data = {"kind": "injury", "consent": True, "form": True, "papers": ["application_form", "diagnosis", "id_card"]}
    return Command(str(number), "apply", OFFICER, DAY, f"bench-{number}", 1, data)


def _report() -> dict[str, object]:
    return {
        "person_id": PERSON,
        "platform": "美团",
        "industry": "外卖",
        "channel": "counter",
        "accident_on": date(2025, 3, 2),
        "order_state": "delivering",
        "order_no": "BENCH-1",
        "accident_place": "铜梁区（合成地点）",
        "accident_course": "送餐途中摔倒（合成数据）",
        "injury": "右手腕",
    }


def _people(connection: Connection) -> None:
    stamp = "2022-07-01T00:00:00.000000Z"
    insert_rows(connection, "person", [{"id": PERSON, "id_index": "bench", "synthetic": True, "recorded_at": stamp}])
    body = json.dumps({"name": "合成人员", "id_number": "500151199001010000"}, ensure_ascii=False)
    insert_rows(connection, "person_private", [{"person_id": PERSON, "body": body}])
    account = {"username": OFFICER, "display_name": "合成", "org": "bureau", "id_index": "officer", "person_id": None}
    insert_rows(connection, "account", [account])
    post = {"username": OFFICER, "role": "IN", "limit_fen": None, "valid_from": date(2022, 7, 1), "valid_to": None}
    insert_rows(connection, "post", [post])


def _clone(engine: Engine, no: str, cases: int) -> None:
    with engine.begin() as connection:
        for name in CLONED:
            key = "no" if name == "claim" else "claim_no"
            for row in select_rows(connection, name, **{key: no}):
                for start in range(0, cases, 5000):
                    numbers = range(FIRST + start, FIRST + min(cases, start + 5000))
                    insert_rows(connection, name, [_renumbered(row, no, number) for number in numbers])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))


def _renumbered(row: Row, no: str, number: int) -> Row:
    return {name: value.replace(no, str(number)) if isinstance(value, str) else value for name, value in row.items()}

"""A bureau for one test: a database of its own on SQLite, an account for every role, some persons, a clock that stands.

The tables are made once a process; every world is a copy of that file. Cases are written past the engine with
`tests.support.casebook`.
"""

from __future__ import annotations

import atexit
import hashlib
import itertools
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from claims.calendar import load_calendar
from claims.clock import parse_instant
from claims.rules import load_rules
from claims.store.installing import install
from claims.store.key_changes import note_first_key
from claims.store.rows import Row, insert_rows, select_rows
from claims.store.tables import METADATA
from tests.support.keys import keyed_engine, ring
from workflows.person_index import index_again
from workflows.roles import Role
from workflows.transaction import Desk

TODAY = date(2024, 10, 10)
REPORTED = date(2024, 9, 3)
ACCIDENT = date(2024, 9, 2)
NOON = datetime(2024, 10, 10, 4, 0, tzinfo=UTC)
WRITTEN = "2024-09-01T00:00:00.000000Z"
PROVINCE, PLATFORM, OTHER_PLATFORM, INDUSTRY = "重庆", "美团", "饿了么", "外卖"
AREA = "城区片区"
INJURED, KIN, STRANGER = "P000001", "P000002", "P000003"
LIMIT_FEN = 100_000_000
SMALL_LIMIT_FEN = 100
ACTOR_OF = {
    Role.RIDER: "rider1",
    Role.PLATFORM: "platform1",
    Role.INVESTIGATOR: "investigator1",
    Role.INTAKE: "intake1",
    Role.REVIEWER: "reviewer1",
    Role.APPROVER: "approver1",
    Role.CASHIER: "cashier1",
    Role.APPRAISAL: "appraisal1",
    Role.LEGAL: "legal1",
    Role.SYSTEM: "system",
    Role.AUDITOR: "auditor1",
    Role.ADMINISTRATOR: "admin1",
    Role.SECTION_HEAD: "chief1",
    Role.LEADER: "leader1",
    Role.ARBITRATOR: "arbitrator1",
}
SECOND = {
    "intake2": Role.INTAKE,
    "reviewer2": Role.REVIEWER,
    "approver2": Role.APPROVER,
    "approver3": Role.APPROVER,
    "approver4": Role.APPROVER,
    "cashier2": Role.CASHIER,
}
STRANGERS = {
    "rider3": (Role.RIDER, "rider", STRANGER),
    "platform2": (Role.PLATFORM, f"platform:{OTHER_PLATFORM}", None),
}
ORG_OF = {Role.RIDER: "rider", Role.PLATFORM: f"platform:{PLATFORM}", Role.INVESTIGATOR: "insurer"}
ASIDE = frozenset({"attempt", "command_key"})


class World:
    """A desk on a fresh database. `moment` is what its clock says; a test may move it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.moment = NOON
        salts = itertools.count(1)
        self.desk = Desk(
            engine,
            load_rules(PROVINCE),
            load_calendar(),
            folder,
            now=lambda: self.moment,
            salt=lambda: f"{next(salts):032x}",
        )

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The stored rows of `table` that match."""
        with self.engine.connect().execution_options(reading=True) as connection:
            return select_rows(connection, table, **where)

    def one(self, table: str, **where: Any) -> Row:
        """The one stored row that matches."""
        found = self.rows(table, **where)
        assert len(found) == 1, f"{len(found)} rows of {table} for {where}"
        return found[0]

    def insert(self, table: str, *rows: Row) -> None:
        """Write rows past the engine."""
        with self.engine.begin() as connection:
            for row in rows:
                insert_rows(connection, table, [row])

    def execute(self, statement: str, *values: Any) -> None:
        """Run one statement past the engine, with `?` for each value."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(statement, values)

    def digest(self, aside: frozenset[str] = ASIDE) -> dict[str, str]:
        """A hash of every table's content but those `aside`, by table."""
        with self.engine.connect().execution_options(reading=True) as connection:
            return {name: _hash(connection, name) for name in sorted(METADATA.tables) if name not in aside}


def _hash(connection: Any, name: str) -> str:
    order = ", ".join(column.name for column in METADATA.tables[name].primary_key.columns)
    found = connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY {order}').fetchall()
    return hashlib.sha256(repr([tuple(row) for row in found]).encode()).hexdigest()


@contextmanager
def sqlite_world(folder: Path) -> Iterator[World]:
    """A world on a file in `folder`, not synced to disk, which no test of the machines can tell."""
    path = folder / "world.sqlite"
    shutil.copyfile(_template(), path)
    engine = keyed_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _do_not_wait_for_the_disk)
    try:
        yield World(engine, folder)
    finally:
        engine.dispose()


@contextmanager
def postgres_world(url: str, folder: Path) -> Iterator[World]:
    """A world on an empty PostgreSQL database."""
    furnish(url)
    with furnished_world(url, folder) as made:
        yield made


@contextmanager
def furnished_world(url: str, folder: Path) -> Iterator[World]:
    """A world on a PostgreSQL database that has been furnished, as that of the fixture `bureau_url`."""
    engine = keyed_engine(url)
    try:
        yield World(engine, folder)
    finally:
        engine.dispose()


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


def world_on(request: pytest.FixtureRequest, folder: Path) -> AbstractContextManager[World]:
    """A world for a fixture whose parameter is "sqlite" or "postgresql"."""
    if request.param == "sqlite":
        return sqlite_world(folder)
    return furnished_world(request.getfixturevalue("bureau_url"), folder)


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="claims-world-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "template.sqlite"
    furnish(f"sqlite:///{path}")
    return path


def furnish(url: str) -> None:
    """Tables, triggers, persons and accounts, in an empty database."""
    engine = keyed_engine(url)
    install(engine, "demo", "重庆", parse_instant(WRITTEN))
    with engine.begin() as connection:
        for table, row in (*_persons(), *_accounts()):
            insert_rows(connection, table, [row])
        note_first_key(connection, ring(), parse_instant(WRITTEN))
        for person_id in (INJURED, KIN, STRANGER):
            index_again(connection, person_id)
    engine.dispose()


def _persons() -> Iterator[tuple[str, Row]]:
    for place, person_id in enumerate((INJURED, KIN, STRANGER), start=1):
        body = {"name": f"合成人员0{place}", "id_number": f"50015119900101000{place}"}
        yield "person", {"id": person_id, "id_index": f"index-{person_id}", "synthetic": True, "recorded_at": WRITTEN}
        yield "person_private", {"person_id": person_id, "body": json.dumps(body, ensure_ascii=False)}


def _accounts() -> Iterator[tuple[str, Row]]:
    for role, username in ACTOR_OF.items():
        if role is not Role.SYSTEM:
            person = INJURED if role is Role.RIDER else None
            yield from _account(username, role, ORG_OF.get(role, "bureau"), person)
    for username, role in SECOND.items():
        yield from _account(username, role, "bureau", None)
    for username, (role, org, person) in STRANGERS.items():
        yield from _account(username, role, org, person)
    yield from _account("approver_small", Role.APPROVER, "bureau", None, SMALL_LIMIT_FEN)


def _account(
    username: str, role: Role, org: str, person_id: str | None, limit_fen: int = LIMIT_FEN
) -> Iterator[tuple[str, Row]]:
    index = f"index-{person_id or username}"
    yield "account", {
        "username": username, "display_name": f"合成{username}", "org": org, "id_index": index, "person_id": person_id,
    }  # fmt: skip
    limit = limit_fen if role is Role.APPROVER else None
    areas = AREA if role is Role.ARBITRATOR else None
    yield "post", {
        "username": username, "role": role.value, "limit_fen": limit, "areas": areas, "valid_from": date(2022, 1, 1),
        "valid_to": None,
    }  # fmt: skip

"""A bureau with as many cases as a province has, written in bulk: some cases made whole by the case book, and copies of them.

A copy differs from its model in its number, its person and its days; no list could tell it from one that was worked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, delete, insert
from sqlalchemy import text as sql

from claims.store.private import cipher_of, is_private, seal_rows
from claims.store.rows import Row
from claims.store.tables import table
from notifications.numbers import letter_series
from tests.support.casebook import ORDER, Case
from tests.support.fixtures.approvals import approval
from tests.support.fixtures.of_approval import CONFIRM
from tests.support.fixtures.standing import SERVED, account, item, payment, standing
from tests.support.world import INJURED, REPORTED, TODAY, World
from workflows.person_index import wanted_digests

MODEL = "TL-2024-99{:04d}"
AT_A_TIME = 2000
SERIES = "copied"
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张", "合成仿拟试测例样"
SPREAD_DAYS = 40  # the days of a copy lie up to so many after those of its model
APART = frozenset({"event", "event_private"})  # a chain names its case in every hash, and no list reads one


def lay_open(world: World, cases: int, first: int = 0) -> list[str]:
    """So many open cases: received, inquired into with letters to serve, drafts to review, payments to make; their numbers."""
    received, inquired, waiting, drafted, awarded = (
        standing(world, state, MODEL.format(place))
        for place, state in enumerate(("applied", "investigating", "investigating", "deciding", "settling"))
    )
    for case in (waiting, drafted, awarded):
        _served(case)
    inquired.clock("service_sending", date(2024, 9, 20), subject=inquired.of("letter")[0]["id"])
    approval(drafted, "drafted", "confirm", drafted.no, CONFIRM)
    account(awarded)
    payment(awarded, "pending", item(awarded, "effective"))
    _served(awarded)
    return _copies(world, (received, inquired, waiting, drafted, waiting, awarded, waiting, received), cases, first)


def lay_closed(world: World, cases: int, first: int = 0, state: str = "settled") -> list[str]:
    """So many cases on which nothing waits, in a state in which they are over; their numbers."""
    over = standing(world, state, MODEL.format(9))
    for code in ("T5", "T8", "T13", "T21"):
        over.clock(code, state="met")
    _served(over)
    return _copies(world, (over,), cases, first)


def _served(case: Case) -> None:
    """All its letters have arrived."""
    for row in case.of("service"):
        row.update(state="served", served_on=row["served_on"] or SERVED, method="direct", evidence="回证")


def name_of(place: int) -> str:
    """The name of the person of a copy: about one in fifteen hundred is called the same."""
    return FAMILY[place % len(FAMILY)] + GIVEN[place // 24 % len(GIVEN)] + GIVEN[place // 192 % len(GIVEN)]


def id_number_of(place: int) -> str:
    """The ID number of the person of a copy, of a district that there is not."""
    return f"509999{1960 + place % 40}{place % 12 + 1:02d}{place % 28 + 1:02d}{place % 1000:03d}X"


def _copies(world: World, models: Sequence[Case], cases: int, first: int) -> list[str]:
    for model in models:
        model.finish()
        for row in model.of("transfer"):
            row.update(recorded_at=model.claim["last_recorded_at"])
    given = world.rows("series", series=letter_series(SERIES))
    serials = count(given[0]["last_serial"] + 1 if given else 1)
    for start in range(first, first + cases, AT_A_TIME):
        part = range(start, min(start + AT_A_TIME, first + cases))
        copied = [_copy(models[place % len(models)], place, serials) for place in part]
        with world.engine.begin() as connection:
            _write_persons(connection, part)
            for name in ORDER:
                _write(connection, name, [row for rows in copied for row in rows.get(name, ())])
    _count_letters(world, next(serials) - 1)
    if world.engine.dialect.name == "postgresql":  # which does so by itself, only later; SQLite never
        with world.engine.begin() as connection:
            connection.execute(sql("ANALYZE"))
    return [_number(place) for place in range(first, first + cases)]


def _count_letters(world: World, last: int) -> None:
    """The series of the copied letters has no gap."""
    name = letter_series(SERIES)
    with world.engine.begin() as connection:
        connection.execute(delete(table("series")).where(table("series").c.series == name))
        row = {"series": name, "year": REPORTED.year, "last_serial": last, "last_on": TODAY}
        _write(connection, "series", [row])


def _number(place: int) -> str:
    return f"TL-{2022 + place // 200_000}-{place % 200_000:06d}"


def _copy(model: Case, place: int, serials: Iterator[int]) -> dict[str, list[Row]]:
    return {
        name: [_row(name, row, model.no, place, serials) for row in rows]
        for name, rows in model.rows.items()
        if name not in APART
    }


def _row(name: str, row: Row, no: str, place: int, serials: Iterator[int]) -> Row:
    """A row of the copy: the number and the person of the model replaced, its days later."""
    later = timedelta(place * 7 % SPREAD_DAYS)
    new = {key: _moved(value, no, place, later) for key, value in row.items()}
    if name == "letter":
        serial = next(serials)
        new.update(serial=serial, series=SERIES, verify_code=f"{serial:026d}")
    if name == "claim":
        new.update(order_no=f"MT-{place}")
    return new


def _moved(value: Any, no: str, place: int, later: timedelta) -> Any:
    if isinstance(value, str):
        return value.replace(no, _number(place)).replace(INJURED, _person(place))
    return value + later if isinstance(value, date) else value


def _person(place: int) -> str:
    return f"C{place:07d}"


def _write_persons(connection: Connection, places: Iterable[int]) -> None:
    keyring = cipher_of(connection).keyring
    persons, private, indexes = [], [], []
    for place in places:
        body = {"name": name_of(place), "id_number": id_number_of(place), "phone": f"1390{place:07d}"}
        facts = {"id": _person(place), "id_index": f"copied {place}", "synthetic": True}
        persons.append({**facts, "recorded_at": "2024-09-01T00:00:00.000000Z"})
        private.append({"person_id": _person(place), "body": json.dumps(body, ensure_ascii=False)})
        for kind, value in wanted_digests(keyring, body, keyring.sealing.id).items():
            indexes.append({"person_id": _person(place), "kind": kind, "digest": value, "key_id": keyring.sealing.id})
    for name, rows in (("person", persons), ("person_private", private), ("person_index", indexes)):
        _write(connection, name, rows)


def _write(connection: Connection, name: str, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table(name)), seal_rows(connection, name, rows) if is_private(name) else rows)

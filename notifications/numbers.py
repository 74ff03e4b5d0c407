"""Number series without gaps: the row of the series is locked until commit, so a rolled-back number comes back.

Never a database sequence, which would leave gaps. Numbers are taken last in a transaction, in order of series.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.errors import Refused
from claims.store.rows import compile_once, read_all
from claims.store.tables import table

SERIES = table("series")
_texts: dict[str, tuple[tuple[str, tuple[str, ...] | None], tuple[str, tuple[str, ...] | None]]] = {}


def next_serial(connection: Connection, series: str, year: int, day: date, *, in_order: bool = True) -> int:
    """The next number of `series` in `year`, given for `day`.

    Raises Refused where `in_order` and a later day already has a number: 13号 is never dated before 12号.
    """
    insert, take = _statements(connection)
    bound = {"b_series": series, "b_year": year, "b_day": day}
    connection.exec_driver_sql(insert[0], _bound(insert[1], bound))
    row = read_all(connection, "series", connection.exec_driver_sql(take[0], _bound(take[1], bound)))[0]
    if in_order and row["last_on"] > day:
        raise Refused("letter_before_last", series=series, day=day.isoformat(), last=row["last_on"].isoformat())
    if row["last_on"] < day:
        move_on = update(SERIES).where(SERIES.c.series == series, SERIES.c.year == year).values(last_on=day)
        connection.execute(move_on)
    return int(row["last_serial"])


def last_day(connection: Connection, series: str, year: int) -> date | None:
    """The day for which the last number of a series was given, without taking one."""
    found = select(SERIES.c.last_on).where(SERIES.c.series == series, SERIES.c.year == year)
    return connection.execute(found).scalar_one_or_none()


def _bound(order: tuple[str, ...] | None, values: dict[str, object]) -> Any:
    return tuple(values[name] for name in order) if order else values


def _statements(
    connection: Connection,
) -> tuple[tuple[str, tuple[str, ...] | None], tuple[str, tuple[str, ...] | None]]:
    name = connection.dialect.name
    if name not in _texts:
        insert = (sqlite.insert if name == "sqlite" else postgresql.insert)(SERIES)
        opened = insert.values(
            series=bindparam("b_series"),
            year=bindparam("b_year"),
            last_serial=literal_column("0"),
            last_on=bindparam("b_day"),
        ).on_conflict_do_nothing(index_elements=["series", "year"])
        taken = (
            update(SERIES)
            .where(SERIES.c.series == bindparam("b_series"), SERIES.c.year == bindparam("b_year"))
            .values(last_serial=SERIES.c.last_serial + literal_column("1"))
            .returning(SERIES.c.last_serial, SERIES.c.last_on)
        )
        _texts[name] = (compile_once(connection, opened), compile_once(connection, taken))
    return _texts[name]

"""Number series without gaps: the row of the series is locked until commit, so a rolled-back number comes back.

Never a database sequence, which would leave gaps. Numbers are taken last in a transaction, in order of series.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, literal_column, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.errors import Refused
from claims.store.rows import Compiled, compile_once, fetch, run, select_one, update_row, with_dates
from claims.store.tables import table

SERIES = table("series")
_texts: dict[str, tuple[Compiled, Compiled]] = {}


def letter_series(series: str) -> str:
    """The row that counts a series of letters; cases and persons are counted beside them."""
    return f"letter.{series}"


def next_serial(connection: Connection, series: str, year: int, day: date, *, in_order: bool = True) -> int:
    """The next number of `series` in `year`, given for `day`.

    Raises Refused where `in_order` and a later day already has a number: 13号 is never dated before 12号.
    """
    opening, taking = _statements(connection)
    bound = {"b_series": series, "b_year": year, "b_day": day}
    taken = fetch(connection, taking, bound)
    if not taken:
        run(connection, opening, bound)
        taken = fetch(connection, taking, bound)
    row = with_dates(connection, "series", taken)[0]
    if in_order and row["last_on"] > day:
        raise Refused("letter_before_last", series=series, day=day.isoformat(), last=row["last_on"].isoformat())
    if row["last_on"] < day:
        update_row(connection, "series", {"series": series, "year": year}, {"last_on": day})
    return int(row["last_serial"])


def last_day(connection: Connection, series: str, year: int) -> date | None:
    """The day for which the last number of a series was given, without taking one."""
    found = select_one(connection, "series", series=series, year=year)
    return found["last_on"] if found else None


def _statements(connection: Connection) -> tuple[Compiled, Compiled]:
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

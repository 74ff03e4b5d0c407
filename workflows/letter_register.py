"""The register of a number series 文号登记: every number of a year in order, what has become of it, and what is wrong.

A number that was given stays: a letter that was voided 作废 keeps it and says so. What the register can find wrong cannot
happen through the engine; it is looked for all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from notifications.kinds import Force, letter_kind
from notifications.numbers import letter_series
from workflows.transaction import Desk, reading

STATE_NAMES: Mapping[str, str] = {"issued": "已编号", "rendered": "已制作", "signed": "已签章", "voided": "作废"}


@dataclass(frozen=True, slots=True)
class Numbered:
    """One number: the letter that bears it, its day, its case, and its state as people call it."""

    serial: int
    number: str
    name: str
    dated_on: date
    claim_no: str
    letter_id: str
    state: str
    is_void: bool


@dataclass(frozen=True, slots=True)
class Register:
    """The numbers of one series and year in order. `gaps` are numbers that no letter bears, `twins` those that two bear;
    `out_of_order` bear an earlier day than a number before them.
    """

    series: str
    year: int
    entries: tuple[Numbered, ...]
    gaps: tuple[int, ...]
    twins: tuple[int, ...]
    out_of_order: tuple[Numbered, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with it."""
        return not (self.gaps or self.twins or self.out_of_order)


def letter_register(desk: Desk, series: str, year: int) -> Register:
    """The register of `series` (as in `notifications/kinds.py`) in `year`; empty where no number has been given."""
    with reading(desk) as connection:
        return _register(connection, series, year)


def every_register(desk: Desk) -> list[Register]:
    """The register of every series and year in which a number has been given."""
    letter, given = table("letter"), table("series")
    prefix = letter_series("")
    with reading(desk) as connection:
        used = {
            (str(row[0]), int(row[1])) for row in connection.execute(select(letter.c.series, letter.c.year).distinct())
        }
        found = connection.execute(select(given.c.series, given.c.year).where(given.c.series.startswith(prefix)))
        used |= {(str(row[0]).removeprefix(prefix), int(row[1])) for row in found}
        return [_register(connection, series, year) for series, year in sorted(used)]


def _register(connection: Connection, series: str, year: int) -> Register:
    rows = sorted(select_rows(connection, "letter", series=series, year=year), key=lambda row: row["serial"])
    last = select_one(connection, "series", series=letter_series(series), year=year)
    serials = [row["serial"] for row in rows]
    given = max([last["last_serial"] if last else 0, *serials])
    return Register(
        series=series,
        year=year,
        entries=tuple(map(_entry, rows)),
        gaps=tuple(sorted(set(range(1, given + 1)) - set(serials))),
        twins=tuple(sorted(serial for serial, times in Counter(serials).items() if times > 1)),
        out_of_order=tuple(map(_entry, _out_of_order(rows))),
    )


def _out_of_order(rows: Sequence[Row]) -> list[Row]:
    """Those dated before a number ahead of them; receipts bear the day on which they are recorded, and may be."""
    found, latest = [], date.min
    for row in rows:
        if letter_kind(row["kind"]).force is Force.RECEIPT:
            continue
        if row["dated_on"] < latest:
            found.append(row)
        latest = max(latest, row["dated_on"])
    return found


def _entry(row: Row) -> Numbered:
    return Numbered(
        serial=row["serial"],
        number=row["number"],
        name=letter_kind(row["kind"]).name,
        dated_on=row["dated_on"],
        claim_no=row["claim_no"],
        letter_id=row["id"],
        state=STATE_NAMES.get(row["state"], row["state"]),
        is_void=row["state"] == "voided",
    )

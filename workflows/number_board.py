"""The number series as they stand: the last number given, the next one, and whether every number is borne by something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from claims.rules import Rules
from claims.store.rows import Row
from claims.store.tables import table
from notifications.kinds import LETTER_KINDS
from notifications.numbers import letter_series

SERIES, LETTER, CLAIM = table("series"), table("letter"), table("claim")
LETTERS, CASES, PERSONS = letter_series(""), "claim", "person"
BY_DAY = {
    "bank_file": ("银行文件登记号（每天从 1 起）", "bank.file_number"),
    "batch": ("批次号（每天从 1 起）", "letters.batch_number"),
}


@dataclass(frozen=True, slots=True)
class Series:
    """A series in a year (0: it does not begin anew): its name, the last number as it is written, the next one, the day of
    the last, and how many numbers are given and borne by nothing (None: it is not counted)."""

    name: str
    year: int
    last: str
    next: str
    last_on: date
    missing: int | None


def number_series(connection: Connection, rules: Rules) -> list[Series]:
    """Every series from which a number was given, the latest year first; of those that begin anew every day the last one."""
    found = []
    for row in _last_of_days([dict(row) for row in connection.execute(select(SERIES)).mappings()]):
        code, year, last, on = row["series"], row["year"], row["last_serial"], row["last_on"]
        name = _name(rules, code, on)
        written, following = (_written(rules, code, year, serial, on) for serial in (last, last + 1))
        found.append(Series(name, year, written, following, on, _missing(connection, rules, code, year, last, on)))
    return sorted(found, key=lambda one: (-one.year, one.name, one.last_on))


def _last_of_days(rows: Iterable[Row]) -> Iterable[Row]:
    by_place: dict[tuple[str, int], Row] = {}
    for row in sorted(rows, key=lambda row: row["last_on"]):
        kind = row["series"].partition(".")[0]
        by_place[(kind, 0) if kind in BY_DAY else (row["series"], row["year"])] = row
    return by_place.values()


def _name(rules: Rules, code: str, on: date) -> str:
    if code.startswith(LETTERS):
        series = code.removeprefix(LETTERS)
        kinds = "、".join(kind.name for kind in LETTER_KINDS.values() if kind.series == series)
        return f"{rules.at(f'letters.mark.{series}', on).as_text()}（{kinds}）"
    if code == CASES:
        return "案号"
    return "从业人员编号" if code == PERSONS else BY_DAY[code.partition(".")[0]][0]


def _written(rules: Rules, code: str, year: int, serial: int, on: date) -> str:
    """A number as its pattern has it on the day of the last one."""
    if code.startswith(LETTERS):
        mark = rules.at(f"letters.mark.{code.removeprefix(LETTERS)}", on).as_text()
        return rules.at("letters.number_pattern", on).as_text().format(mark=mark, year=year, number=serial)
    if code == CASES:
        return rules.at("letters.claim_number", on).as_text().format(year=year, number=serial)
    if code == PERSONS:
        return f"P{serial:06d}"
    day = date.fromisoformat(code.partition(".")[2])
    return rules.at(BY_DAY[code.partition(".")[0]][1], on).as_text().format(day=day, number=serial)


def _missing(connection: Connection, rules: Rules, code: str, year: int, last: int, on: date) -> int | None:
    if code.startswith(LETTERS):
        mine = (LETTER.c.series == code.removeprefix(LETTERS), LETTER.c.year == year)
        return last - _count(connection, LETTER.c.id, *mine)
    if code == CASES:
        begins = rules.at("letters.claim_number", on).as_text().partition("{number")[0].format(year=year)
        return last - _count(connection, CLAIM.c.no, CLAIM.c.no.startswith(begins, autoescape=True))
    return None


def _count(connection: Connection, what: ColumnElement[str], *where: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count(what)).where(*where)).scalar_one())

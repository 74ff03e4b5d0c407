"""Where the numbers of letters have gaps or twins 缺号、重号: the series that do not add up, some at a time, and their numbers.

No letter is read for it, only the index of the numbers; of a series that does not add up no more than its first runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, tuple_

from claims.store.tables import table
from notifications.numbers import letter_series

LETTER, SERIES = table("letter"), table("series")
PAGE_SERIES = 20
RUNS_MAX = 10
Key = tuple[str, int]  # a series, as in `notifications/kinds.py`, and a year


@dataclass(frozen=True, slots=True)
class Gap:
    """A series that does not add up in a year: the first runs of numbers that no letter bears, that two bear, or that were
    never given, each from its first number to its last."""

    series: str
    year: int
    runs: tuple[tuple[int, int], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Sum:
    """What a series and year add up to: the last number given, how many letters bear one, how many numbers they bear, and
    the highest."""

    given: int = 0
    borne: int = 0
    serials: int = 0
    highest: int = 0

    @property
    def is_whole(self) -> bool:
        return self.given == self.borne == self.serials == self.highest


def letter_gaps(connection: Connection, page: int = 1) -> tuple[list[Gap], int]:
    """A page of the series that do not add up, and how many there are; none, by construction."""
    sums = _sums(connection)
    wrong = sorted(key for key, found in sums.items() if not found.is_whole)
    keys = wrong[(page - 1) * PAGE_SERIES : page * PAGE_SERIES]
    broken = _broken(connection, keys) if keys else {}
    return [_gap(key, sums[key], broken.get(key, [])) for key in keys], len(wrong)


def _sums(connection: Connection) -> dict[Key, _Sum]:
    prefix = letter_series("")
    given = {
        (str(row.series).removeprefix(prefix), int(row.year)): int(row.last_serial)
        for row in connection.execute(select(SERIES).where(SERIES.c.series.startswith(prefix)))
    }
    serial = LETTER.c.serial
    counted = select(
        LETTER.c.series, LETTER.c.year, func.count(serial), func.count(serial.distinct()), func.max(serial)
    ).group_by(LETTER.c.series, LETTER.c.year)
    borne = {(str(row[0]), int(row[1])): tuple(map(int, row[2:])) for row in connection.execute(counted)}
    return {key: _Sum(given.get(key, 0), *borne.get(key, ())) for key in {*given, *borne}}


def _broken(connection: Connection, keys: Sequence[Key]) -> dict[Key, list[tuple[int, int]]]:
    """Where a number does not follow the one before it: both of them, the first few of each series."""
    mine = (LETTER.c.series, LETTER.c.year)
    before = func.lag(LETTER.c.serial, 1, 0).over(partition_by=mine, order_by=LETTER.c.serial).label("before")
    numbers = select(*mine, LETTER.c.serial, before)
    one = numbers.where(tuple_(*mine).in_(keys)).subquery()
    rank = func.row_number().over(partition_by=(one.c.series, one.c.year), order_by=one.c.serial).label("rank")
    ranked = select(one, rank).where(one.c.serial != one.c.before + 1).subquery()
    found: dict[Key, list[tuple[int, int]]] = {}
    wanted = select(ranked).where(ranked.c.rank <= RUNS_MAX + 1).order_by(ranked.c.series, ranked.c.year, ranked.c.rank)
    for row in connection.execute(wanted):
        found.setdefault((row.series, row.year), []).append((row.before, row.serial))
    return found


def _gap(key: Key, total: _Sum, broken: Sequence[tuple[int, int]]) -> Gap:
    runs = [(before + 1, serial - 1) if serial > before else (serial, serial) for before, serial in broken]
    if total.given != total.highest:
        runs.append((min(total.given, total.highest) + 1, max(total.given, total.highest)))
    return Gap(*key, tuple(runs[:RUNS_MAX]), more=len(runs) > RUNS_MAX)

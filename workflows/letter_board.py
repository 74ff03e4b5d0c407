"""The letters of the bureau as a list: filtered, a page at a time, each with how its service stands; and the gaps in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, or_, select

from claims.store.rows import Row, select_among
from claims.store.tables import table
from notifications.kinds import letter_kind
from notifications.numbers import letter_series
from workflows.case_heads import Head, heads_of
from workflows.letter_lookup import read_number
from workflows.letter_register import STATE_NAMES, letter_register
from workflows.recipients import RECIPIENT_NAMES
from workflows.roles import Actor
from workflows.sight import CLAIM, sees
from workflows.transaction import Desk

LETTER, SERVICE, SERIES = table("letter"), table("service"), table("series")
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class WantedLetters:
    """Which letters: of a kind, in a state, with a service in a state, on a case or with a number, dated between two days."""

    kind: str = ""
    state: str = ""
    service: str = ""
    text: str = ""
    dated_from: date | None = None
    dated_to: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """A letter in the list: its row, what it is called, its state as people call it, its case, and on whom it is served."""

    row: Row
    name: str
    state: str
    head: Head
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is wrong with the numbers of a series in a year; empty by construction."""

    series: str
    year: int
    numbers: tuple[int, ...]


def letter_list(
    connection: Connection, actor: Actor, today: date, wanted: WantedLetters
) -> tuple[list[ListedLetter], int]:
    """A page of the letters on cases that `actor` may see, the latest first, and how many there are in all."""
    conditions = [sees(actor, today), *_conditions(wanted)]
    joined = LETTER.join(CLAIM, CLAIM.c.no == LETTER.c.claim_no)
    total = connection.execute(select(func.count()).select_from(joined).where(*conditions)).scalar_one()
    found = select(LETTER).select_from(joined).where(*conditions)
    found = found.order_by(LETTER.c.dated_on.desc(), LETTER.c.series, LETTER.c.serial.desc(), LETTER.c.id)
    found = found.limit(PAGE_ROWS).offset((max(1, wanted.page) - 1) * PAGE_ROWS)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    heads = heads_of(connection, (row["claim_no"] for row in rows))
    services = select_among(connection, "service", "letter_id", [row["id"] for row in rows])
    return [_listed(row, heads, services) for row in rows], int(total)


def letter_gaps(desk: Desk, connection: Connection) -> list[Gap]:
    """The numbers that no letter bears or that two bear, by series and year; only series that do not add up are read."""
    prefix = letter_series("")
    given = {
        (str(row.series).removeprefix(prefix), int(row.year)): int(row.last_serial)
        for row in connection.execute(select(SERIES).where(SERIES.c.series.startswith(prefix)))
    }
    counted = select(
        LETTER.c.series,
        LETTER.c.year,
        func.count().label("borne"),
        func.count(LETTER.c.serial.distinct()).label("serials"),
    )
    borne = {
        (str(row.series), int(row.year)): (int(row.borne), int(row.serials))
        for row in connection.execute(counted.group_by(LETTER.c.series, LETTER.c.year))
    }
    wrong = [key for key in sorted({*given, *borne}) if borne.get(key) != (given.get(key), given.get(key))]
    return [Gap(series, year, _missing(desk, series, year)) for series, year in wrong]


def _missing(desk: Desk, series: str, year: int) -> tuple[int, ...]:
    register = letter_register(desk, series, year)
    return tuple(sorted({*register.gaps, *register.twins}))


def _conditions(wanted: WantedLetters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(LETTER.c.kind == wanted.kind)
    if wanted.state:
        found.append(LETTER.c.state == wanted.state)
    if wanted.service:
        found.append(LETTER.c.id.in_(select(SERVICE.c.letter_id).where(SERVICE.c.state == wanted.service)))
    if wanted.text:
        found.append(or_(LETTER.c.claim_no == wanted.text, LETTER.c.number == read_number(wanted.text)))
    if wanted.dated_from:
        found.append(LETTER.c.dated_on >= wanted.dated_from)
    if wanted.dated_to:
        found.append(LETTER.c.dated_on <= wanted.dated_to)
    return found


def _listed(row: Row, heads: Mapping[str, Head], services: Sequence[Row]) -> ListedLetter:
    mine = tuple(
        (RECIPIENT_NAMES[one["recipient_kind"]], str(one["state"])) for one in services if one["letter_id"] == row["id"]
    )
    state = STATE_NAMES.get(row["state"], row["state"])
    return ListedLetter(row, letter_kind(row["kind"]).name, state, heads[row["claim_no"]], mine)

"""The auditor's exceptions 疑点: questions in `claims/audit` that each list what somebody should look at, by ids and never names.

A question finds candidates in SQL; what SQL cannot tell alike on both databases (working days, account numbers that lie
in private rows) is compared here afterwards. An exception is no offence: each says when it is harmless.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from claims.queries import AUDIT, Query, queries
from claims.store.private import open_one
from claims.store.rows import Row
from claims.store.tables import METADATA
from workflows.asking import ask, hold_still
from workflows.transaction import Desk, reading

WEIGHTS = ("高", "中", "低")
NEEDS_TABLE = "表"
ONE_DAY = timedelta(days=1)
UTC_AHEAD = 8  # hours by which Asia/Shanghai is ahead of the instants that are stored
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Found:
    """One exception: its code (the question's name) and weight, the case (empty: of none), what it is about, the day, and
    the ids and codes that it rests on.
    """

    code: str
    weight: str
    claim_no: str
    subject: str
    found_on: date
    detail: str


def exceptions(desk: Desk, from_on: date, to_on: date) -> tuple[Found, ...]:
    """All exceptions of the days from `from_on` to `to_on`, the weighty first, then by day."""
    values = _values(desk, from_on, to_on)
    found: list[Found] = []
    with reading(desk) as connection:
        hold_still(connection)
        for one in askable():
            found += _found(desk, connection, one, values)
    return tuple(sorted(found, key=lambda row: (WEIGHTS.index(row.weight), row.code, row.found_on, row.subject)))


def askable() -> tuple[Query, ...]:
    """The questions whose tables this program has."""
    return tuple(one for one in queries(AUDIT) if not one.said(NEEDS_TABLE) or one.said(NEEDS_TABLE) in METADATA.tables)


def _found(desk: Desk, connection: Connection, asked: Query, values: Mapping[str, str | int]) -> list[Found]:
    rows = [_opened(connection, row) for row in ask(connection, asked, values)]
    compare = COMPARED.get(asked.name)
    if compare is not None:
        rows = compare(desk, rows, date.fromisoformat(str(values["to_on"])))
    return [
        Found(
            asked.name,
            asked.said("轻重"),
            row["claim_no"],
            row["subject"],
            date.fromisoformat(row["found_on"]),
            row["detail"],
        )
        for row in rows
        if str(row["found_on"]) >= str(values["from_on"])
    ]


def _opened(connection: Connection, row: Row) -> Row:
    """The row with the private part that its account has, if the question asks for it."""
    if "private_body" not in row:
        return row
    body = open_one(connection, "payee_account_private", row["subject"], "body", row["private_body"])
    return {**row, "private_body": body}


def _values(desk: Desk, from_on: date, to_on: date) -> dict[str, str | int]:
    """The parameters of the questions. Rest days and night hours are texts in which a day or an hour is looked for."""
    night = desk.rules.at("audit.night", to_on).as_record()
    first, last = int(str(night["from_hour"])), int(str(night["to_hour"]))
    hours = [hour % HOURS_A_DAY for hour in range(first, last + (HOURS_A_DAY if last <= first else 0))]
    rest = _rest_days(desk, from_on, to_on)
    return {
        "from_on": from_on.isoformat(),
        "to_on": to_on.isoformat(),
        "near_limit": desk.rules.at("audit.near_limit", to_on).as_int(),
        "rest_days": " ".join(day.isoformat() for day in rest),
        # A rest day in Asia/Shanghai is the last third of the UTC day before (b) and the first two of its own (a).
        "rest_halves": " ".join(f"{(day - ONE_DAY).isoformat()}b {day.isoformat()}a" for day in rest),
        "night_hours": " ".join(f"{(hour - UTC_AHEAD) % HOURS_A_DAY:02d}" for hour in hours),
    }


def _rest_days(desk: Desk, from_on: date, to_on: date) -> list[date]:
    days = (from_on + timedelta(days=place) for place in range((to_on - from_on).days + 2))
    first = date(desk.calendar.first_year, 1, 1)
    return [day for day in days if day >= first and not desk.calendar.is_working_day(day)]


def _same_number(_desk: Desk, rows: Sequence[Row], _on: date) -> list[Row]:
    """Accounts of the same number with different beneficiaries."""
    by_number = _by_number(rows)
    shared = {number for number, own in by_number.items() if len({row["detail"] for row in own}) > 1}
    return [
        {**row, "detail": "、".join(sorted(f"{one['detail']} {one['subject']}" for one in by_number[_number(row)]))}
        for row in _last_of_each(by_number, shared)
    ]


def _last_of_each(by_number: Mapping[str, Sequence[Row]], numbers: set[str]) -> list[Row]:
    return [max(by_number[number], key=lambda row: (row["found_on"], row["subject"])) for number in numbers]


def _of_officers(_desk: Desk, rows: Sequence[Row], _on: date) -> list[Row]:
    """Accounts of beneficiaries who are officers, and accounts of others with the number of such a one."""
    officers = {_number(row) for row in rows if row["is_officers"]}
    return [row for row in rows if _number(row) in officers]


def _by_number(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[_number(row)].append(row)
    return found


def _number(row: Row) -> str:
    """The account number, without the spaces that people write in it."""
    return "".join(str(json.loads(row["private_body"]).get("account", row["subject"])).split())


def _within_days(desk: Desk, rows: Sequence[Row], on: date) -> list[Row]:
    limit = desk.rules.at("audit.split_days", on).as_int()
    return [row for row in rows if (_day(row["found_on"]) - _day(row["days_from"])).days <= limit]


def _within_working_days(desk: Desk, rows: Sequence[Row], on: date) -> list[Row]:
    limit = desk.rules.at("audit.account_change", on).as_int()
    return [row for row in rows if _working_days(desk, _day(row["working_days_from"]), _day(row["found_on"])) < limit]


def _working_days(desk: Desk, after: date, to: date) -> int:
    """How many working days lie after the one day, up to the other."""
    days = (after + timedelta(days=place) for place in range(1, (to - after).days + 1))
    return sum(desk.calendar.is_working_day(day) for day in days)


def _entered_late(desk: Desk, rows: Sequence[Row], on: date) -> list[Row]:
    limit = desk.rules.at("audit.late_entry", on).as_int()
    return [row for row in rows if not row["late_from"] or (_day(row["late_to"]) - _day(row["late_from"])).days > limit]


def _day(text: str) -> date:
    return date.fromisoformat(text)


COMPARED: Mapping[str, Callable[[Desk, Sequence[Row], date], list[Row]]] = {
    "same_account": _same_number,
    "officers_account": _of_officers,
    "split_between_cases": _within_days,
    "account_changed_late": _within_working_days,
    "late_entries": _entered_late,
}

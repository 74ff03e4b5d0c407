"""The working calendar of an installation: the notices that come with the program, and those loaded here when they came out.

The notice of a year is published in the autumn before it. A bureau does not wait for a new version of the program: it
loads the year's file, and the next sweep counts the provisional days again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from claims.calendar import WorkingCalendar, YearPlan
from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.rules import Value
from claims.rules.reader import read_file
from claims.store.rows import insert_rows, select_one, select_rows, update_row
from claims.workdays import national_plans, read_plan
from workflows.locking import open_actor
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction, reading

TOPIC = "calendar"
BUILT_IN, BY_PROGRAM = "随程序", "program"


@dataclass(frozen=True, slots=True)
class LoadedYear:
    """What loading a notice did: the year, how many holidays and make-up days it has, and whether it replaced another."""

    year: int
    off: int
    worked: int
    replaced: bool


def present_calendar(connection: Connection) -> WorkingCalendar:
    """The calendar as it is now, read in the caller's transaction. Raises as WorkingCalendar does."""
    loaded = tuple((row["year"], row["plan"]) for row in select_rows(connection, "calendar_year"))
    return _calendar_of(tuple(national_plans().items()), loaded)


@lru_cache(maxsize=4)
def _calendar_of(built_in: tuple[tuple[int, YearPlan], ...], loaded: tuple[tuple[int, str], ...]) -> WorkingCalendar:
    """Counted out once for the notices as they are: every sweep asks, and they change once a year."""
    return WorkingCalendar({**dict(built_in), **{year: read_plan(json.loads(plan)) for year, plan in loaded}})


def _loaded(connection: Connection) -> Mapping[int, YearPlan]:
    return {row["year"]: read_plan(json.loads(row["plan"])) for row in select_rows(connection, "calendar_year")}


def calendar_stamp(connection: Connection) -> tuple[tuple[int, str], ...]:
    """Which notices were loaded here and when; it changes with every one."""
    return tuple((row["year"], row["loaded_at"]) for row in select_rows(connection, "calendar_year"))


def with_present_calendar(desk: Desk) -> Desk:
    """The same desk with the calendar that is in force now; a desk that stands long must ask before it counts."""
    with reading(desk) as connection:
        present = present_calendar(connection)
    return desk if present.version == desk.calendar.version else replace(desk, calendar=present)


def keep_built_in(connection: Connection, instant: datetime) -> None:
    """Write the notices that come with the program into the database, over those of an earlier program.

    So an older program beside a newer one counts with the same days. What was loaded here by hand stays.
    """
    there = {row["year"]: row for row in select_rows(connection, "calendar_year")}
    for year, plan in national_plans().items():
        row = {
            "plan": _plan_text(plan),
            "source": BUILT_IN,
            "loaded_by": BY_PROGRAM,
            "loaded_at": instant_text(instant),
        }
        if year not in there:
            insert_rows(connection, "calendar_year", [{"year": year, **row}])
        elif there[year]["loaded_by"] == BY_PROGRAM and there[year]["plan"] != row["plan"]:
            update_row(connection, "calendar_year", {"year": year}, row)


def _plan_text(plan: YearPlan) -> str:
    days = {"off": [day.isoformat() for day in plan.off], "worked": [day.isoformat() for day in plan.worked]}
    return canonical_json(days)


def known_years(desk: Desk) -> list[dict[str, object]]:
    """The years whose notices are known: how many weekdays are off, how many weekend days worked, and where it comes from."""
    with reading(desk) as connection:
        loaded = {row["year"]: row for row in select_rows(connection, "calendar_year")}
        plans = {**national_plans(), **_loaded(connection)}
    return [
        {
            "year": year,
            "off": len(plan.off),
            "worked": len(plan.worked),
            "source": loaded[year]["source"] if year in loaded else BUILT_IN,
        }
        for year, plan in sorted(plans.items())
    ]


def load_year(desk: Desk, path: Path, username: str) -> LoadedYear:
    """Load the holiday notice of a year from a file such as `claims/rules/calendar/2026.toml`, in the name of `username`.

    Raises BadInput `calendar_file` where it is no such file, RuleFileError for a malformed one, RuleMissing where a year
    in between is missing, Refused where `username` is no administrator.
    """
    value = _read(path)
    year = int(value.key.rpartition(".")[2])
    plan = read_plan(value.as_record())
    return in_one_transaction(desk, lambda connection: _keep(desk, connection, year, plan, value.source, username))


def _read(path: Path) -> Value:
    if not path.is_file():
        raise BadInput("calendar_file", file=path.name)
    values = [value for value in read_file(path, TOPIC, "national") if value.unit == TOPIC]
    if len(values) != 1:
        raise BadInput("calendar_file", file=path.name)
    return values[0]


def _keep(desk: Desk, connection: Connection, year: int, plan: YearPlan, source: str, username: str) -> LoadedYear:
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None or Role.ADMINISTRATOR not in actor.roles:
        raise Refused("calendar_by_administrator", actor=username)
    WorkingCalendar({**national_plans(), **_loaded(connection), year: plan})  # raises where it does not fit the others
    row = {
        "plan": _plan_text(plan),
        "source": source,
        "loaded_by": username,
        "loaded_at": instant_text(desk.instant()),
    }
    earlier = select_one(connection, "calendar_year", year=year)
    if earlier:
        update_row(connection, "calendar_year", {"year": year}, row)
    else:
        insert_rows(connection, "calendar_year", [{"year": year, **row}])
    return LoadedYear(year, len(plan.off), len(plan.worked), earlier is not None)

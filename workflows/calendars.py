"""The working calendar of an installation: the notices that come with the program, and those loaded here when they came out.

The notice of a year is published in the autumn before it. A bureau does not wait for a new version of the program: one
person proposes the year's days, another applies them (`workflows/rule_answers.py`), and the days that hang on them are
counted again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from claims.calendar import WorkingCalendar, YearPlan
from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import BadInput
from claims.rules import Value
from claims.rules.reader import read_file
from claims.store.rows import insert_rows, select_one, select_rows, update_row
from claims.workdays import national_plans, read_plan
from workflows.transaction import Desk, reading

TOPIC = "calendar"
BUILT_IN, BY_PROGRAM = "随程序", "program"


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
        plans = plans_of(connection, {})
    return [
        {
            "year": year,
            "off": len(plan.off),
            "worked": len(plan.worked),
            "source": loaded[year]["source"] if year in loaded else BUILT_IN,
        }
        for year, plan in sorted(plans.items())
    ]


def plans_of(connection: Connection, more: Mapping[int, Mapping[str, object]]) -> dict[int, YearPlan]:
    """The plans of all known years with these over them, each given as its off and worked days."""
    return {**national_plans(), **_loaded(connection), **{year: read_plan(plan) for year, plan in more.items()}}


def read_notice(path: Path) -> tuple[int, YearPlan, Value]:
    """The year and the days of a notice in a file such as `claims/rules/calendar/2026.toml`, and the value that holds them.

    Raises BadInput `calendar_file` where it is no such file, RuleFileError for a malformed one.
    """
    if not path.is_file():
        raise BadInput("calendar_file", file=path.name)
    values = [value for value in read_file(path, TOPIC, "national") if value.unit == TOPIC]
    if len(values) != 1:
        raise BadInput("calendar_file", file=path.name)
    (value,) = values
    return int(value.key.rpartition(".")[2]), read_plan(value.as_record()), value


def write_year(
    connection: Connection, year: int, plan: YearPlan, source: str, username: str, instant: datetime
) -> None:
    """Put the plan of a year in force, in the place of an earlier one of that year."""
    row = {"plan": _plan_text(plan), "source": source, "loaded_by": username, "loaded_at": instant_text(instant)}
    if select_one(connection, "calendar_year", year=year):
        update_row(connection, "calendar_year", {"year": year}, row)
    else:
        insert_rows(connection, "calendar_year", [{"year": year, **row}])

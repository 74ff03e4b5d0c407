"""The integrity checks as one list, and their run once a day, which leaves a row: the report of that day.

What needs the whole chain of every case is left to `claims verify`; these look at rows that must agree with each other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import canonical_json
from claims.clock import SHANGHAI, instant_text
from claims.errors import ClaimsError
from claims.store.engine import is_sqlite
from claims.store.rows import Row, select_one
from claims.store.tables import table
from workflows.checks.bank import BANK, bank_lines_are_decided
from workflows.checks.books import BOOKS
from workflows.checks.clocks import due_days_are_derived, nobody_waits_without_a_clock, wake_days_are_derived
from workflows.checks.evidence import EVIDENCE
from workflows.checks.history import HISTORY
from workflows.checks.law import LAW
from workflows.checks.money import (
    batches_are_what_was_sealed,
    debits_equal_credits,
    every_award_is_accounted_for,
    in_transit_is_what_was_sent,
    one_live_payment_a_benefit,
)
from workflows.checks.months import MONTHS
from workflows.checks.paper import (
    numbers_given_are_numbers_borne,
    numbers_have_no_gaps,
    open_clocks_belong_to_open_cases,
    who_is_not_served_is_chased,
)
from workflows.checks.postings import POSTINGS
from workflows.checks.sealed import SEALED
from workflows.checks.stored import Invariant, Stored
from workflows.checks.waiting import WAITING
from workflows.heartbeat import this_process
from workflows.present_law import with_present_law
from workflows.transaction import Desk, in_one_transaction, reading

CHECKS: Mapping[str, Invariant] = {
    "nobody_waits_without_a_clock": nobody_waits_without_a_clock,
    **WAITING,
    "open_clocks_belong_to_open_cases": open_clocks_belong_to_open_cases,
    "due_days_are_derived": due_days_are_derived,
    "wake_days_are_derived": wake_days_are_derived,
    **HISTORY,
    "who_is_not_served_is_chased": who_is_not_served_is_chased,
    "numbers_have_no_gaps": numbers_have_no_gaps,
    "numbers_given_are_numbers_borne": numbers_given_are_numbers_borne,
    "debits_equal_credits": debits_equal_credits,
    "in_transit_is_what_was_sent": in_transit_is_what_was_sent,
    "every_award_is_accounted_for": every_award_is_accounted_for,
    "one_live_payment_a_benefit": one_live_payment_a_benefit,
    "batches_are_what_was_sealed": batches_are_what_was_sealed,
    **POSTINGS,
    **MONTHS,
    **BANK,
    "bank_lines_are_decided": bank_lines_are_decided,
    **BOOKS,
    **EVIDENCE,
    **LAW,
    **SEALED,
}
CHECK_RUN = table("check_run")
# What a check meets where rows refer to others that are gone, or hold what cannot be read.
UNREADABLE = (KeyError, IndexError, TypeError, ValueError, ClaimsError)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its name, and where and what, by ids."""

    check: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """The run of a day: when it was made, how many checks, and what they found."""

    day: date
    ran_at: str
    checks: int
    findings: tuple[Finding, ...]


def find(desk: Desk) -> tuple[Finding, ...]:
    """Make every check now, by the law that is in force now. A check that stumbles over what it reads has found something too."""
    stored = Stored(with_present_law(desk))
    found: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            found += [Finding(name, text) for text in check(stored)]
        except UNREADABLE as fault:
            found.append(Finding(name, f"unreadable: {type(fault).__name__}"))
    return tuple(found)


def is_due(desk: Desk) -> bool:
    """Whether the checks of today are still to be made: their hour has come, and there is no run of the day."""
    hour = desk.rules.at("audit.check_hour", desk.today()).as_int()
    if desk.instant().astimezone(SHANGHAI).hour < hour:
        return False
    with reading(desk) as connection:
        return select_one(connection, "check_run", day=desk.today()) is None


def run_daily(desk: Desk) -> Run | None:
    """Make the checks of today and write them down, once a day; None where it is not time or somebody else was first."""
    if not is_due(desk):
        return None
    day = desk.today()
    findings = find(desk)
    row: Row = {
        "day": day,
        "ran_at": instant_text(desk.instant()),
        "by_worker": this_process(),
        "checks": len(CHECKS),
        "findings": canonical_json([[one.check, one.text] for one in findings]),
    }
    return _run(row) if in_one_transaction(desk, lambda connection: _write(connection, row)) else None


def _write(connection: Connection, row: Row) -> bool:
    """Whether ours is the run of the day."""
    if select_one(connection, "check_run", day=row["day"]) is not None:
        return False
    insert = sqlite.insert if is_sqlite(connection) else postgresql.insert
    written = insert(CHECK_RUN).values(row).on_conflict_do_nothing().returning(CHECK_RUN.c.day)
    return connection.execute(written).first() is not None


def last_run(connection: Connection) -> Run | None:
    """The latest run there is."""
    found = connection.execute(select(CHECK_RUN).order_by(CHECK_RUN.c.day.desc()).limit(1)).mappings().first()
    return _run(dict(found)) if found else None


def _run(row: Row) -> Run:
    findings = tuple(Finding(check, text) for check, text in json.loads(row["findings"]))
    return Run(row["day"], row["ran_at"], row["checks"], findings)

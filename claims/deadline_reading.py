"""Reads what `claims compute deadline` asks: a start day and one period. Every fault is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from claims.faults import Fault, refuse_faults
from claims.json_reader import Reader
from claims.periods import Period, Unit


class DayKind(StrEnum):
    """How the contract names the two kinds of days."""

    CALENDAR = "calendar"
    WORKING = "working"


_DAYS = {DayKind.CALENDAR: Unit.CALENDAR, DayKind.WORKING: Unit.WORKING}
_LONGER = {"months": Unit.MONTHS, "years": Unit.YEARS}


def read_deadline(raw: Mapping[str, object]) -> tuple[date, Period]:
    """The day `start` and the period: `days` with `unit` calendar or working, or `months`, or `years`.

    Days without a unit are not guessed. Raises BadInput `facts_faulty` that carries every fault.
    """
    faults: list[Fault] = []
    reader = Reader(raw, "", faults)
    start = reader.day("start")
    amounts = {name: reader.whole(name) for name in ("days", *_LONGER)}
    kind = reader.choice("unit", tuple(DayKind))
    reader.close()
    given = {name: amount for name, amount in amounts.items() if amount is not None}
    faults.extend(_faults_of(given, kind, faults))
    refuse_faults(faults)
    ((name, amount),) = given.items()
    assert start is not None  # it was required, so that its absence has raised
    return start, Period(amount, _DAYS[kind] if kind else _LONGER[name])


def _faults_of(given: Mapping[str, int], kind: DayKind | None, before: list[Fault]) -> list[Fault]:
    """What is wrong with the period as a whole; what was unreadable in `before` is not told a second time."""
    told = {fault.where for fault in before}
    faults = [Fault(name, "fault_period_not_positive", {"amount": n}) for name, n in given.items() if n < 1]
    if len(given) > 1:
        faults.append(Fault("、".join(given), "fault_periods_several"))
    if not given and told.isdisjoint({"days", *_LONGER}):
        faults.append(Fault("days、months、years", "fault_period_missing"))
    if "days" in given and kind is None and "unit" not in told:
        faults.append(Fault("unit", "fault_unit_missing"))
    if given and "days" not in given and kind is not None:
        faults.append(Fault("unit", "fault_unit_without_days"))
    return faults

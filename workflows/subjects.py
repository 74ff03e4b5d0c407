"""Blank rows for what a move creates, and the numbers that cases are known by."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Boolean, Connection, Integer

from claims.store.rows import Row
from claims.store.tables import table
from notifications.numbers import next_serial
from workflows.casefile import CaseFile
from workflows.situation import Situation
from workflows.table import NEW, Table
from workflows.transaction import Desk

_blank: dict[str, Row] = {}


def _blank_row(name: str) -> Row:
    if name not in _blank:
        _blank[name] = {
            column.name: _default(column) for column in table(name).columns if column.autoincrement is not True
        }
    return dict(_blank[name])


def _default(column: Any) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, Boolean):
        return False
    return 0 if isinstance(column.type, Integer) else ""


def blank_claim(province: str, day: date) -> Row:
    """A claim that is not yet reported; it has no number until its report is permitted."""
    row = _blank_row("claim")
    row.update(state=NEW, province=province, last_occurred_on=day, accident_on=day, reported_on=day)
    return row


def blank_subject(machine: Table, file: CaseFile) -> Row:
    """A subject of `machine` on the case that does not exist yet; it gets its id when its first move is permitted."""
    row = _blank_row(machine.stored_in)
    row.update(state=NEW, claim_no=file.no)
    return row


def give_number(s: Situation, connection: Connection, desk: Desk) -> str:
    """Give the case its number: gap-free a bureau and year of report, in the pattern of the rules."""
    year = s.occurred_on.year
    serial = next_serial(connection, "claim", year, s.occurred_on, in_order=False)
    pattern = str(desk.rules.at("letters.claim_number", s.occurred_on).value)
    s.claim["no"] = pattern.format(year=year, number=serial)
    return str(s.claim["no"])

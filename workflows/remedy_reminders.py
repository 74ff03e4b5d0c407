"""Whom the end of a remedy period is told to: who may want the remedy, has not used it, and still has a day to act."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.store.rows import Row, select_one, select_rows
from workflows.remedies import SERVICE_CLOCKS

REDO = "T17"
REMEDIES = (REDO, *SERVICE_CLOCKS.values())
AS_APPLIED: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "confirmation": lambda facts: not facts.get("refused_parts"),
    "award": lambda facts: not facts.get("refused_items"),
    "award_change": lambda facts: all(row["new_fen"] >= row["earlier_fen"] for row in facts.get("changes", ())),
}  # the letters that can give what was applied for, and whether they do


def contested_letter(connection: Connection, clock: Row) -> Row | None:
    """The letter against which the period of `clock` runs; None for a period that runs against none."""
    if clock["code"] not in REMEDIES:
        return None
    bearer = select_one(connection, "appraisal" if clock["code"] == REDO else "service", id=clock["subject"])
    return select_one(connection, "letter", id=bearer["letter_id"]) if bearer and bearer["letter_id"] else None


def worth_reminding(connection: Connection, clock: Row, day: date) -> bool:
    """Whether the party is reminded on `day` that a period of its own ends: not on the last day, not of what it has done or
    has no cause for.
    """
    if clock["due_on"] <= day:
        return False
    letter = contested_letter(connection, clock)
    if letter is None:
        return clock["code"] not in REMEDIES
    return not _gives_what_was_asked(connection, letter) and not _lodged(connection, clock, letter)


def _gives_what_was_asked(connection: Connection, letter: Row) -> bool:
    private = select_one(connection, "letter_private", letter_id=letter["id"])
    judge = AS_APPLIED.get(letter["kind"])
    return judge is not None and private is not None and judge(json.loads(private["snapshot"]))


def _lodged(connection: Connection, clock: Row, letter: Row) -> bool:
    """Review and suit exclude each other while one is under way, so either ends the reminding of both."""
    disputes = select_rows(connection, "dispute", claim_no=clock["claim_no"])
    if clock["code"] != REDO:
        return any(row["service_id"] == clock["subject"] and row["route"] in SERVICE_CLOCKS for row in disputes)
    appraisals = select_rows(connection, "appraisal", claim_no=clock["claim_no"])
    services = {row["id"] for row in select_rows(connection, "service", letter_id=letter["id"])}
    asked = any(row["matter"] == "grade" and row["service_id"] in services for row in disputes)
    return asked or any(row["replaces"] == clock["subject"] for row in appraisals)

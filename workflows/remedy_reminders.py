"""Whom the end of a remedy period is told to: who may want the remedy, has not used it, and still has a day to act."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from claims.store.private import open_rows
from claims.store.rows import Row
from claims.store.tables import table
from workflows.remedies import SERVICE_CLOCKS

REDO = "T17"
REMEDIES = (REDO, *SERVICE_CLOCKS.values())
AS_APPLIED: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "confirmation": lambda facts: not facts.get("refused_parts"),
    "award": lambda facts: not facts.get("refused_items"),
    "award_change": lambda facts: all(row["new_fen"] >= row["earlier_fen"] for row in facts.get("changes", ())),
    "death_advance": lambda _facts: True,
}  # the letters that can give what was applied for, and whether they do


@dataclass(frozen=True, slots=True)
class Contest:
    """What a period runs against: the letter (None for a period that runs against none) and, where it stands on one, the
    record of its service; whether the letter gives what was applied for, and whether its remedy has been used.
    """

    letter: Row | None = None
    record: Row | None = None
    is_given: bool = False
    is_lodged: bool = False


def worth_reminding(clock: Row, contest: Contest, day: date) -> bool:
    """Whether the party is reminded on `day` that a period of its own ends: not on the last day, not of what it has done or
    has no cause for.
    """
    if clock["due_on"] <= day:
        return False
    if contest.letter is None:
        return clock["code"] not in REMEDIES
    return not contest.is_given and not contest.is_lodged


def contests_of(connection: Connection, clocks: Sequence[Row]) -> dict[str, Contest]:
    """What each of these periods runs against, by the id of the clock; read together, however many there are."""
    redo = [clock for clock in clocks if clock["code"] == REDO]
    of_service = [clock for clock in clocks if clock["code"] in SERVICE_CLOCKS.values()]
    if not redo and not of_service:
        return {clock["id"]: Contest() for clock in clocks}
    cases = {clock["claim_no"] for clock in (*redo, *of_service)}
    disputes = _read(connection, "dispute", "claim_no", cases)
    appraisals = _read(connection, "appraisal", "claim_no", {clock["claim_no"] for clock in redo})
    records = {row["id"]: row for row in _read(connection, "service", "id", {one["subject"] for one in of_service})}
    bearers = {**records, **{row["id"]: row for row in appraisals}}
    letters = {row["id"]: row for row in _read(connection, "letter", "id", _letters(bearers.values()))}
    given = _given(connection, letters.values())
    lodged = {
        *_lodged_by_service(disputes),
        *_lodged_anew(appraisals, disputes, _read(connection, "service", "letter_id", _letters(appraisals))),
    }
    found = {}
    for clock in clocks:
        bearer = bearers.get(clock["subject"], {}) if clock["code"] in REMEDIES else {}
        letter = letters.get(bearer.get("letter_id"))
        is_given = letter is not None and letter["id"] in given
        found[clock["id"]] = Contest(letter, records.get(bearer.get("id")), is_given, bearer.get("id") in lodged)
    return found


def _given(connection: Connection, letters: Iterable[Row]) -> set[str]:
    """Those of the letters that give what was applied for, by what their snapshots say."""
    judged = {row["id"]: AS_APPLIED[row["kind"]] for row in letters if row["kind"] in AS_APPLIED}
    private = _read(connection, "letter_private", "letter_id", judged)
    return {row["letter_id"] for row in private if judged[row["letter_id"]](json.loads(row["snapshot"]))}


def _lodged_by_service(disputes: Iterable[Row]) -> set[str]:
    """The service records of which review or suit has been asked: they exclude each other while one is under way, so either
    ends the reminding of both.
    """
    return {row["service_id"] for row in disputes if row["service_id"] and row["route"] in SERVICE_CLOCKS}


def _lodged_anew(appraisals: Sequence[Row], disputes: Sequence[Row], services: Iterable[Row]) -> set[str]:
    """The appraisals that another takes the place of, or of whose grade a dispute is lodged."""
    disputed = {row["service_id"] for row in disputes if row["matter"] == "grade"}
    letters = {row["letter_id"] for row in services if row["id"] in disputed}
    asked = {row["id"] for row in appraisals if row["letter_id"] in letters}
    return asked | {row["replaces"] for row in appraisals if row["replaces"]}


def _letters(bearers: Iterable[Row]) -> set[str]:
    return {row["letter_id"] for row in bearers if row["letter_id"]}


def _read(connection: Connection, name: str, column: str, values: Iterable[str]) -> list[Row]:
    rows, wanted = table(name), sorted(values)
    if not wanted:
        return []
    found = connection.execute(select(rows).where(rows.c[column].in_(wanted))).mappings()
    return open_rows(connection, name, [dict(row) for row in found])

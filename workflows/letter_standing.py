"""What a letter is worth today: valid, or overtaken by a later letter that names its number."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from claims.store.rows import Row, select_one, select_rows


class Worth(StrEnum):
    """The worth of a letter, what weighs most first."""

    VOIDED = "voided"
    REVOKED = "revoked"
    QUASHED = "quashed"
    SUPERSEDED = "superseded"
    RECTIFIED = "rectified"
    PRODUCING = "producing"  # issued, its file is not there yet
    VALID = "valid"


OVERTAKEN_BY = {
    "revocation": Worth.REVOKED,
    "appraisal_void": Worth.REVOKED,
    "set_aside_notice": Worth.QUASHED,
    "remand_notice": Worth.QUASHED,
    "award_change": Worth.SUPERSEDED,
    "redo_conclusion": Worth.SUPERSEDED,
    "dispute_act_changed": Worth.SUPERSEDED,
    "rectification": Worth.RECTIFIED,
}
ORDER = list(Worth)


@dataclass(frozen=True, slots=True)
class Standing:
    """The worth of a letter, and the number and day of the letter that made it so, where one did."""

    worth: Worth
    by_number: str | None = None
    on: date | None = None


def standing(connection: Connection, letter: Row) -> Standing:
    """What `letter` is worth. A later letter that was voided counts for nothing."""
    if letter["state"] == "voided":
        return Standing(Worth.VOIDED)
    later = [
        Standing(OVERTAKEN_BY[row["kind"]], row["number"], row["dated_on"])
        for row in select_rows(connection, "letter", claim_no=letter["claim_no"])
        if row["kind"] in OVERTAKEN_BY and row["state"] != "voided" and _speaks_of(connection, row, letter)
    ]
    if later:
        return min(later, key=lambda one: (ORDER.index(one.worth), -(one.on or date.min).toordinal()))
    return Standing(Worth.PRODUCING if letter["state"] == "issued" else Worth.VALID)


def _speaks_of(connection: Connection, later: Row, letter: Row) -> bool:
    private = select_one(connection, "letter_private", letter_id=later["id"])
    return private is not None and json.loads(private["snapshot"]).get("earlier_number") == letter["number"]

"""Letters that overtake an earlier one: which kinds do, what becomes of the earlier one, and which it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from workflows.dispute_facts import disputed_letter
from workflows.situation import Situation


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
    "recovery_withdrawal": Worth.REVOKED,
    "set_aside_notice": Worth.QUASHED,
    "remand_notice": Worth.QUASHED,
    "award_change": Worth.SUPERSEDED,
    "redo_conclusion": Worth.SUPERSEDED,
    "dispute_act_changed": Worth.SUPERSEDED,
    "rectification": Worth.RECTIFIED,
}


def letter_overtaken_by(s: Situation, kind: str, facts: Mapping[str, Any]) -> str | None:
    """The id of the letter that one of `kind` overtakes: the one whose number it gives, or the one that is disputed."""
    if kind not in OVERTAKEN_BY:
        return None
    if kind == "dispute_act_changed":
        letter = disputed_letter(s.file, s.subject)
    else:
        number = facts.get("earlier_number")
        named = s.file.where("letter", lambda row: bool(number) and row["number"] == number)
        letter = named[-1] if named else None
    return None if letter is None else str(letter["id"])

"""A missing rider 下落不明 (工伤保险条例第四十一条): pensions, an advance of the lump sum, and the return alive."""

from __future__ import annotations

from typing import Any

from claims.store.rows import Row
from workflows.payees import DEATH_CODES
from workflows.situation import Situation
from workflows.versions import CaseRows

MISSING = "missing"
ADVANCE, LUMP_SUM = "death_advance", "death_lump_sum"
LUMP_SUMS = (ADVANCE, LUMP_SUM)
GONE = ("superseded", "refused", "revoked", "waived", "discarded")
UNDECIDED = ("draft", "allowed", "approved")


def is_missing(claim: Row) -> bool:
    """Whether the rider is missing: no court has declared the death, and nobody has seen the rider alive."""
    return claim["application_kind"] == MISSING and claim["death_on"] is None and claim["returned_on"] is None


def has_returned(claim: Row, item: Row) -> bool:
    """Whether the item rests on a death or a loss that the rider's return has disproved."""
    return claim["returned_on"] is not None and item["code"] in DEATH_CODES


def advances_of(file: CaseRows) -> list[Row]:
    """The advances of the lump sum on the case that stand or are being decided."""
    return [row for row in file.rows("award_item") if row["code"] == ADVANCE and row["state"] not in GONE]


def known_of_missing(s: Situation, code: str) -> dict[str, Any]:
    """What the case itself knows for a lump sum or its advance, whatever the officer writes: need shown, sums advanced."""
    if code == ADVANCE:
        return {"hardship": bool(s.data.get("hardship"))}
    return {"advanced_fen": sum(row["awarded_fen"] for row in advances_of(s.file))}

"""What the letters of a dispute 争议 say: who objects to what, the fast track's targets, the way to take instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from claims.dispute_routes import MATTER_NAMES, doors
from claims.errors import words
from workflows.letterfacts import person
from workflows.remedies import PLATFORM
from workflows.situation import Situation

Words = dict[str, object]


def _dispute(s: Situation) -> Words:
    row = s.subject
    by_platform = row["lodged_by"] == PLATFORM
    disputant = s.claim["platform"] if by_platform else person(s, s.claim["claimant_id"])["name"]
    return {"disputant": disputant, "dispute_no": row["id"], "matter": MATTER_NAMES[row["matter"]]}


def _receipt(s: Situation) -> Words:
    return {**_dispute(s), "received_on": s.occurred_on, "papers": [words(f"dispute_paper_{s.subject['route']}")]}


def _fast(s: Situation) -> Words:
    return {**_dispute(s), "reason": s.data["ground"], "targets": words("dispute_fast_targets").split("；")}


def _redirect(s: Situation) -> Words:
    way = doors(s.subject["matter"], s.rules, s.occurred_on)
    return {
        **_dispute(s),
        "reason": way.reason,
        "right_route": s.data["door"],
        "legal_basis": way.source.split("；"),
    }


DISPUTE_WORDS: Mapping[str, Callable[[Situation], Words]] = {
    "dispute_receipt": _receipt,
    "dispute_fast": _fast,
    "dispute_redirect": _redirect,
}

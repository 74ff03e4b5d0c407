"""What the letters of a dispute 争议 say: who objects to what, the fast track's targets, the way to take instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from claims.dispute_routes import MATTER_NAMES, doors
from claims.errors import words
from claims.fast_track import GROUND_NAMES
from workflows.letterfacts import person
from workflows.recipients import ADDED
from workflows.remedies import PLATFORM
from workflows.situation import Situation

Words = dict[str, object]
CHANNEL = "limits.green_channel"
TARGETS: Mapping[str, tuple[str, ...]] = {
    "review": ("answer",),
    "suit": ("answer",),
    "reappraisal": ("reappraisal",),
    "mediation": ("acceptance", "mediation"),
    "arbitration": ("acceptance", "award"),
    "civil": (),
}


def _dispute(s: Situation) -> Words:
    row = s.subject
    return {"disputant": _disputant(s), "dispute_no": row["id"], "matter": MATTER_NAMES[row["matter"]]}


def _disputant(s: Situation) -> str:
    """Who objects: the platform, the claimant, or whoever was served with the letter that is disputed."""
    if s.subject["lodged_by"] == PLATFORM:
        return str(s.claim["platform"])
    service = s.file.find("service", s.subject["service_id"]) if s.subject["lodged_by"] in ADDED else None
    return str(person(s, service["recipient"] if service else s.claim["claimant_id"])["name"])


def _receipt(s: Situation) -> Words:
    return {**_dispute(s), "received_on": s.occurred_on, "papers": [words(f"dispute_paper_{s.subject['route']}")]}


def _fast(s: Situation) -> Words:
    return {**_dispute(s), "reason": GROUND_NAMES[s.data["ground"]], "targets": _targets(s)}


def _fast_refused(s: Situation) -> Words:
    return {**_dispute(s), "reason": s.data["reason"]}


def _targets(s: Situation) -> list[str]:
    """The bureau's own targets of this way, out of the rules; before they were set, what the channel is in general."""
    keys = (f"{CHANNEL}.{name}" for name in TARGETS[s.subject["route"]])
    values = [value for key in keys if (value := s.rules.find(key, s.occurred_on)) is not None]
    told = [f"{value.label}：自{value.runs_from}起{value.shown}内" for value in values]
    return told or words("dispute_fast_targets").split("；")


def _redirect(s: Situation) -> Words:
    way = doors(s.subject["matter"], s.rules, s.occurred_on)
    failed = s.move.trigger == "mediation_failed"
    return {
        **_dispute(s),
        "reason": words("why_mediation_failed") if failed else way.reason,
        "right_route": words(f"next_door_{s.data['next']}") if failed else s.data["door"],
        "legal_basis": way.source.split("；"),
    }


DISPUTE_WORDS: Mapping[str, Callable[[Situation], Words]] = {
    "dispute_receipt": _receipt,
    "dispute_fast": _fast,
    "dispute_fast_refused": _fast_refused,
    "dispute_redirect": _redirect,
}

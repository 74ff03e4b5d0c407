"""Data for disputes on a walk: ways that are mostly open, outcomes that fit, parties that are still to be served."""

from __future__ import annotations

from claims.dispute_results import OUTCOMES_OF_ROUTE
from claims.store.rows import Row
from tests.support.walking.filling import Data, fills
from tests.support.walking.sight import Sight
from tests.support.world import AREA
from workflows.dispute_parties import concerned

ROUTES_OF = {
    "confirmation": ("review", "suit"),
    "not_accepted": ("review", "suit"),
    "award": ("review", "suit"),
    "inaction": ("review", "review", "suit"),
    "grade": ("reappraisal", "reappraisal", "review"),
    "living_support": ("mediation", "civil"),
    "labour_relation": ("mediation", "arbitration"),
    "third_party": ("civil",),
}


@fills("dispute", "lodge")
def _lodge(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    matter = sight.chance.choice(tuple(ROUTES_OF))
    service = sight.any_of([row for row in sight.rows("service") if row["served_on"]])
    named = {"service": service["id"]} if service and sight.chance.random() < 0.5 else {}
    return {"matter": matter, "route": sight.chance.choice(ROUTES_OF[matter]), **named}


@fills("dispute", "accepted", "copy_received")
def _procedure(sight: Sight, subject: Row | None, usual: Data) -> Data:
    by_procedure = subject is not None and subject["route"] in ("review", "suit", "civil")
    simple = {"procedure": "simple"} if by_procedure and sight.chance.random() < 0.4 else {}
    return {**(usual or {}), **simple}


@fills("dispute", "grant_fast")
def _fast(sight: Sight, subject: Row | None, usual: Data) -> Data:
    asked = {"ground": subject["fast_ground"]} if subject and subject["fast_ground"] else {}
    return {**(usual or {}), "area": AREA, **asked}


@fills("dispute", "decided")
def _decided(sight: Sight, subject: Row | None, usual: Data) -> Data:
    outcomes = OUTCOMES_OF_ROUTE[subject["route"]] if subject else ()
    outcome = sight.chance.choice(outcomes)
    scope = {"scope": "被撤销的部分"} if outcome == "部分撤销" else {}
    term = {"term_days": sight.chance.randrange(1, 60)} if sight.chance.random() < 0.3 else {}
    return {"outcome": outcome, "document": f"裁决{len(sight.rows('event'))}", **scope, **term}


@fills("dispute", "decision_served")
def _served(sight: Sight, subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "party": sight.chance.choice(concerned(subject))} if subject else None


@fills("dispute", "bureau_changes_act")
def _changed(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    letter = sight.any_of([row for row in sight.rows("letter") if row["state"] == "issued"])
    return {"new_decision": letter["id"], "continues": sight.chance.random() < 0.5} if letter else None

"""What the letters of a dispute 争议 say: who objects to what, the fast track's targets, the way to take instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from claims.dispute_routes import MATTER_NAMES, doors
from claims.errors import words
from claims.fast_track import GROUND_NAMES
from claims.period_words import chinese_day
from claims.store.rows import select_one
from notifications.kinds import letter_kind
from workflows import clockwork
from workflows.citations import legal_basis, unmarked
from workflows.course import course_of
from workflows.dispute_facts import disputant_of, disputed_letter, forum_name
from workflows.letterfacts import person
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
AFTER_MEDIATION = ("arbitration", "civil")


def _dispute(s: Situation) -> Words:
    row, disputant = s.subject, _disputant(s)
    return {
        "disputant": disputant,
        "addressee": disputant,
        "dispute_no": row["id"],
        "matter": MATTER_NAMES[row["matter"]],
    }


def _disputant(s: Situation) -> str:
    """The name of who objects; a platform or another organisation goes by its own."""
    disputant, _ = disputant_of(s)
    return str(person(s, disputant)["name"])


def _receipt(s: Situation) -> Words:
    papers = [words(f"dispute_paper_{s.subject['route']}")]
    return {**_dispute(s), "received_on": s.occurred_on, "papers": papers}


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
        "reason": words("why_mediation_failed") if failed else unmarked(way.reason),
        "right_route": words(f"next_door_{s.data['next']}") if failed else s.data["door"],
        "legal_basis": way.source.split("；"),
    }


def _taken_on(s: Situation) -> Words:
    way = doors(s.subject["matter"], s.rules, s.occurred_on)
    onward = [words(f"next_door_{route}") for route in way.routes if route in AFTER_MEDIATION]
    return {
        **_dispute(s),
        **_mediation(s),
        "received_on": s.subject["lodged_on"],
        "accepted_on": s.occurred_on,
        "mediation_extension_days": s.rules.at("limits.mediation_extension", s.occurred_on).as_int(),
        "right_route": "或者".join(onward) or way.door,
        "legal_basis": legal_basis(s),
    }


def _mediated(s: Situation) -> Words:
    return {**_dispute(s), **_mediation(s), "consent": s.data["consent"], "from_on": s.occurred_on}


def _mediation(s: Situation) -> Words:
    """The period for mediating that this move has started."""
    clock = clockwork.open_clocks(s.file, "mediation", s.subject_id)[-1]
    return {"mediation_days": clock["amount"], "mediation_due_on": clock["due_on"]}


def _before_organ(s: Situation) -> Words:
    """Which organ or court has the dispute under which number, and what it is about."""
    return {
        **_dispute(s),
        "addressee": forum_name(s),
        "forum": forum_name(s),
        "forum_case_no": s.subject["forum_case_no"] or words("case_no_awaited"),
        "disputed_act": _disputed_act(s),
    }


def _disputed_act(s: Situation) -> str:
    letter = disputed_letter(s.file, s.subject)
    if letter is not None:
        return words("disputed_letter", number=letter["number"], name=letter_kind(letter["kind"]).name)
    matter = s.subject["matter"]
    return words("disputed_inaction") if matter == "inaction" else words("disputed_matter", matter=MATTER_NAMES[matter])


def _answer(s: Situation) -> Words:
    """The answer of the bureau: what its own act found and rests on, the evidence it hands in, what it asks for."""
    said = _said(s)
    in_review = s.subject["route"] == "review"
    return {
        **_before_organ(s),
        "facts_found": said.get("facts_found") or s.private().get("facts_found") or _course(s),
        "evidence": s.data["evidence"],
        "rests_on_act": disputed_letter(s.file, s.subject) is not None,
        "course": course_of(s),
        "reason": said.get("reason"),
        "legal_basis": said.get("legal_basis") or legal_basis(s),
        "request": s.data.get("request") or words(_usual_request(s, in_review)),
    }


def _usual_request(s: Situation, in_review: bool) -> str:
    if s.subject["matter"] == "inaction":
        return "request_inaction"
    return "request_uphold" if in_review else "request_dismiss"


def _said(s: Situation) -> Mapping[str, Any]:
    """What the disputed letter itself says."""
    letter = disputed_letter(s.file, s.subject)
    private = select_one(s.connection, "letter_private", letter_id=letter["id"]) if letter else None
    return dict(json.loads(private["snapshot"])) if private else {}


def _course(s: Situation) -> str:
    """The course of the case, where the disputed act found no facts of its own."""
    received = s.claim["received_on"] or s.claim["reported_on"]
    days = {"accident_on": chinese_day(s.claim["accident_on"]), "received_on": chinese_day(received)}
    return words("course_of_case", **days, person=_injured(s))


def _injured(s: Situation) -> str:
    return str(person(s, s.claim["person_id"])["name"])


def _appeal(s: Situation) -> Words:
    grounds = s.data.get("grounds") or [words("grounds_in_paper", paper=s.data["document"])]
    higher = forum_name(s)
    return {
        **_dispute(s),
        "addressee": higher,
        "forum": higher,
        "grounds": grounds,
        "request": s.data.get("request") or words("request_reverse"),
        "legal_basis": [words("appeal_law")],
    }


def _act_changed(s: Situation) -> Words:
    facts = _before_organ(s)
    new = s.file.find("letter", s.data["new_decision"])
    told: Words = {"new_name": letter_kind(new["kind"]).name, "new_number": new["number"]} if new else {}
    return {**facts, **told, "addressee": f"{facts['forum']}、{facts['disputant']}", "continues": s.data["continues"]}


DISPUTE_WORDS: Mapping[str, Callable[[Situation], Words]] = {
    "dispute_receipt": _receipt,
    "dispute_fast": _fast,
    "dispute_fast_refused": _fast_refused,
    "dispute_redirect": _redirect,
    "dispute_acceptance": _taken_on,
    "mediation_notice": _mediated,
    "dispute_answer": _answer,
    "court_answer": _answer,
    "court_appeal": _appeal,
    "dispute_act_changed": _act_changed,
}

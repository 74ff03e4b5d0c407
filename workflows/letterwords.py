"""What single kinds of letters say beyond the facts of the case: the matter, the reason, the law they rest on."""

from __future__ import annotations

import re
from collections.abc import Callable
from json import loads

from claims.coverage import gate, other_routes
from claims.criteria import citation
from claims.errors import words
from notifications.kinds import letter_kind
from workflows.casefacts import coverage_question
from workflows.computing import month_after
from workflows.dispute_words import DISPUTE_WORDS
from workflows.letterfacts import RELATIONS, person
from workflows.situation import Situation

Words = dict[str, object]
CARE = "劳动能力鉴定所需材料"


CITED = re.compile(r"第.+条|(法|条例|办法|编)$|〔")


def legal_basis(s: Situation) -> list[str]:
    """The law a letter rests on, from the row of its move; where no article was read, the measure of the accident's day."""
    measure = s.rules.at("criteria.measure", s.claim["accident_on"]).as_text()
    parts = [part.strip().replace("（待核）", "") for part in s.move.basis.split("；")]
    named = [
        part if CITED.search(part) and "：" not in part else words("basis_unread", measure=measure) for part in parts
    ]
    return list(dict.fromkeys(named))


def _article(s: Situation, name: str) -> list[str]:
    """The article of the measure in force on the accident's day."""
    return [s.rules.at(f"criteria.article.{name}", s.claim["accident_on"]).as_text()]


def _accepted(s: Situation) -> Words:
    return {"legal_basis": _article(s, "decision")}


def about(s: Situation, kind: str) -> Words:
    """The words of a kind; an empty dict where the facts of the case say everything."""
    return SPOKEN[kind](s) if kind in SPOKEN else {}


def _receipt(s: Situation) -> Words:
    return {"matter": s.move.label, "received_on": s.occurred_on}


def _merge(s: Situation) -> Words:
    return {"surviving_claim_no": s.data["into"], "reason": words("why_merged")}


def _supplement(s: Situation) -> Words:
    limit = "limits.appraisal_supplement_answer" if s.machine == "appraisal" else "limits.supplement_answer"
    papers = s.rules.table("papers", s.occurred_on)
    missing = [
        {"paper": papers[f"papers.{code}"].label, "basis": papers[f"papers.{code}"].as_text()}
        for code in s.data["missing"]
        if f"papers.{code}" in papers
    ]
    return {"missing": missing, "reply_days": s.rules.at(limit, s.occurred_on).as_int(), "reply_by": None}


def _not_accepted(s: Situation) -> Words:
    answer = gate(coverage_question(s), s.rules)
    routes = answer.other_routes or other_routes(answer.route, s.claim["accident_on"], s.rules)
    measure = s.rules.at("criteria.measure", s.claim["accident_on"]).as_text()
    return {
        "reason": f"{s.data['explanation']}",
        "other_routes": list(routes) or [words("why_no_other_route")],
        "legal_basis": [f"《{measure}》第二条"],
    }


def _confirmed(s: Situation) -> Words:
    return {"legal_basis": [citation(s.data["criterion"], s.rules)]}


def _not_confirmed(s: Situation) -> Words:
    answer = gate(coverage_question(s), s.rules)
    routes = answer.other_routes or (words("why_civil_way"),)
    return {
        "legal_basis": [citation(s.data["refusal"], s.rules)],
        "reason": s.data["failing"],
        "other_routes": list(routes),
    }


def _suspended(s: Situation) -> Words:
    return {
        "suspended_on": s.occurred_on,
        "reason": s.data["reason"],
        "awaited_authority": s.data["authority"],
        "awaited_paper": s.data["document"],
    }


def _resumed(s: Situation) -> Words:
    earlier = [row for row in s.file.rows("letter") if row["kind"] == "suspension" and row["number"]]
    return {
        "suspension_number": earlier[-1]["number"],
        "suspended_on": earlier[-1]["dated_on"],
        "resumed_on": s.occurred_on,
        "reason": s.data["conclusion"],
    }


def _moved_place(s: Situation) -> Words:
    return {"receiving_organ": s.data["organ"]}


def _moved_line(s: Situation) -> Words:
    answer = gate(coverage_question(s), s.rules)
    return {
        "reason": answer.reason,
        "receiving_organ": words("gongshang_organ"),
        "election": s.data["signed_choice"],
    }


def _fast_revoked(s: Situation) -> Words:
    earlier = s.scratch["earlier"]
    return (
        {"earlier_limit_working_days": earlier[0]["amount"], "earlier_due_on": earlier[0]["due_on"]} if earlier else {}
    )


def _assistance(s: Situation) -> Words:
    asked = s.file.where("clock", lambda clock: clock["code"] == "data_request")
    return {
        "wanted": words("data_wanted").split("、"),
        "reply_by": asked[-1]["due_on"],
        "legal_basis": _article(s, "platform_data"),
    }


def _claimant(s: Situation) -> Words:
    return {
        "earlier_claimant": person(s, s.scratch["earlier_claimant"])["name"],
        "new_claimant": person(s, s.claim["claimant_id"])["name"],
        "relation": RELATIONS["kin"],
        "reason": words("why_succession", proof=s.data["death_proof"]),
    }


def _terminated(s: Situation) -> Words:
    return {"reason": s.data.get("reason") or words("why_withdrawn")}


def _ungraded(s: Situation) -> Words:
    return {"reason": f"{s.data['ground']}（{s.data['document']}）"}


def _settled(s: Situation) -> Words:
    paid = [
        {"label": _label(s, row["item_id"]), "amount_fen": row["amount_fen"]}
        for row in s.file.rows("payment")
        if row["state"] == "paid"
    ]
    return {"payments": paid or None}


def _label(s: Situation, item_id: str) -> str:
    item = s.file.find("award_item", item_id)
    return str(loads(item["explanation"])["label"]) if item else item_id


def _earlier_decision(s: Situation) -> Words:
    letter_id = s.data.get("letter") or s.claim["decision_letter"]
    letter = s.file.find("letter", letter_id) if letter_id else None
    if letter is None:
        return {}
    return {
        "earlier_name": letter_kind(letter["kind"]).name,
        "earlier_number": letter["number"],
        "earlier_on": letter["dated_on"],
        "cause_document": s.data.get("document"),
    }


def _rectified(s: Situation) -> Words:
    corrections = [{"wrong": s.data["wrong"], "right": s.data["right"]}]
    return {**_earlier_decision(s), "corrections": corrections, "reason": words("why_rectified")}


def _appraisal_notice(s: Situation) -> Words:
    return {"papers": [CARE], "received_on": s.subject["requested_on"]}


def _extended(s: Situation) -> Words:
    days = s.rules.at("limits.appraisal_extension", s.occurred_on).as_int()
    return {"extended_days": days, "received_on": s.subject["requested_on"]}


def _reminded(s: Situation) -> Words:
    return {"missed_on": s.occurred_on}


def _changed(s: Situation) -> Words:
    earlier = s.scratch["earlier"]
    old = s.file.find("letter", earlier["letter_id"])
    successor = s.file.find("award_item", s.data["successor"])
    told = loads(successor["explanation"]) if successor else {"label": "", "lines": []}
    change = {
        "label": told["label"],
        "earlier_fen": earlier["awarded_fen"],
        "new_fen": successor["awarded_fen"] if successor else 0,
        "formula": "；".join(told["lines"]),
    }
    return {
        "earlier_number": old["number"] if old else None,
        "earlier_on": old["dated_on"] if old else None,
        "reason": words("why_award_changed"),
        "changes": [change],
        "change_effect": words(f"effect_{s.data['effect']}"),
        "legal_basis": told["sources"],
    }


def _held(s: Situation) -> Words:
    return {"hold_document": s.data["document"]}


def _returned(s: Situation) -> Words:
    return {"reason": s.data["bank_reason"]}


def _benefit(s: Situation) -> Words:
    return {
        "from_on": month_after(s.occurred_on),
        "reason": s.data.get("reason") or s.data.get("ground") or s.data["document"],
    }


def _passed_on(s: Situation) -> Words:
    return {
        "earlier_beneficiary": person(s, s.scratch["earlier_beneficiary"])["name"],
        "new_beneficiary": person(s, s.subject["beneficiary"])["name"],
        "relation": RELATIONS["kin"],
        "reason": words("why_succession", proof=s.data["death_proof"]),
    }


SPOKEN: dict[str, Callable[[Situation], Words]] = {
    "acceptance": _accepted,
    "application_receipt": _receipt,
    "merge_notice": _merge,
    "supplement": _supplement,
    "appraisal_supplement": _supplement,
    "not_accepted": _not_accepted,
    "confirmation": _confirmed,
    "non_confirmation": _not_confirmed,
    "suspension": _suspended,
    "resumption": _resumed,
    "place_transfer": _moved_place,
    "gongshang_transfer": _moved_line,
    "fast_revoked": _fast_revoked,
    "assistance": _assistance,
    "claimant_change": _claimant,
    "termination": _terminated,
    "no_appraisal_notice": _ungraded,
    "settled_notice": _settled,
    "rectification": _rectified,
    "remand_notice": _earlier_decision,
    "set_aside_notice": _earlier_decision,
    "revocation": _earlier_decision,
    "appraisal_notice": _appraisal_notice,
    "appraisal_extension": _extended,
    "appraisal_reminder": _reminded,
    "award_change": _changed,
    "payment_hold": _held,
    "account_correction": _returned,
    "benefit_stop": _benefit,
    "benefit_resume": _benefit,
    "benefit_end": _benefit,
    "beneficiary_change": _passed_on,
    **DISPUTE_WORDS,
}

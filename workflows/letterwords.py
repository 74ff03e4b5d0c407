"""What single kinds of letters say beyond the facts of the case: the matter, the reason, the law they rest on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from json import loads

from claims.calendar import Period, Unit, due
from claims.coverage import CoverageQuestion, Route, gate, other_routes
from claims.dispute_routes import REVIEW_FIRST
from claims.errors import words
from claims.months import first_day, month_text, moved
from claims.store.rows import Row, select_one
from notifications.kinds import letter_kind
from workflows.award_causes import law_of_change, why_changed
from workflows.casefacts import coverage_question
from workflows.citations import article, articles, case_law, cases_law, one_route_law, scope_law, unmarked, written
from workflows.computing import month_after
from workflows.dispute_words import DISPUTE_WORDS
from workflows.invoice_reasons import told_lines
from workflows.letterfacts import RELATIONS, paid_label, paper_name, person
from workflows.panel_minutes import panel_minutes
from workflows.payees import counted_fen
from workflows.recovery_words import RECOVERY_WORDS
from workflows.remedies import overdue_decisions
from workflows.situation import Situation
from workflows.told_of_order import named_platform

Words = dict[str, object]
PAID_MONTHLY = ("effective", "part_paid")


def _accepted(s: Situation) -> Words:
    """The remedy for a late decision is that of the day on which the period ends, when it can first be asked for."""
    due_on = s.file.where("clock", lambda clock: clock["code"] == "T8")[-1]["due_on"]
    return {
        "legal_basis": article(s, "decision"),
        "review_organ": s.rules.at("letters.remedy.review_organ", due_on).as_text(),
        "review_first": bool(s.rules.at(REVIEW_FIRST, due_on).value),
        "inaction_days": s.rules.at("limits.inaction_review", due_on).as_int(),
    }


def _asked(s: Situation) -> CoverageQuestion:
    return coverage_question(s, named_platform(s.claim, s.private()))


def about(s: Situation, kind: str) -> Words:
    """The words of a kind; an empty dict where the facts of the case say everything."""
    return SPOKEN[kind](s) if kind in SPOKEN else {}


def _receipt(s: Situation) -> Words:
    """A receipt lists what was handed in with this very act, and nothing that lay on file before."""
    return {
        "matter": words(f"matter_{s.move.trigger}"),
        "received_on": s.occurred_on,
        "papers": _handed_in(s, "申请表"),
    }


def _handed_in(s: Situation, form: str) -> list[str]:
    papers = s.data.get("papers") or [form]
    return [paper_name(s, paper) for paper in dict.fromkeys(papers)]


def _appraisal_receipt(s: Situation) -> Words:
    return {"received_on": s.occurred_on, "papers": _handed_in(s, "appraisal_form")}


def _merge(s: Situation) -> Words:
    """The report that counts is the earliest of the two, whichever case goes on."""
    survivor = select_one(s.connection, "claim", no=s.data["into"])
    earliest = min(row["reported_on"] for row in (s.claim, survivor) if row is not None)
    return {"surviving_claim_no": s.data["into"], "reason": words("why_merged"), "reported_on": earliest}


def _supplement(s: Situation) -> Words:
    of_appraisal = s.machine == "appraisal"
    limit = s.rules.at(
        f"limits.{'appraisal_supplement_answer' if of_appraisal else 'supplement_answer'}", s.occurred_on
    )
    papers = s.rules.table("papers", s.occurred_on)
    missing = [
        {"paper": papers[f"papers.{code}"].label, "basis": "、".join(written(s, papers[f"papers.{code}"].as_text()))}
        for code in s.data["missing"]
        if f"papers.{code}" in papers
    ]
    last = due(s.recorded_on, Period(limit.as_int(), Unit(limit.unit)), s.calendar)
    told: Words = {"missing": missing, "reply_days": limit.as_int(), "reply_by": None if last.provisional else last.on}
    return {**told, "received_on": s.subject["requested_on"]} if of_appraisal else told


def _not_accepted(s: Situation) -> Words:
    answer = gate(_asked(s), s.rules)
    outside_cases = s.data["reason_code"] == "no_active_order"
    return {
        "reason": f"{s.data['explanation']}",
        "other_routes": _other_doors(s, answer.other_routes),
        "legal_basis": cases_law(s) if outside_cases else scope_law(s),
    }


def _confirmed(s: Situation) -> Words:
    return {"legal_basis": case_law(s, s.data["criterion"])}


def _not_confirmed(s: Situation) -> Words:
    return {
        "legal_basis": case_law(s, s.data["refusal"]),
        "reason": s.data["failing"],
        "other_routes": _other_doors(s, gate(_asked(s), s.rules).other_routes),
    }


def _other_doors(s: Situation, named: tuple[str, ...]) -> list[str]:
    """The ways that a refusal leaves open: those the gate names, else labour relation, tort and commercial insurance."""
    return list(named or other_routes(Route.CIVIL_OR_INSURANCE, s.claim["accident_on"], s.rules))


def _suspended(s: Situation) -> Words:
    return {
        "suspended_on": s.occurred_on,
        "reason": s.data["reason"],
        "awaited_authority": s.data["authority"],
        "awaited_paper": s.data["document"],
    }


def _resumed(s: Situation) -> Words:
    """The latest notice is the one that suspended; a void one is named as void, its number counts for nothing."""
    notices = [row for row in s.file.rows("letter") if row["kind"] == "suspension" and row["number"]]
    notice = max(notices, key=lambda row: (row["dated_on"], row["serial"]))
    return {
        "suspension_number": words("void_notice") if notice["state"] == "voided" else notice["number"],
        "suspended_on": notice["dated_on"],
        "resumed_on": s.occurred_on,
        "reason": s.data["conclusion"],
    }


def _moved_place(s: Situation) -> Words:
    return {"receiving_organ": s.data["organ"]}


def _moved_line(s: Situation) -> Words:
    answer = gate(_asked(s), s.rules)
    return {
        "reason": answer.reason,
        "receiving_organ": s.rules.at("letters.bureau.gongshang_organ", s.occurred_on).as_text(),
        "election": s.data["signed_choice"],
        "legal_basis": [*scope_law(s), *one_route_law(s)],
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
        "legal_basis": article(s, "platform_data"),
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
        {"label": paid_label(s, row["item_id"], row["month"]), "amount_fen": counted_fen(row)}
        for row in s.file.rows("payment")
        if row["state"] == "paid" and counted_fen(row) > 0
    ]
    monthly = s.file.where("award_item", lambda item: item["monthly"] and item["state"] in PAID_MONTHLY)
    return {"payments": paid or None, "pays_monthly": True if monthly else None}


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


def _overdue(s: Situation) -> Words:
    late = overdue_decisions(s)[-1]
    return {
        "overdue_act": words(f"overdue_act_{late['code']}"),
        "earlier_due_on": late["due_on"],
        "expected_on": s.data["expected_on"],
    }


def _appraisal_accepted(s: Situation) -> Words:
    clock = s.file.where("clock", lambda row: (row["code"], row["subject"]) == ("T15", s.subject_id))[-1]
    return {
        "received_on": clock["started_on"],
        "accepted_on": s.occurred_on,
        "conclusion_limit_days": clock["amount"],
        "conclusion_due_on": clock["due_on"],
        "conclusion_due_provisional": bool(clock["provisional"]) or None,
    }


def _appraisal_notice(s: Situation) -> Words:
    return {"papers": words("appraisal_papers").split("；"), "received_on": s.subject["requested_on"]}


def _extended(s: Situation) -> Words:
    days = s.rules.at("limits.appraisal_extension", s.occurred_on).as_int()
    return {"extended_days": days, "received_on": s.subject["requested_on"]}


def _reminded(s: Situation) -> Words:
    return {"missed_on": s.occurred_on}


def _changed(s: Situation) -> Words:
    earlier = s.scratch["earlier"]
    old = s.file.find("letter", earlier["letter_id"])
    successor = s.file.find("award_item", s.data["successor"])
    told = loads(successor["explanation"]) if successor else {"label": "", "lines": [], "sources": []}
    change = {
        "label": told["label"],
        "earlier_fen": earlier["awarded_fen"],
        "new_fen": successor["awarded_fen"] if successor else 0,
        "formula": unmarked("；".join(told["lines"])),
    }
    return {
        "earlier_number": old["number"] if old else None,
        "earlier_on": old["dated_on"] if old else None,
        "reason": why_changed(s, earlier, successor),
        "changes": [change],
        "change_effect": _takes_effect(s, successor),
        "award_notes": told_lines(s.rules, _lines_of(s, successor), s.occurred_on) or None,
        "legal_basis": [*articles(s, told["sources"]), *law_of_change(s, earlier)],
    }


def _takes_effect(s: Situation, successor: Row | None) -> str:
    """From when the change counts: what is paid monthly names the month, unless it counts from the start."""
    if successor is None or s.data["effect"] == "ex_tunc" or successor["from_month"] is None:
        return words(f"effect_{s.data['effect']}")
    return words("effect_from_month", month=month_text(successor["from_month"]))


def _lines_of(s: Situation, item: Row | None) -> list[Row]:
    """The invoice lines of an item."""
    return s.file.where("invoice_line", lambda row: item is not None and row["item_id"] == item["id"])


def _held(s: Situation) -> Words:
    return {"hold_document": s.data["document"]}


def _returned(s: Situation) -> Words:
    return {"reason": s.data["bank_reason"]}


def _benefit(s: Situation) -> Words:
    return {
        "from_on": _after_last_month(s),
        "reason": s.data.get("reason") or s.data.get("ground") or s.data["document"],
    }


def _after_last_month(s: Situation) -> date:
    """The first day on which nothing is paid any more, or something is again."""
    last = s.subject["to_month"]
    return first_day(moved(last, 1)) if last else month_after(s.occurred_on)


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
    "appraisal_receipt": _appraisal_receipt,
    "merge_notice": _merge,
    "supplement": _supplement,
    "appraisal_supplement": _supplement,
    "not_accepted": _not_accepted,
    "confirmation": _confirmed,
    "non_confirmation": _not_confirmed,
    "suspension": _suspended,
    "resumption": _resumed,
    "place_transfer": _moved_place,
    "panel_minutes": panel_minutes,
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
    "overdue_explanation": _overdue,
    "appraisal_acceptance": _appraisal_accepted,
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
    **RECOVERY_WORDS,
    **DISPUTE_WORDS,
}

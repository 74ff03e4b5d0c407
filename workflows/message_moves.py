"""Which moves and which rungs of clocks tell whom what: data, like the tables of the machines.

The kinds and their texts stand in `notifications/messages/kinds.toml`. A row of a move names the side that is told; where
it has a condition, that is a name out of CONDITIONS and is asked right after the move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows import clockwork
from workflows.effects.phone import EARLIER_PHONE
from workflows.kin import has_died
from workflows.recipients import PERSON, PLATFORM
from workflows.situation import Situation


class Side(StrEnum):
    """Who is told: the claimant or beneficiary, the platform of the case, whom the service record names, whose telephone
    changes, who lodged the dispute, or the kin who have got a part of the case."""

    PERSON = "person"
    PLATFORM = "platform"
    SERVED = "served"
    HOLDER = "holder"
    LODGER = "lodger"
    KIN = "kin"


@dataclass(frozen=True, slots=True)
class Telling:
    """What a move tells whom, and under which condition."""

    kind: str
    side: Side = Side.PERSON
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the rungs of a clock tell the party that it measures."""

    kind: str
    rungs: frozenset[str]


CONDITIONS: Mapping[str, Callable[[Situation], bool]] = {
    "platform_named": lambda s: "platform" in s.data,
    "has_letter": lambda s: bool(s.letters),
    "is_paid": lambda s: s.subject["state"] == "paid",
    "is_returned": lambda s: s.subject["state"] == "returned",
    "by_electronic_service": lambda s: s.subject["method"] == "electronic",
    "had_phone": lambda s: bool(s.scratch.get(EARLIER_PHONE)),
    "of_the_dead": lambda s: has_died(s.claim),
    "lodged_by_person": lambda s: s.subject["lodged_by"] == PERSON,
    "can_still_sue": lambda s: any(
        clock["due_on"] >= s.recorded_on for clock in clockwork.open_clocks(s.file, "T29", s.subject_id)
    ),
    "silence_taken_back": lambda s: any(
        (clock["code"], clock["closed_by"]) == ("T29", s.event_id) for clock in s.file.rows("clock")
    ),
    "lodged_by_platform": lambda s: s.subject["lodged_by"] == PLATFORM,
}

_DECISION = (Telling("decision_made"), Telling("decision_made", Side.PLATFORM))
_AWARD = (Telling("award_ready", when="has_letter"),)
_DISPUTED = "lodged_by_platform"
_BEREAVED = Telling("relative_registered", Side.KIN, "of_the_dead")
_PHONE = (Telling("phone_changed", Side.HOLDER, "had_phone"), Telling("phone_registered", Side.HOLDER))

TOLD_OF_MOVES: Mapping[tuple[str, str], tuple[Telling, ...]] = {
    ("claim", "report"): (Telling("report_received"), Telling("report_received_platform", Side.PLATFORM)),
    ("claim", "identify"): (Telling("report_received_platform", Side.PLATFORM, "platform_named"),),
    ("claim", "merge"): (Telling("case_merged"),),
    ("claim", "apply"): (Telling("application_received"), _BEREAVED),
    ("claim", "apply_late"): (Telling("application_received"), _BEREAVED),
    ("claim", "ask_supplement"): (Telling("papers_missing"),),
    ("claim", "ask_supplement_again"): (Telling("papers_missing"),),
    ("claim", "supplement"): (Telling("application_received"),),
    ("claim", "accept"): (Telling("application_accepted"), Telling("data_asked", Side.PLATFORM)),
    ("claim", "reassign_platform"): (Telling("data_asked", Side.PLATFORM),),
    ("claim", "refuse_accept"): (Telling("decision_made"),),
    ("claim", "transfer_place"): (Telling("case_transferred"),),
    ("claim", "transfer_gongshang"): (Telling("case_transferred"),),
    ("claim", "suspend"): (Telling("case_suspended"),),
    ("claim", "resume"): (Telling("case_resumed"),),
    ("claim", "request_withdrawal"): (Telling("withdrawal_asked"),),
    ("claim", "withdraw"): (Telling("case_ended"),),
    ("claim", "terminate"): (Telling("case_ended"),),
    ("claim", "confirm"): _DECISION,
    ("claim", "refuse_confirm"): _DECISION,
    ("claim", "redo_confirm"): _DECISION,
    ("claim", "redo_refuse"): _DECISION,
    ("claim", "revoke_confirmation"): _DECISION,
    ("claim", "remand"): (Telling("decision_made", when="has_letter"),),
    ("claim", "set_aside"): (Telling("decision_made", when="has_letter"),),
    ("claim", "rectify"): (Telling("decision_made", when="has_letter"),),
    ("claim", "death_supervenes"): (_BEREAVED,),
    ("claim", "register_relative"): (_BEREAVED,),
    ("claim", "ask_payee_account"): (Telling("account_asked"),),
    ("claim", "decline_asked_account"): (Telling("account_declined"),),
    ("claim", "register_asked_account"): (Telling("account_changed"),),
    ("claim", "set_payee_account"): (Telling("account_changed"),),
    ("claim", "change_phone"): _PHONE,
    ("claim", "change_phone_checked"): _PHONE,
    ("claim", "change_own_phone"): _PHONE,
    ("service", "serve"): (Telling("served_electronically", Side.SERVED, "by_electronic_service"),),
    ("appraisal", "ask_supplement"): (Telling("appraisal_papers_missing"),),
    ("appraisal", "accept"): (Telling("appraisal_arranged"),),
    ("appraisal", "no_show"): (Telling("appraisal_rearranged"),),
    ("appraisal", "conclude"): (Telling("conclusion_made"),),
    ("award_item", "approve"): _AWARD,
    ("award_item", "refuse"): _AWARD,
    ("award_item", "supersede"): _AWARD,
    ("recovery", "decide"): (Telling("decision_made"),),
    ("recovery", "withdraw"): (Telling("decision_made"),),
    ("recovery", "agree_monthly"): (Telling("decision_made"),),
    ("recovery", "order_monthly"): (Telling("decision_made"),),
    ("platform_support", "assess"): (Telling("support_due", Side.PLATFORM),),
    ("platform_support", "chase"): (Telling("support_overdue", Side.PLATFORM),),
    ("payment", "bank_paid"): (Telling("paid"),),
    ("payment", "resolve"): (Telling("paid", when="is_paid"), Telling("payment_returned", when="is_returned")),
    ("payment", "confirm_late"): (Telling("paid"),),
    ("payment", "bank_rejected"): (Telling("payment_returned"),),
    ("payment", "bank_refund"): (Telling("payment_returned", when="is_returned"),),
    ("payment", "correct_account"): (Telling("account_changed"),),
    ("dispute", "lodge"): (
        Telling("dispute_received", when="lodged_by_person"),
        Telling("dispute_received", Side.PLATFORM, _DISPUTED),
    ),
    ("dispute", "prerequisite"): (
        Telling("dispute_redirected", when="lodged_by_person"),
        Telling("dispute_redirected", Side.PLATFORM, _DISPUTED),
    ),
    ("dispute", "review_ran_out"): (Telling("review_ran_out", Side.LODGER, "can_still_sue"),),
    ("dispute", "organ_extends"): (Telling("review_goes_on", Side.LODGER, "silence_taken_back"),),
    ("dispute", "organ_suspends"): (Telling("review_goes_on", Side.LODGER, "silence_taken_back"),),
    ("dispute", "decided"): (Telling("dispute_decided"), Telling("dispute_decided", Side.PLATFORM, _DISPUTED)),
    ("dispute", "effective"): (Telling("dispute_effective"), Telling("dispute_effective", Side.PLATFORM, _DISPUTED)),
}

_BOTH, _NEAR = frozenset({"half", "near"}), frozenset({"near"})
_RIGHT = Reminder("remind_right", _NEAR)

TOLD_OF_RUNGS: Mapping[str, Reminder] = {
    "T2": Reminder("remind_apply_platform", _NEAR),
    "T3": Reminder("remind_apply", _BOTH),
    "T7": Reminder("remind_papers", _BOTH),
    "appraisal_papers": Reminder("remind_papers", _BOTH),
    "data_request": Reminder("remind_data", _NEAR),
    "support_payment": Reminder("remind_support", _NEAR),
    "repayment": Reminder("remind_repay", _NEAR),
    "instalment": Reminder("remind_repay", _NEAR),
    "T17": _RIGHT,
    "T23": _RIGHT,
    "T28": _RIGHT,
    "gongshang_reminder": _RIGHT,
    "appraisal_request": _RIGHT,
}

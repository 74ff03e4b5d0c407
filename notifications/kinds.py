"""Every kind of letter 文书 the bureau sends, as data: its name, number series, force, recipients and the facts it needs.

The text of a kind stands in `templates/letters/<code>.txt`; what each fact is, in `facts.py`; the mark of each number
series (铜人社职认 …) and the organ that issues it, in `claims/rules/letters/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from claims.errors import BadInput
from notifications.facts import FACTS, Fact


class Force(StrEnum):
    """What a letter does: it decides, it tells, it proves that something was handed in, it only goes on file, or it is
    a form 表格 that its recipient fills in and signs (no seal of the organ stands under it).
    """

    DECISION = "decision"
    NOTICE = "notice"
    RECEIPT = "receipt"
    RECORD = "record"
    FORM = "form"


class Remedy(StrEnum):
    """What can be asked for against the letter; every remedy clock runs from its service."""

    NONE = "none"
    REVIEW_OR_COURT = "review_or_court"  # 行政复议 or 行政诉讼, free choice
    REDO_APPRAISAL = "redo_appraisal"  # 再次鉴定


class Issuer(StrEnum):
    """Whose letter it is."""

    BUREAU = "bureau"
    COMMITTEE = "appraisal_committee"


class Variant(StrEnum):
    """FULL for the person; PARTY for platforms and other parties: no injury, grade, sum or account."""

    FULL = "full"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Copy:
    """Who receives the letter ("person", "platform", "organ") and in which variant. Of the two copies for a "disputant", who
    is one or the other, that is sent which befits him.
    """

    to: str
    variant: Variant


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter. `series` names the number series; `facts` must and `optional` facts may be in the snapshot."""

    code: str
    name: str
    series: str
    force: Force
    remedy: Remedy
    issuer: Issuer
    copies: tuple[Copy, ...]
    facts: tuple[Fact, ...]
    optional: tuple[Fact, ...]
    one_of: tuple[str, ...]

    @property
    def served(self) -> bool:
        """Whether it must be served 送达 with proof."""
        return self.force in (Force.DECISION, Force.NOTICE)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants in which it is made: the full one always."""
        return tuple(sorted({copy.variant for copy in self.copies} | {Variant.FULL}))

    @property
    def template(self) -> str:
        """The name of its text file."""
        return f"{self.code}.txt"

    @property
    def fact_names(self) -> frozenset[str]:
        """Every name its snapshot may hold."""
        return frozenset(fact.name for fact in (*self.facts, *self.optional))

    def pick(self, pool: Mapping[str, object]) -> dict[str, object]:
        """The facts of this kind out of a larger pool, without those that are None: a snapshot holds no more than it needs."""
        return {name: pool[name] for name in sorted(self.fact_names) if pool.get(name) is not None}


BUREAU, COMMITTEE = Issuer.BUREAU, Issuer.COMMITTEE
DECISION, NOTICE, RECEIPT, RECORD = Force.DECISION, Force.NOTICE, Force.RECEIPT, Force.RECORD
FORM = Force.FORM
_FULL, _PARTY = Variant.FULL, Variant.PARTY
_PERSON = (Copy("person", _FULL),)
_BOTH = (Copy("person", _FULL), Copy("platform", _PARTY))
_PLATFORM = (Copy("platform", _PARTY),)
DISPUTANT = "disputant"
_DISPUTANT = (Copy(DISPUTANT, _FULL), Copy(DISPUTANT, _PARTY))
_ORGAN = (Copy("organ", _FULL),)
_FILE: tuple[Copy, ...] = ()

_COMMON = "organ addressee dated_on claim_no person_name synthetic"
_COMMON_OPTIONAL = "copies_to contact unconfirmed verify_at verify_code"
_REMEDY_FACTS = {
    Remedy.NONE: "",
    Remedy.REVIEW_OR_COURT: "review_organ review_days court court_months",
    Remedy.REDO_APPRAISAL: "redo_organ redo_days",
}


def _facts(names: str) -> tuple[Fact, ...]:
    return tuple(FACTS[name] for name in names.split())


def _kind(
    code: str,
    name: str,
    series: str,
    force: Force,
    copies: tuple[Copy, ...],
    facts: str,
    *,
    optional: str = "",
    one_of: str = "",
    remedy: Remedy = Remedy.NONE,
    issuer: Issuer = BUREAU,
) -> LetterKind:
    return LetterKind(
        code=code,
        name=name,
        series=series,
        force=force,
        remedy=remedy,
        issuer=issuer,
        copies=copies,
        facts=_facts(f"{_COMMON} {facts} {_REMEDY_FACTS[remedy]}"),
        optional=_facts(f"{optional} {one_of} {_COMMON_OPTIONAL}"),
        one_of=tuple(one_of.split()),
    )


_REVIEW = Remedy.REVIEW_OR_COURT
_CASE = "person_id platform_name applicant applied_on accident_on"

_INTAKE = (
    _kind("report_receipt", "报案回执", "receipt", RECEIPT, _PERSON,
          "reporter reported_on accident_on platform_name platform_apply_by person_apply_by", optional="report_channel"),
    _kind("late_application_form", "职业伤害保障待遇申请超期说明", "form", FORM, _PERSON,
          "person_id platform_name applicant accident_on reported_on person_apply_by legal_basis"),
    _kind("application_receipt", "收件凭证", "receipt", RECEIPT, _PERSON, "applicant matter received_on papers"),
    _kind("merge_notice", "并案告知书", "notice", NOTICE, _PERSON, "surviving_claim_no reported_on reason"),
    _kind("supplement", "补正材料告知书", "supplement", NOTICE, _PERSON,
          "applicant received_on missing reply_days legal_basis", optional="reply_by"),
    _kind("acceptance", "受理决定书", "acceptance", DECISION, _BOTH,
          f"{_CASE} received_on accepted_on legal_basis decision_limit_working_days decision_due_on review_organ "
          "review_first inaction_days", optional="order_no decision_due_provisional"),
    _kind("not_accepted", "不予受理决定书", "not_accepted", DECISION, _BOTH,
          f"{_CASE} received_on papers reason legal_basis other_routes", optional="order_no", remedy=_REVIEW),
    _kind("place_transfer", "案件移送函", "transfer", NOTICE, (*_ORGAN, *_PERSON),
          "applicant received_on accident_on accident_place receiving_organ legal_basis", optional="papers"),
    _kind("gongshang_transfer", "转办告知书", "transfer", NOTICE, _PERSON,
          "applicant received_on accident_on reason receiving_organ gongshang_apply_by legal_basis", optional="election"),
)  # fmt: skip

_INVESTIGATION = (
    _kind("fast_revoked", "转一般程序办理告知书", "notice", NOTICE, _PERSON,
          "received_on reason earlier_limit_working_days earlier_due_on decision_limit_working_days decision_due_on",
          optional="decision_due_provisional"),
    _kind("suspension", "中止通知书", "suspension", NOTICE, _BOTH,
          "applicant accepted_on suspended_on reason awaited_authority legal_basis", optional="awaited_paper"),
    _kind("resumption", "恢复通知书", "resumption", NOTICE, _BOTH,
          "applicant suspension_number suspended_on resumed_on reason decision_due_on legal_basis",
          optional="decision_due_provisional"),
    _kind("overdue_explanation", "逾期办理说明", "notice", NOTICE, _PERSON,
          "applicant received_on overdue_act earlier_due_on reason expected_on review_organ inaction_days review_first"),
    _kind("assistance", "协助调查通知书", "assistance", NOTICE, _PLATFORM,
          "platform_name accident_on wanted reply_by legal_basis", optional="order_no"),
    _kind("termination", "终止通知书", "termination", DECISION, _BOTH, "applicant reason legal_basis",
          optional="applied_on", remedy=_REVIEW),
    _kind("claimant_change", "变更申请人通知书", "notice", NOTICE, _PERSON,
          "earlier_claimant new_claimant relation reason", optional="legal_basis"),
)  # fmt: skip

_DECISIONS = (
    _kind("confirmation", "职业伤害确认结论书", "confirmation", DECISION, _BOTH,
          f"{_CASE} accepted_on facts_found evidence legal_basis diagnosis",
          optional="order_no platform_answer refused_parts missing_on", one_of="confirmed_parts death_on", remedy=_REVIEW),
    _kind("non_confirmation", "不予确认职业伤害结论书", "non_confirmation", DECISION, _BOTH,
          f"{_CASE} accepted_on facts_found evidence reason legal_basis other_routes",
          optional="order_no platform_answer diagnosis", remedy=_REVIEW),
    _kind("no_appraisal_notice", "不进行劳动能力鉴定告知书", "notice", NOTICE, _PERSON, "confirmation_number reason legal_basis"),
    _kind("settled_notice", "待遇兑现告知书", "notice", NOTICE, _PERSON, "confirmation_number", optional="payments pays_monthly"),
    _kind("rectification", "更正决定书", "rectification", NOTICE, _BOTH,
          "earlier_name earlier_number earlier_on reason corrections"),
    _kind("remand_notice", "重新办理告知书", "notice", NOTICE, _BOTH,
          "cause_document effective_on earlier_name earlier_number decision_due_on legal_basis",
          optional="cause_organ decision_due_provisional"),
    _kind("set_aside_notice", "撤销结论告知书", "notice", NOTICE, _BOTH,
          "cause_document effective_on earlier_name earlier_number legal_basis", optional="cause_organ"),
    _kind("revocation", "撤销职业伤害确认决定书", "revocation", DECISION, _BOTH,
          "person_id platform_name earlier_number earlier_on reason legal_basis hearing",
          optional="facts_found evidence", remedy=_REVIEW),
)  # fmt: skip

_APPRAISAL = (
    _kind("appraisal_receipt", "劳动能力鉴定收件凭证", "appraisal_receipt", RECEIPT, _PERSON,
          "applicant appraisal_kind received_on papers", issuer=COMMITTEE),
    _kind("appraisal_supplement", "劳动能力鉴定补正材料告知书", "appraisal_notice", NOTICE, _PERSON,
          "applicant received_on missing reply_days legal_basis", optional="reply_by", issuer=COMMITTEE),
    _kind("appraisal_acceptance", "劳动能力鉴定受理通知书", "appraisal_notice", NOTICE, _PERSON,
          "applicant appraisal_kind confirmation_number received_on accepted_on conclusion_limit_days conclusion_due_on "
          "legal_basis", optional="conclusion_due_provisional", issuer=COMMITTEE),
    _kind("appraisal_notice", "劳动能力鉴定通知书", "appraisal_notice", NOTICE, _PERSON,
          "appraisal_kind received_on examine_at examine_place papers legal_basis", issuer=COMMITTEE),
    _kind("appraisal_extension", "延长劳动能力鉴定期限告知书", "appraisal_notice", NOTICE, _PERSON,
          "received_on reason extended_days conclusion_due_on legal_basis", issuer=COMMITTEE),
    _kind("appraisal_reminder", "劳动能力鉴定催告书", "appraisal_notice", NOTICE, _PERSON,
          "missed_on examine_at examine_place legal_basis", issuer=COMMITTEE),
    _kind("appraisal_conclusion", "职业伤害人员劳动能力初次（复查）鉴定结论书", "appraisal_conclusion", DECISION, _BOTH,
          "person_id platform_name applicant appraisal_kind appraisal_requested_on confirmation_number examined_on "
          "legal_basis standards opinion grade care_level",
          optional="injury_period_from injury_period_to recheck_years", remedy=Remedy.REDO_APPRAISAL, issuer=COMMITTEE),
    _kind("redo_appraisal_conclusion", "职业伤害人员劳动能力再次鉴定结论书", "redo_appraisal", DECISION, _BOTH,
          "person_id platform_name applicant appraisal_requested_on confirmation_number earlier_organ earlier_number "
          "earlier_on examined_on legal_basis standards opinion grade care_level",
          optional="injury_period_from injury_period_to recheck_years", issuer=COMMITTEE),
    _kind("redo_conclusion", "职业伤害人员劳动能力再次鉴定结论告知书", "appraisal_notice", NOTICE, _BOTH,
          "city_organ city_number concluded_on earlier_number grade care_level legal_basis", issuer=COMMITTEE),
    _kind("appraisal_termination", "终止劳动能力鉴定告知书", "appraisal_notice", NOTICE, _PERSON,
          "appraisal_requested_on reason legal_basis", issuer=COMMITTEE),
    _kind("appraisal_void", "撤销劳动能力鉴定结论决定书", "appraisal_notice", DECISION, _BOTH,
          "earlier_number earlier_on reason legal_basis", issuer=COMMITTEE),
)  # fmt: skip

_MONEY = (
    _kind("award", "待遇核定告知书", "award", DECISION, _PERSON,
          "person_id accident_on confirmation_number legal_basis",
          optional="appraisal_number award_notes", one_of="items monthly_items platform_items refused_items", remedy=_REVIEW),
    _kind("death_advance", "预支一次性职业伤害死亡补助金通知书", "award", DECISION, _PERSON,
          "person_id accident_on confirmation_number legal_basis items", remedy=_REVIEW),
    _kind("award_change", "待遇变更核定告知书", "award", DECISION, _PERSON,
          "person_id earlier_number earlier_on reason changes change_effect legal_basis", optional="award_notes", remedy=_REVIEW),
    _kind("recovery", "追回待遇决定书", "recovery", DECISION, _PERSON,
          "person_id earlier_name earlier_number facts_found evidence reason legal_basis hearing recovered repay_days "
          "repay_account", remedy=_REVIEW),
    _kind("recovery_hearing", "拟追回待遇告知书", "notice", NOTICE, _PERSON,
          "person_id earlier_name earlier_number reason legal_basis recovered reply_days"),
    _kind("recovery_lessened", "追回金额减少告知书", "notice", NOTICE, _PERSON,
          "person_id earlier_number earlier_on lessened_fen outstanding_fen repay_due_on repay_account legal_basis"),
    _kind("recovery_withdrawal", "撤销追回待遇决定书", "recovery", DECISION, _PERSON,
          "person_id earlier_number earlier_on cause_document reason legal_basis outstanding_fen settled_fen", remedy=_REVIEW),
    _kind("monthly_set_off", "按月抵扣待遇告知书", "recovery", DECISION, _PERSON,
          "person_id earlier_number outstanding_fen kept_back from_on floor_fen legal_basis",
          one_of="consent_paper reason", remedy=_REVIEW),
    _kind("living_support", "生活保障费支付告知书", "notice", NOTICE, _PLATFORM,
          "platform_name award_number support support_due_on legal_basis"),
    _kind("payment", "支付通知书", "payment", NOTICE, _PERSON,
          "award_number payments payee_name payee_account paid_on bank_reference", optional="payee_bank kept_back"),
    _kind("payment_hold", "暂停支付告知书", "notice", NOTICE, _PERSON,
          "award_number benefits reason legal_basis", optional="hold_document"),
    _kind("account_correction", "更正收款账户告知书", "notice", NOTICE, _PERSON,
          "award_number payments payee_name payee_account returned_on reason"),
    _kind("benefit_stop", "停止待遇通知书", "benefit", DECISION, _PERSON, "benefits from_on reason legal_basis", remedy=_REVIEW),
    _kind("benefit_resume", "恢复待遇通知书", "benefit", NOTICE, _PERSON, "benefits from_on reason legal_basis"),
    _kind("benefit_end", "终止待遇通知书", "benefit", DECISION, _PERSON, "benefits from_on reason legal_basis", remedy=_REVIEW),
    _kind("beneficiary_change", "变更权利人通知书", "notice", NOTICE, _PERSON,
          "earlier_beneficiary new_beneficiary relation benefits reason", optional="legal_basis"),
)  # fmt: skip

_DISPUTES = (
    _kind("dispute_receipt", "争议收件凭证", "receipt", RECEIPT, _DISPUTANT, "disputant dispute_no matter received_on papers"),
    _kind("dispute_acceptance", "争议受理告知书", "notice", NOTICE, _BOTH,
          "disputant dispute_no matter received_on accepted_on mediation_days mediation_due_on mediation_extension_days "
          "right_route legal_basis"),
    _kind("mediation_notice", "调解告知书", "notice", NOTICE, _DISPUTANT,
          "disputant dispute_no matter consent from_on mediation_days mediation_due_on legal_basis"),
    _kind("dispute_fast", "绿色通道办理告知书", "notice", NOTICE, _DISPUTANT, "disputant dispute_no matter reason targets"),
    _kind("dispute_fast_refused", "不适用绿色通道告知书", "notice", NOTICE, _DISPUTANT, "disputant dispute_no matter reason"),
    _kind("dispute_redirect", "争议途径告知书", "notice", NOTICE, _DISPUTANT,
          "disputant dispute_no matter reason right_route legal_basis"),
    _kind("dispute_answer", "行政复议答复书", "answer", NOTICE, _ORGAN,
          "disputant forum forum_case_no disputed_act rests_on_act course facts_found evidence legal_basis request",
          optional="reason"),
    _kind("court_answer", "行政诉讼答辩状", "answer", NOTICE, _ORGAN,
          "disputant forum forum_case_no disputed_act rests_on_act course facts_found evidence legal_basis request",
          optional="reason"),
    _kind("court_appeal", "行政上诉状", "answer", NOTICE, _ORGAN,
          "disputant forum forum_case_no cause_organ cause_document grounds legal_basis request"),
    _kind("dispute_act_changed", "改变原行政行为告知书", "notice", NOTICE, (*_ORGAN, *_DISPUTANT),
          "disputant forum forum_case_no disputed_act new_name new_number continues"),
    _kind("panel_minutes", "集体会审纪要", "minutes", RECORD, _FILE, "held_on members question grounds result"),
)  # fmt: skip

LETTER_KINDS: Mapping[str, LetterKind] = {
    kind.code: kind for kind in (*_INTAKE, *_INVESTIGATION, *_DECISIONS, *_APPRAISAL, *_MONEY, *_DISPUTES)
}
# Kinds whose text is ready but which no move of this bureau causes: the form is handed out at the counter, and the
# conclusion of a redo is the city's committee's own.
PREPARED = frozenset({"late_application_form", "redo_appraisal_conclusion"})


def letter_kind(code: str) -> LetterKind:
    """The kind called `code`. Raises BadInput (letter_kind_unknown) naming the known ones."""
    if code not in LETTER_KINDS:
        raise BadInput("letter_kind_unknown", kind=code, known="、".join(LETTER_KINDS))
    return LETTER_KINDS[code]

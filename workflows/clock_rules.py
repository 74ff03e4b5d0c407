"""The clocks by the law's own numbering: which limit they follow, from which day, and whose duty they measure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    """Who must act before the clock is due."""

    BUREAU = "bureau"
    APPLICANT = "applicant"
    PLATFORM = "platform"
    BANK = "bank"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """`limit` is the key of the period in the rules; `law_day` says which day chooses the version of the law."""

    code: str
    limit: str
    label: str
    duty: Duty
    from_accident: bool = False
    law_of_accident: bool = False
    rolls: bool = True


_RULES = (
    ClockRule("T2", "limits.platform_application", "平台提出待遇给付申请", Duty.PLATFORM),
    ClockRule("T3", "limits.personal_application", "本人或近亲属直接申请", Duty.APPLICANT, from_accident=True),
    ClockRule("T5", "limits.acceptance_check", "受理审查", Duty.BUREAU),
    ClockRule("T7", "limits.supplement_answer", "申请人补正材料", Duty.APPLICANT),
    ClockRule("T8", "limits.confirmation", "职业伤害确认", Duty.BUREAU, law_of_accident=True),
    ClockRule("T13", "limits.service_of_decision", "送达确认结论", Duty.BUREAU),
    ClockRule("T14", "limits.appraisal_supplement_notice", "鉴定材料审查", Duty.BUREAU),
    ClockRule("T15", "limits.appraisal_conclusion", "作出鉴定结论", Duty.BUREAU),
    ClockRule("T16", "limits.service_of_appraisal", "送达鉴定结论", Duty.BUREAU),
    ClockRule("T17", "limits.reappraisal_request", "申请再次鉴定", Duty.APPLICANT),
    ClockRule("T20", "limits.reimbursement", "手工报销审核", Duty.BUREAU),
    ClockRule("T21", "limits.award_assessment", "待遇核定", Duty.BUREAU),
    ClockRule("T22", "limits.entitlement_loss_report", "待遇资格丧失报告", Duty.APPLICANT),
    ClockRule("T23", "limits.administrative_review", "申请行政复议", Duty.APPLICANT),
    ClockRule("T24", "limits.review_admission", "复议机关审查受理", Duty.NOBODY),
    ClockRule("T25", "limits.review_answer", "行政复议答复", Duty.BUREAU),
    ClockRule("T28", "limits.administrative_suit", "提起行政诉讼", Duty.APPLICANT),
    ClockRule("T29", "limits.suit_after_review", "复议后起诉", Duty.APPLICANT),
    ClockRule("T30", "limits.court_answer", "行政诉讼答辩", Duty.BUREAU),
    ClockRule("T33", "limits.returned_payment", "退汇处理", Duty.BUREAU),
    ClockRule("T34", "limits.announcement", "公告送达", Duty.NOBODY, rolls=False),
    ClockRule("T35", "limits.retention", "档案保管", Duty.NOBODY),
    ClockRule("data_request", "limits.platform_data", "平台提供订单数据", Duty.PLATFORM),
    ClockRule("suspension_review", "limits.suspension_review", "中止情况复查", Duty.BUREAU),
    ClockRule("succession", "limits.succession", "等待权利承继", Duty.APPLICANT),
    ClockRule(
        "gongshang_reminder", "limits.gongshang_application", "工伤认定申请提醒", Duty.APPLICANT, from_accident=True
    ),
    ClockRule("appraisal_request", "limits.appraisal_request", "申请劳动能力鉴定提醒", Duty.APPLICANT),
    ClockRule("bank_answer", "limits.bank_answer", "银行回盘", Duty.BANK),
    ClockRule("approval_norm", "limits.approval_norm", "内部审批时限", Duty.BUREAU),
    ClockRule("service_chase", "limits.service_chase", "催办送达", Duty.BUREAU),
)
CLOCK_RULES: dict[str, ClockRule] = {rule.code: rule for rule in _RULES}
STOPPED = frozenset({"met", "late", "ended"})
OPEN = frozenset({"running", "paused"})

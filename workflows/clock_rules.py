"""The clocks by the law's own numbering: which limit they follow, from which day, whose duty they measure, whose desk keeps
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.roles import Role


class Duty(StrEnum):
    """Who must act before the clock is due."""

    BUREAU = "bureau"
    APPLICANT = "applicant"
    PLATFORM = "platform"
    BANK = "bank"
    NOBODY = "nobody"


OURS = (Duty.BUREAU, Duty.BANK)  # what an officer has to do himself


@dataclass(frozen=True, slots=True)
class ClockRule:
    """`limit` is the key of the period in the rules, `simple_limit` that of the simple procedure 简易程序 of a dispute;
    `desk` is the post that keeps or watches it, and is told first.

    `listed` is False where the inbox shows what the clock measures as an entry of its own (a letter, a draft);
    `fast_target` is the key of the shorter target of the green channel 绿色通道; `is_right` marks
    a remedy that a party may use, and fails nobody by letting it pass; `is_reminder` one whose day takes nothing away when
    it is over; `on_fast_lane` that the fast
    lane of a case 快速办理 shortens it; `holds` that the case waits for the party meanwhile, so that superiors hear too;
    `of_each` is the datum of a move that names whose clock it is, where one runs for each person beside the others'.
    """

    code: str
    limit: str
    label: str
    duty: Duty
    desk: Role = Role.INTAKE
    listed: bool = True
    fast_target: str | None = None
    from_accident: bool = False
    law_of_accident: bool = False
    rolls: bool = True
    is_right: bool = False
    is_reminder: bool = False
    on_fast_lane: bool = False
    holds: bool = False
    simple_limit: str | None = None
    of_each: str | None = None

    @property
    def ladder(self) -> str:
        """The name of its rungs in the rules: whose duty it measures, `right` for a remedy, `hold` where the case waits."""
        return "right" if self.is_right else "hold" if self.holds else self.duty.value


IN, RV, CA, CK, LG = Role.INTAKE, Role.REVIEWER, Role.CASHIER, Role.APPRAISAL, Role.LEGAL
BUREAU, APPLICANT, PLATFORM, NOBODY = Duty.BUREAU, Duty.APPLICANT, Duty.PLATFORM, Duty.NOBODY
_ANSWER, _REDO = "limits.green_channel.answer", "limits.green_channel.reappraisal"
_ACCEPTANCE, _AWARD = "limits.green_channel.acceptance", "limits.green_channel.award"

_RULES = (
    ClockRule("T2", "limits.platform_application", "平台提出待遇给付申请", PLATFORM),
    ClockRule("T3", "limits.personal_application", "本人或近亲属直接申请", APPLICANT, from_accident=True),
    ClockRule("T5", "limits.acceptance_check", "受理审查", BUREAU),
    ClockRule("T7", "limits.supplement_answer", "申请人补正材料", APPLICANT, holds=True),
    ClockRule("T8", "limits.confirmation", "职业伤害确认", BUREAU, law_of_accident=True, on_fast_lane=True),
    ClockRule("small_payment", "limits.small_injury.payment", "小伤快赔支付医疗费", BUREAU, on_fast_lane=True),
    ClockRule("T13", "limits.service_of_decision", "送达确认结论", BUREAU, listed=False),
    ClockRule("T14", "limits.appraisal_supplement_notice", "鉴定材料审查", BUREAU, CK),
    ClockRule("T15", "limits.appraisal_conclusion", "作出鉴定结论", BUREAU, CK, fast_target=_REDO),
    ClockRule("T16", "limits.service_of_appraisal", "送达鉴定结论", BUREAU, CK, listed=False),
    ClockRule("T17", "limits.reappraisal_request", "申请再次鉴定", APPLICANT, CK, is_right=True),
    ClockRule("T20", "limits.reimbursement", "手工报销审核", BUREAU),
    ClockRule("T21", "limits.award_assessment", "待遇核定", BUREAU),
    ClockRule("T22", "limits.entitlement_loss_report", "待遇资格丧失报告", APPLICANT),
    ClockRule("T23", "limits.administrative_review", "申请行政复议", APPLICANT, LG, is_right=True),
    ClockRule("T24", "limits.review_admission", "复议机关审查受理", NOBODY, LG),
    ClockRule(
        "T25",
        "limits.review_answer",
        "行政复议答复",
        BUREAU,
        LG,
        fast_target=_ANSWER,
        simple_limit="limits.review_answer_simple",
    ),
    ClockRule(
        "T26", "limits.review_decision", "作出复议决定", NOBODY, LG, simple_limit="limits.review_decision_simple"
    ),
    ClockRule("T28", "limits.administrative_suit", "提起行政诉讼", APPLICANT, LG, is_right=True),
    ClockRule("T29", "limits.suit_after_review", "复议后起诉", APPLICANT, LG, is_right=True),
    ClockRule("T30", "limits.court_answer", "行政诉讼答辩", BUREAU, LG, fast_target=_ANSWER),
    ClockRule("T31", "limits.first_instance", "一审审理", NOBODY, LG, simple_limit="limits.first_instance_simple"),
    ClockRule(
        "civil_first_instance",
        "limits.civil_first_instance",
        "民事一审审理",
        NOBODY,
        LG,
        simple_limit="limits.civil_first_instance_simple",
    ),
    ClockRule("second_instance", "limits.second_instance", "二审审理", NOBODY, LG),
    ClockRule("appeal", "limits.appeal", "对一审判决上诉", APPLICANT, LG, is_right=True),
    ClockRule(
        "arbitration_acceptance", "limits.arbitration_acceptance", "仲裁受理", NOBODY, LG, fast_target=_ACCEPTANCE
    ),
    ClockRule("arbitration_award", "limits.arbitration_award", "仲裁裁决", NOBODY, LG, fast_target=_AWARD),
    ClockRule("arbitration_lawsuit", "limits.arbitration_lawsuit", "不服仲裁裁决起诉", APPLICANT, LG, is_right=True),
    ClockRule("execution", "limits.dispute_execution", "执行生效的复议、裁判结果", BUREAU, LG),
    ClockRule("mediation", "limits.mediation", "一站式调解", BUREAU, LG, fast_target="limits.green_channel.mediation"),
    ClockRule("recovery_decision", "limits.recovery_decision", "作出追回决定", BUREAU),
    ClockRule("repayment", "limits.repayment", "退还多支付的待遇", APPLICANT, LG),
    ClockRule("instalment", "limits.instalment", "分期退还", APPLICANT, LG),
    ClockRule("enforcement", "limits.enforcement", "申请强制执行", BUREAU, LG),
    ClockRule("missing_pension", "limits.missing_pension", "失踪第四个月起发抚恤金", BUREAU, from_accident=True),
    ClockRule("recourse", "limits.recourse", "向第三人追偿的诉讼时效", NOBODY, LG),
    ClockRule("support_payment", "limits.support_payment", "支付生活保障费", PLATFORM),
    ClockRule("support_check", "limits.support_check", "核实生活保障费支付", BUREAU),
    ClockRule("T33", "limits.returned_payment", "退汇处理", BUREAU, RV),
    ClockRule("T34", "limits.announcement", "公告送达", NOBODY, rolls=False),
    ClockRule("T35", "limits.retention", "档案保管", NOBODY, rolls=False),
    ClockRule("data_request", "limits.platform_data", "平台提供订单数据", PLATFORM),
    ClockRule("supplement_notice", "limits.supplement_notice", "送达补正告知书", BUREAU),
    ClockRule("suspension_review", "limits.suspension_review", "中止情况复查", BUREAU, RV),
    ClockRule(
        "appraisal_papers", "limits.appraisal_supplement_answer", "申请人补正鉴定材料", APPLICANT, CK, holds=True
    ),
    ClockRule("examination_missed", "limits.examination_missed", "未到场后另行安排鉴定", BUREAU, CK),
    ClockRule("hold_review", "limits.hold_review", "暂停支付复查", BUREAU, LG),
    ClockRule("stop_review", "limits.stop_review", "停止待遇复查", BUREAU),
    ClockRule("succession", "limits.succession", "等待权利承继", APPLICANT),
    ClockRule(
        "gongshang_reminder",
        "limits.gongshang_application",
        "申请工伤认定",
        APPLICANT,
        from_accident=True,
        is_right=True,
    ),
    ClockRule(
        "appraisal_request",
        "limits.appraisal_request",
        "申请劳动能力鉴定提醒",
        APPLICANT,
        CK,
        is_right=True,
        is_reminder=True,
    ),
    ClockRule("bank_answer", "limits.bank_answer", "银行回盘", Duty.BANK, CA),
    ClockRule("payment_query", "limits.payment_query", "查询支付结果", BUREAU, CA),
    ClockRule("approval_norm", "limits.approval_norm", "内部审批时限", BUREAU, RV, listed=False),
    ClockRule("service_sending", "limits.service_sending", "催办发出文书", BUREAU, listed=False),
    ClockRule("account_check", "limits.account_check", "核对本人申请的收款账户", BUREAU, of_each="beneficiary"),
    ClockRule("paper_copy", "limits.paper_copy", "提供纸质文书", BUREAU),
    ClockRule("service_chase", "limits.service_chase", "催办送达", BUREAU, listed=False),
)
CLOCK_RULES: dict[str, ClockRule] = {rule.code: rule for rule in _RULES}
# The periods by which a case is watched: somebody must act in them. Not a right that may go unused, the keeping of files, or
# what a letter or a draft shows of its own.
MUST_ACT = frozenset(rule.code for rule in _RULES if rule.duty is not Duty.NOBODY and not rule.is_right and rule.listed)
RIGHTS = tuple(code for code, rule in CLOCK_RULES.items() if rule.is_right)  # nobody is late with one that was not used
STOPPED = frozenset({"met", "late", "ended"})
OPEN = frozenset({"running", "paused"})


def post_of(code: str) -> Role | None:
    """The post that keeps the period, where the bureau owes it; None for what is another's to do."""
    rule = CLOCK_RULES.get(code)
    return rule.desk if rule is not None and rule.duty in OURS and not rule.is_right else None

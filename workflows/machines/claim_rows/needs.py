"""The data that the larger moves of a claim need."""

from __future__ import annotations

from workflows import fields as f
from workflows.table import Field, Kind

TOLD_BESIDE = (
    f.text("care", "就医情况", private=True, optional=True),
    f.text("other_party", "对方", private=True, optional=True),
    f.text("reporter", "报案人", private=True, optional=True),
    f.text("reporter_relation", "与受伤人员的关系", private=True, optional=True),
)
REPORT = (
    f.text("person_id", "受伤人员"),
    f.text("platform", "平台企业"),
    f.text("industry", "行业"),
    f.choice("channel", "报案渠道", f.CHANNELS),
    f.day("accident_on", "受伤日期"),
    f.choice("order_state", "受伤时订单状态", f.ORDER_STATES),
    f.text("order_no", "订单号", optional=True),
    f.instant("order_accepted_at", "接单时间", optional=True),
    f.instant("order_completed_at", "完成时间", optional=True),
    f.text("accident_time", "受伤时间", private=True, optional=True),
    f.text("accident_place", "受伤地点", private=True),
    f.text("accident_course", "受伤经过", private=True),
    f.text("injury", "受伤部位与程度", private=True),
    *TOLD_BESIDE,
    f.text("platform_told", "报案时说的平台", private=True, optional=True),
    f.text("industry_told", "报案时说的行业", private=True, optional=True),
    f.text("order_told", "报案时说的订单号", private=True, optional=True),
    f.text("claimant_id", "申请人", optional=True),
    f.choice("relation", "申请人与受伤人员关系", f.RELATIONS, optional=True),
    f.text("successor_of", "此前撤回的案件", optional=True),
)
REPORT_AGAIN = (
    f.choice("why", "为什么合在本案", ("same_place", "too_many")),
    f.text("person_name", "所报的姓名", private=True),
    f.text("phone_of", "所留手机号是报案人的", private=True, optional=True),
    f.text("platform", "平台企业"),
    f.day("accident_on", "受伤日期"),
    f.choice("order_state", "受伤时订单状态", f.ORDER_STATES),
    f.text("order_no", "订单号", optional=True),
    f.text("accident_time", "受伤时间", private=True, optional=True),
    f.text("accident_place", "受伤地点", private=True),
    f.text("accident_course", "受伤经过", private=True),
    f.text("injury", "受伤部位与程度", private=True),
    *TOLD_BESIDE,
)
IDENTIFY = (
    f.text("person_id", "受伤人员"),
    f.text("platform", "平台企业（需要更正时填写）", optional=True),
    f.text("industry", "行业（需要更正时填写）", optional=True),
    f.choice("order_state", "受伤时订单状态（需要更正时填写）", f.ORDER_STATES, optional=True),
)
IDENTIFY_LATER = (f.text("person_id", "受伤人员"),)
APPLY = (
    f.choice("kind", "申请种类", f.APPLICATION_KINDS),
    f.flag("consent", "从业人员（近亲属）已签知情同意书"),
    f.flag("form", "从业人员（近亲属）已在申请表上签名"),
    f.many("papers", "收到的材料", optional=True),
    f.text("kin_proof", "亲属关系证明", private=True, optional=True),
    f.choice("applicant", "提出申请的一方（代为登记时写明）", ("person", "platform"), optional=True),
)
ACCEPT = (
    f.text("criterion", "拟适用的确认情形"),
    f.text("diagnosis", "医疗诊断", private=True),
    f.flag("gongshang_enrolled", "已经参加工伤保险", optional=True),
    f.flag("labour_signs", "有劳动关系迹象", optional=True),
    f.text("other_line", "同一事故的工伤案号", optional=True),
    f.number("minutes_since_completion", "受伤时距完成订单的分钟数", optional=True),
)
DECISION_FACTS = (
    f.text("facts_found", "查明的事实", private=True),
    f.text("evidence_weighed", "证据采信", private=True),
    f.text("platform_answer", "平台企业逾期答复数据请求的情况", private=True, optional=True),
    f.day("platform_answered_on", "平台企业逾期答复的日期（没有答复的不填）", optional=True),
)
CONFIRM = (f.text("criterion", "确认情形"), Field("parts", Kind.RECORDS, "受伤部位结论", private=True), *DECISION_FACTS)
REFUSE = (f.text("refusal", "不予确认的依据"), f.text("failing", "不符合之处", private=True), *DECISION_FACTS)

"""What may stand in the snapshot of a letter: one vocabulary for all kinds, so that a name means one thing everywhere.

A snapshot holds only what canonical JSON holds: text, whole numbers, true or false, lists and mappings. Days are ISO
text ("2025-06-26"; a `date` is taken too), sums are integer fen. `kinds.py` says which facts a kind of letter needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Shape(StrEnum):
    """The form of a fact; the value is its Chinese name, used in error texts."""

    TEXT = "非空文字"
    DAY = "日期（如 2025-06-26）"
    COUNT = "非负整数"
    FEN = "以分为单位的整数"
    FLAG = "是或否"
    LINES = "文字列表"
    ROWS = "分项列表"


@dataclass(frozen=True, slots=True)
class Fact:
    """One variable of a letter.

    `private` facts (injury, grade, care, sums, accounts) never reach the copy of a party 单位副本.
    `fields` are the columns of ROWS; a column named in `may_lack` can be absent.
    """

    name: str
    label: str
    shape: Shape
    private: bool = False
    fields: tuple[Fact, ...] = ()
    may_lack: frozenset[str] = frozenset()


def is_shaped(fact: Fact, value: object) -> bool:
    """Whether `value` has the form that `fact` asks for. Blank text and empty lists have not."""
    match fact.shape:
        case Shape.TEXT:
            return isinstance(value, str) and bool(value.strip())
        case Shape.DAY:
            return isinstance(value, str) and _is_day(value)
        case Shape.COUNT:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case Shape.FEN:
            return isinstance(value, int) and not isinstance(value, bool)
        case Shape.FLAG:
            return isinstance(value, bool)
        case Shape.LINES:
            return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v.strip() for v in value)
        case Shape.ROWS:
            return isinstance(value, list) and bool(value) and all(_is_row(fact, row) for row in value)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_row(fact: Fact, row: object) -> bool:
    if not isinstance(row, Mapping) or set(row) - {field.name for field in fact.fields}:
        return False
    given = {name: value for name, value in row.items() if value is not None}
    return all(
        is_shaped(field, given[field.name]) if field.name in given else field.name in fact.may_lack
        for field in fact.fields
    )


def _text(name: str, label: str, *, private: bool = False) -> Fact:
    return Fact(name, label, Shape.TEXT, private)


def _day(name: str, label: str, *, private: bool = False) -> Fact:
    return Fact(name, label, Shape.DAY, private)


def _count(name: str, label: str, *, private: bool = False) -> Fact:
    return Fact(name, label, Shape.COUNT, private)


def _flag(name: str, label: str) -> Fact:
    return Fact(name, label, Shape.FLAG)


def _lines(name: str, label: str, *, private: bool = False) -> Fact:
    return Fact(name, label, Shape.LINES, private)


def _rows(name: str, label: str, *fields: Fact, private: bool = False, may_lack: str = "") -> Fact:
    return Fact(name, label, Shape.ROWS, private, fields, frozenset(may_lack.split()))


_LABEL = _text("label", "项目")
_REASON = _text("reason", "理由")
_AMOUNT = Fact("amount_fen", "金额（分）", Shape.FEN)
_AWARD_COLUMNS = (_LABEL, _text("base", "计发基数"), _text("formula", "计算过程"), _AMOUNT, _lines("basis", "依据条款"))

_ALL = (
    # every letter
    _text("organ", "发文机关全称"),
    _text("addressee", "受文人或受文单位"),
    _day("dated_on", "成文日期"),
    _text("claim_no", "案号"),
    _text("person_name", "受伤人员姓名"),
    _flag("synthetic", "是否合成数据"),
    _lines("copies_to", "抄送单位"),
    _text("contact", "联系电话"),
    _lines("unconfirmed", "待核的规则值"),
    _text("verify_at", "核验网页的地址"),
    _text("verify_code", "核验码"),
    _lines("legal_basis", "法律依据，写到条款项"),
    _REASON,
    # the case
    _text("person_id", "按规定遮盖的证件号码"),
    _text("platform_name", "平台企业名称"),
    _text("applicant", "申请人"),
    _day("applied_on", "申请日期"),
    _day("received_on", "收到申请材料的日期"),
    _day("accepted_on", "受理日期"),
    _day("reported_on", "报案日期"),
    _text("reporter", "报案人"),
    _text("report_channel", "报案方式"),
    _day("accident_on", "受伤日期"),
    _text("accident_place", "受伤地点"),
    _text("order_no", "订单号"),
    _lines("papers", "材料清单"),
    _lines("evidence", "采信的证据"),
    _text("facts_found", "查明的事实（不写伤情）"),
    _text("diagnosis", "诊断或死亡原因", private=True),
    _day("death_on", "死亡日期", private=True),
    _day("missing_on", "下落不明的起始日期", private=True),
    _lines("confirmed_parts", "确认的受伤部位", private=True),
    _rows("refused_parts", "不予确认的部位", _text("part", "部位"), _REASON, private=True),
    _text("platform_answer", "平台企业逾期答复数据请求的情况"),
    # periods
    _count("decision_limit_working_days", "作出结论的期限（工作日）"),
    _day("decision_due_on", "作出结论的最后日期"),
    _flag("decision_due_provisional", "最后日期是否暂定"),
    _count("earlier_limit_working_days", "原定期限（工作日）"),
    _day("earlier_due_on", "原定最后日期"),
    _day("platform_apply_by", "平台企业提出申请的最后日期"),
    _day("person_apply_by", "本人或近亲属提出申请的最后日期"),
    _count("reply_days", "答复期限（日）"),
    _day("reply_by", "答复的最后日期"),
    _text("overdue_act", "逾期没有办结的事项"),
    _day("expected_on", "预计办结日期"),
    # remedies
    _text("review_organ", "行政复议机关"),
    _count("review_days", "申请行政复议的期限（日）"),
    _text("court", "起诉的人民法院"),
    _count("court_months", "提起行政诉讼的期限（月）"),
    _text("redo_organ", "再次鉴定的机构"),
    _count("redo_days", "申请再次鉴定的期限（日）"),
    _count("inaction_days", "对逾期不作为申请行政复议的期限（日）"),
    _flag("review_first", "逾期不作为是否须先申请行政复议"),
    # intake, suspension, transfer
    _rows(
        "missing",
        "应补正的材料",
        _text("paper", "材料"),
        _text("basis", "依据"),
        _text("note", "说明"),
        may_lack="note",
    ),
    _lines("other_routes", "其他救济途径"),
    _text("awaited_authority", "所等待结论的机关"),
    _text("awaited_paper", "所等待的文书"),
    _text("suspension_number", "中止通知书文号"),
    _day("suspended_on", "中止日期"),
    _day("resumed_on", "恢复日期"),
    _text("surviving_claim_no", "并入的案号"),
    _text("receiving_organ", "接收机关"),
    _day("gongshang_apply_by", "申请工伤认定的最后日期"),
    _text("election", "申请人书面选择的文书"),
    _lines("wanted", "需要提供的数据和材料"),
    _text("matter", "事项"),
    # changes of a decision or of a person
    _text("earlier_claimant", "原申请人"),
    _text("new_claimant", "变更后的申请人"),
    _text("relation", "与受伤人员的关系"),
    _text("earlier_name", "原文书名称"),
    _text("earlier_number", "原文书文号"),
    _day("earlier_on", "原文书日期"),
    _text("new_name", "新文书名称"),
    _text("new_number", "新文书文号"),
    _rows(
        "corrections",
        "更正事项",
        _text("place", "位置"),
        _text("wrong", "原文"),
        _text("right", "更正为"),
        private=True,
        may_lack="place",
    ),
    _text("cause_organ", "作出判决或复议决定的机关"),
    _text("cause_document", "判决或复议决定文书"),
    _day("effective_on", "生效日期"),
    _text("hearing", "听证或听取陈述申辩的记录"),
    # appraisal
    _text("appraisal_kind", "鉴定种类（初次、复查）"),
    _day("appraisal_requested_on", "鉴定申请日期"),
    _text("confirmation_number", "确认结论书文号"),
    _day("examined_on", "鉴定日期"),
    _text("examine_at", "鉴定时间"),
    _text("examine_place", "鉴定地点"),
    _day("missed_on", "未到场的鉴定日期"),
    _lines("standards", "鉴定标准"),
    _count("recheck_years", "可以申请复查鉴定的年限"),
    _text("opinion", "专家组意见", private=True),
    _count("grade", "伤残等级（0 为未达到等级）", private=True),
    _text("care_level", "生活自理障碍（full、most、part、none）", private=True),
    _day("injury_period_from", "职业伤害期起日", private=True),
    _day("injury_period_to", "职业伤害期止日", private=True),
    _count("extended_days", "延长的日数"),
    _day("conclusion_due_on", "作出鉴定结论的最后日期"),
    _text("city_organ", "作出再次鉴定结论的机构"),
    _text("city_number", "再次鉴定结论书文号"),
    _day("concluded_on", "鉴定结论日期"),
    _text("earlier_organ", "作出原鉴定结论的机构"),
    _count("conclusion_limit_days", "作出鉴定结论的期限（日）"),
    _flag("conclusion_due_provisional", "作出鉴定结论的最后日期是否暂定"),
    # award and payment
    _text("appraisal_number", "鉴定结论书文号"),
    _rows("items", "一次性核定项目", *_AWARD_COLUMNS, private=True, may_lack="base"),
    _rows("monthly_items", "按月核定项目", *_AWARD_COLUMNS, private=True, may_lack="base"),
    _rows("platform_items", "平台企业支付的项目", *_AWARD_COLUMNS, private=True, may_lack="base"),
    _rows("refused_items", "不予支付的项目", _LABEL, _REASON, private=True),
    _lines("award_notes", "计算说明", private=True),
    _rows(
        "changes",
        "变更项目",
        _LABEL,
        Fact("earlier_fen", "原核定（分）", Shape.FEN),
        Fact("new_fen", "变更后（分）", Shape.FEN),
        _text("formula", "计算过程"),
        private=True,
    ),
    _text("change_effect", "变更的效力（自何时起）"),
    _rows(
        "recovered",
        "追回项目",
        _LABEL,
        _text("formula", "计算过程"),
        Fact("paid_fen", "已支付（分）", Shape.FEN),
        Fact("due_fen", "应支付（分）", Shape.FEN),
        _AMOUNT,
        private=True,
    ),
    Fact("lessened_fen", "比决定减少的金额（分）", Shape.FEN, private=True),
    Fact("outstanding_fen", "尚未退还的金额（分）", Shape.FEN, private=True),
    Fact("settled_fen", "已经退还、抵扣的金额（分）", Shape.FEN, private=True),
    _rows(
        "kept_back",
        "按月待遇的抵扣",
        _LABEL,
        Fact("gross_fen", "应付（分）", Shape.FEN),
        Fact("set_off_fen", "抵扣（分）", Shape.FEN),
        Fact("net_fen", "抵扣后支付（分）", Shape.FEN),
        private=True,
    ),
    Fact("floor_fen", "每月至少保留（分）", Shape.FEN),
    _text("consent_paper", "本人的同意书"),
    _rows("support", "平台企业应付的生活保障费", _LABEL, _text("formula", "计算过程"), _AMOUNT),
    _day("support_due_on", "平台企业支付的最后日期"),
    _count("repay_days", "退还的期限（日）"),
    _day("repay_due_on", "退还的最后日期"),
    _text("repay_account", "退款账户"),
    _text("award_number", "待遇核定告知书文号"),
    _rows("payments", "支付项目", _LABEL, _AMOUNT, private=True),
    _text("payee_name", "收款人"),
    _text("payee_account", "遮盖的收款账户", private=True),
    _text("payee_bank", "开户银行", private=True),
    _day("paid_on", "支付日期"),
    _text("bank_reference", "银行流水号", private=True),
    _day("returned_on", "退汇日期"),
    _flag("pays_monthly", "是否有按月支付的待遇"),
    _lines("benefits", "待遇项目", private=True),
    _day("from_on", "起算日期"),
    _text("hold_document", "据以暂停的文书"),
    _text("earlier_beneficiary", "原权利人"),
    _text("new_beneficiary", "变更后的权利人"),
    # disputes and the panel
    _text("disputant", "提出争议的人"),
    _text("dispute_no", "争议编号"),
    _text("forum", "受理争议的机关或法院"),
    _text("forum_case_no", "复议或诉讼案号"),
    _text("right_route", "应走的途径"),
    _lines("targets", "办理目标"),
    _text("disputed_act", "所争议的行政行为"),
    _flag("rests_on_act", "所争议的是否为已经作出的行政行为"),
    _lines("course", "办理经过：日期、文号"),
    _flag("continues", "当事人是否继续争议"),
    _text("consent", "同意调解的文书"),
    _count("mediation_days", "调解期限（日）"),
    _day("mediation_due_on", "调解期限的最后日期"),
    _count("mediation_extension_days", "调解可以延长的日数"),
    _text("request", "请求"),
    _lines("grounds", "理由要点"),
    _day("held_on", "会审日期"),
    _lines("members", "参加人员"),
    _text("question", "会审事项"),
    _text("result", "会审结果"),
)

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _ALL}

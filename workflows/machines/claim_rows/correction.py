"""Claim rows that correct: 更正、撤销重作、撤销、撤销确认。"""

from __future__ import annotations

from workflows import fields as f
from workflows.machines.claim_rows.needs import CONFIRM, REFUSE
from workflows.machines.claim_rows.states import DECIDED
from workflows.roles import Role
from workflows.table import SAME, Move

RD, PF, INV = Role.RIDER, Role.PLATFORM, Role.INVESTIGATOR
IN, RV, AP, LG, SYS = Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.LEGAL, Role.SYSTEM

ORDER = (f.text("dispute", "据以办理的争议"), f.DOCUMENT, f.day("effective_on", "生效日期"))
TERM = f.number("term_days", "限期天数（自然日）", optional=True)

ROWS: tuple[Move, ...] = (
    Move(
        "rectify",
        "更正文书",
        ("confirmed", "not_confirmed", "appraising", "appraised", "settling", "settled", "closed"),
        SAME,
        (SYS,),
        "行政文书笔误更正（待核）",
        needs=(
            f.text("wrong", "有误之处", private=True),
            f.text("right", "更正为", private=True),
            f.text("letter", "被更正的文书"),
        ),
        guards=("letter_of_case",),
        approval="rectify",
        proposers=(AP, IN),
        letter="rectification",
    ),
    Move(
        "remand",
        "撤销不予受理，重新审查",
        ("not_accepted",),
        "applied",
        (LG, SYS),
        "行政诉讼法第七十条、第七十二条；行政复议法第六十四条、第六十六条",
        needs=(*ORDER, TERM),
        guards=("order_effective", "dispute_allows_reopening"),
        effects=("start_again",),
    ),
    Move(
        "remand",
        "撤销结论，重新处理",
        (*DECIDED, "not_confirmed"),
        "redeciding",
        (LG, SYS),
        "行政诉讼法第七十条、第七十一条；行政复议法第六十四条",
        needs=(*ORDER, TERM, f.text("scope", "被撤销的部分", optional=True)),
        guards=("order_effective", "dispute_allows_redo"),
        letter="remand_notice",
        effects=("terminate_appraisals", "end_clocks", "hold_payments", "start_again"),
    ),
    Move(
        "ordered_to_act",
        "责令履行",
        ("applied", "investigating", "deciding", "redeciding", *DECIDED),
        SAME,
        (SYS,),
        "行政诉讼法第七十二条；行政复议法第六十六条",
        needs=(*ORDER, TERM),
        guards=("order_effective", "dispute_orders_act"),
        effects=("restart_owed_periods",),
    ),
    Move(
        "redo_confirm",
        "重新作出确认结论",
        ("redeciding",),
        "confirmed",
        (SYS,),
        "行政诉讼法第七十条、第七十一条",
        needs=CONFIRM,
        guards=("criterion_in_force", "parts_have_verdicts", "facts_leave_out_diagnosis", "platform_answer_stands"),
        approval="confirm",
        proposers=(IN,),
        letter="confirmation",
        stops=("T8",),
        effects=("note_confirmation",),
    ),
    Move(
        "redo_refuse",
        "重新作出不予确认结论",
        ("redeciding",),
        "not_confirmed",
        (SYS,),
        "行政诉讼法第七十条、第七十一条",
        needs=REFUSE,
        guards=("refusal_in_force", "not_same_reason_again", "facts_leave_out_diagnosis", "platform_answer_stands"),
        approval="refuse_confirm",
        proposers=(IN,),
        letter="non_confirmation",
        stops=("T8",),
        effects=("note_non_confirmation",),
    ),
    Move(
        "set_aside",
        "撤销结论，不再重作",
        (*DECIDED, "not_confirmed"),
        "quashed_final",
        (SYS,),
        "行政诉讼法第七十条",
        needs=ORDER,
        guards=("order_effective", "dispute_allows_setting_aside"),
        approval="set_aside",
        proposers=(LG,),
        letter="set_aside_notice",
        effects=("terminate_appraisals", "end_clocks", "hold_payments"),
    ),
    Move(
        "revoke_confirmation",
        "撤销确认",
        DECIDED,
        "revoked",
        (SYS,),
        "法释〔2014〕9号第九条",
        needs=(
            f.choice("ground", "撤销原因", ("骗取确认", "工伤认定已生效")),
            f.text("hearing", "听证或陈述申辩记录"),
            f.text("reason", "撤销理由", private=True),
        ),
        approval="revoke_confirmation",
        proposers=(LG,),
        letter="revocation",
        effects=("terminate_appraisals", "end_clocks", "hold_payments"),
    ),
)

"""Dispute rows while the organ has it: 答复、延长、开庭、停止执行、调解、改变原决定、撤回。"""

from __future__ import annotations

from workflows import fields as f
from workflows.machines.dispute_rows.states import BEFORE_ORGAN, LIVE, UNDECIDED
from workflows.roles import Role
from workflows.table import SAME, Move

RD, PF, LG, SYS = Role.RIDER, Role.PLATFORM, Role.LEGAL, Role.SYSTEM
STAYABLE = tuple(state for state in LIVE if state != "lodged")
CHANGEABLE = ("open", "answered", "heard")
ANSWER = "行政复议法第四十八条、第五十四条；行政诉讼法第六十七条"
STAY = "行政复议法第四十二条；行政诉讼法第五十六条"
TRACKED = ("T26", "T31", "civil_first_instance", "second_instance", "arbitration_award")
ENDING = ("T24", "T25", "T30", *TRACKED, "arbitration_acceptance", "mediation", "T29")


REQUEST = f.text("request", "对复议机关或者法院的请求（不写的按惯例）", private=True, optional=True)


def _answer(source: str, target: str, *effects: str) -> Move:
    return Move(
        "answer",
        "提交答复",
        (source,),
        target,
        (LG,),
        ANSWER,
        needs=(f.DOCUMENT, f.many("evidence", "证据目录"), f.FORUM, REQUEST),
        guards=("bureau_is_respondent",),
        stops=("T25", "T30"),
        effects=("send_answer", *effects),
    )


ROWS: tuple[Move, ...] = (
    _answer("open", "answered"),
    _answer("heard", SAME),
    _answer("mediating", SAME, "remember_answer"),
    Move(
        "answer_missed",
        "逾期未答复",
        ("open", "heard", "mediating"),
        SAME,
        (SYS,),
        "行政复议法第七十条；行政诉讼法第三十四条第二款",
        guards=("answer_overdue", "answer_not_missed_yet"),
        effects=("note_missed_answer",),
    ),
    Move(
        "review_ran_out",
        "复议机关逾期未作决定",
        BEFORE_ORGAN,
        SAME,
        (SYS,),
        "行政诉讼法第四十五条",
        guards=("review_overdue",),
        stops=("T26",),
        effects=("start_suit_after_silence",),
        any_day=True,  # what the organ did before, and tells by post, is registered after it
    ),
    Move(
        "organ_extends",
        "复议机关延长办理期限",
        BEFORE_ORGAN,
        SAME,
        (LG,),
        "行政复议法第六十二条第一款",
        needs=(f.REASON, f.DOCUMENT),
        when="route_review",
        guards=("ordinary_review", "organ_period_running", "organ_extends_once"),
        effects=("take_back_silence", "extend_organ_period"),
    ),
    Move(
        "organ_suspends",
        "复议机关中止审理",
        BEFORE_ORGAN,
        SAME,
        (LG,),
        "行政复议法第三十九条",
        needs=(f.REASON, f.DOCUMENT),
        when="route_review",
        guards=("organ_period_running", "review_not_suspended"),
        effects=("take_back_silence", "pause_review"),
    ),
    Move(
        "organ_resumes",
        "复议机关恢复审理",
        BEFORE_ORGAN,
        SAME,
        (LG,),
        "行政复议法第三十九条",
        needs=(f.DOCUMENT,),
        when="route_review",
        guards=("review_suspended",),
        resumes=("T26",),
    ),
    Move(
        "organ_extends",
        "仲裁委员会延长办理期限",
        BEFORE_ORGAN,
        SAME,
        (LG,),
        "劳动争议调解仲裁法第四十三条第一款",
        needs=(f.REASON, f.DOCUMENT),
        when="route_arbitration",
        guards=("organ_period_running", "organ_extends_once"),
        effects=("extend_organ_period",),
    ),
    Move(
        "hearing_held",
        "开庭",
        ("open", "answered"),
        "heard",
        (LG,),
        "行政诉讼法；行政复议法第五十条",
        needs=(f.day("hearing_on", "开庭日期"),),
    ),
    Move(
        "stay_order",
        "停止执行",
        STAYABLE,
        SAME,
        (LG,),
        STAY,
        needs=(f.DOCUMENT,),
        guards=("bureau_is_respondent", "no_stay_in_force"),
        effects=("order_stay",),
    ),
    Move(
        "stay_lifted",
        "恢复执行",
        STAYABLE,
        SAME,
        (LG,),
        STAY,
        needs=(f.DOCUMENT,),
        guards=("stay_in_force",),
        effects=("lift_stay",),
    ),
    Move(
        "mediate_start",
        "进入调解",
        ("lodged", "open", "answered"),
        "mediating",
        (LG,),
        "行政复议法第五条、第七十三条；人社厅发〔2024〕4号",
        needs=(f.text("consent", "双方同意书"),),
        guards=("mediation_is_a_stage",),
        letter="mediation_notice",
        starts=("mediation",),
        effects=("remember_stage",),
    ),
    *(
        Move(
            "mediate_end",
            "调解结束",
            ("mediating",),
            stage,
            (LG,),
            "行政复议法第七十三条",
            needs=(f.DOCUMENT,),
            when=f"came_from_{stage}",
            stops=("mediation",),
        )
        for stage in ("lodged", "open", "answered")
    ),
    Move(
        "extend_mediation",
        "延长调解",
        ("mediating",),
        SAME,
        (LG,),
        "人社厅发〔2024〕4号：经双方同意可以延长",
        needs=(
            f.text("consent", "提出一方的同意书"),
            f.text("other_consent", "对方的同意书"),
            f.DOCUMENT,
        ),
        guards=("mediation_running", "mediation_extends_once"),
        effects=("extend_mediation_period",),
    ),
    Move(
        "mediation_failed",
        "调解不成，另循途径",
        ("lodged", "mediating"),
        "redirected",
        (LG, SYS),
        "劳动争议调解仲裁法第十四条、第十五条；人社厅发〔2024〕4号",
        needs=(f.choice("next", "应循的途径", ("arbitration", "civil")), f.DOCUMENT),
        guards=("mediated_by_itself", "next_door_is_open"),
        letter="dispute_redirect",
        stops=("mediation",),
    ),
    Move(
        "bureau_changes_act",
        "本机关改变原决定",
        CHANGEABLE,
        SAME,
        (LG,),
        "行政诉讼法第六十二条；行政复议法第四十一条",
        needs=(f.text("new_decision", "新决定的文书编号"), f.flag("continues", "申请人是否继续")),
        guards=("bureau_is_respondent", "new_decision_is_later"),
        letter="dispute_act_changed",
        effects=("note_new_act",),
    ),
    Move(
        "withdraw",
        "撤回",
        UNDECIDED,
        "withdrawn",
        (RD, PF),
        "行政复议法第四十一条；行政诉讼法第六十二条",
        needs=(f.text("permission", "准许撤回的文书"),),
        guards=("lodger_withdraws", "nothing_decided_below", "not_withdrawn_on_appraisal"),
        stops=ENDING,
        effects=("lift_stay",),
    ),
    Move(
        "withdrawal_recorded",
        "登记对方机关准许撤回",
        UNDECIDED,
        "withdrawn",
        (LG,),
        "行政复议法第四十一条；行政诉讼法第六十二条",
        needs=(f.DOCUMENT,),
        guards=("nothing_decided_below", "not_withdrawn_on_appraisal"),
        stops=ENDING,
        effects=("lift_stay",),
    ),
    Move(
        "not_continued",
        "本机关改变原决定后不再继续",
        CHANGEABLE,
        "withdrawn",
        (SYS,),
        "行政诉讼法第六十二条；行政复议法第四十一条",
        guards=("act_was_changed",),
        stops=("T25", "T30", *TRACKED, "T29"),
        effects=("lift_stay",),
    ),
)

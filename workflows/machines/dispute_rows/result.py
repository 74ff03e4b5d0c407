"""Dispute rows of the result: 裁决、送达各方、上诉、生效、再审、执行完毕。"""

from __future__ import annotations

from claims.dispute_results import OUTCOMES
from workflows import fields as f
from workflows.dispute_parties import PARTIES
from workflows.machines.dispute_rows.hearing import ENDING, REQUEST
from workflows.machines.dispute_rows.states import BEFORE_ORGAN
from workflows.roles import Role
from workflows.table import SAME, Move

RD, PF, LG, SYS = Role.RIDER, Role.PLATFORM, Role.LEGAL, Role.SYSTEM
APPEALS = ("T29", "appeal", "arbitration_lawsuit")

ROWS: tuple[Move, ...] = (
    Move(
        "decided",
        "裁决",
        BEFORE_ORGAN,
        "decided",
        (LG,),
        "行政复议法第六十三条至第七十三条；行政诉讼法第六十九条至第七十七条；劳动争议调解仲裁法第四十三条",
        needs=(
            f.choice("outcome", "结果", OUTCOMES),
            f.DOCUMENT,
            f.number("term_days", "限本机关履行的天数（自然日）", optional=True),
            f.text("scope", "被撤销的部分", optional=True),
        ),
        guards=("outcome_fits_route", "scope_of_partial_quashing", "term_is_positive"),
        stops=ENDING,
        effects=("note_outcome",),
    ),
    Move(
        "decision_served",
        "裁决送达一方",
        ("decided",),
        SAME,
        (LG,),
        "行政诉讼法第四十五条、第八十五条；劳动争议调解仲裁法第五十条",
        needs=(f.choice("party", "受送达的一方", PARTIES), f.EVIDENCE),
        guards=("party_is_concerned", "party_not_served_yet", "served_after_decision"),
        effects=("note_decision_service",),
        any_day=True,
    ),
    Move(
        "appeal",
        "上诉或者起诉",
        ("decided",),
        "open",
        (RD, PF, LG),
        "行政诉讼法第四十五条、第八十五条；劳动争议调解仲裁法第五十条",
        needs=(
            f.DOCUMENT,
            f.choice("party", "法制岗登记的：哪一方（默认本机关）", PARTIES, optional=True),
            f.many("grounds", "本机关上诉的事实和理由", optional=True, private=True),
            f.FORUM,
            REQUEST,
        ),
        guards=("appeal_lies", "own_period_runs"),
        stops=APPEALS,
        effects=("next_instance",),
    ),
    Move(
        "appeal",
        "复议期满未作决定，起诉",
        BEFORE_ORGAN,
        "open",
        (RD, PF, LG),
        "行政诉讼法第二十六条第三款、第四十五条",
        needs=(f.DOCUMENT, f.EXCUSE, f.FORUM, REQUEST),
        when="route_review",
        guards=("silence_can_be_sued",),
        stops=ENDING,
        effects=("next_instance",),
    ),
    Move(
        "effective",
        "裁决生效",
        ("decided",),
        "effective",
        (SYS,),
        "行政诉讼法第四十五条、第八十五条；劳动争议调解仲裁法第五十条",
        guards=("everybody_heard_the_decision", "no_appeal_left"),
        stops=APPEALS,
        effects=("note_effective", "act_on_claim", "lift_stay"),
    ),
    Move(
        "retrial",
        "再审",
        ("effective",),
        "open",
        (RD, LG),
        "行政诉讼法第九十条",
        needs=(f.DOCUMENT,),
        guards=("judged_by_court",),
        stops=("execution",),
        effects=("next_instance",),
    ),
    Move(
        "executed",
        "执行完毕",
        ("effective",),
        "closed",
        (LG,),
        "行政诉讼法第九十四条；行政复议法第七十七条",
        needs=(f.DOCUMENT,),
        guards=("result_carried_out",),
        stops=("execution",),
    ),
)

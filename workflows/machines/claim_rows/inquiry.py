"""Claim rows of the inquiry: 快速办理、中止与恢复、平台数据、调查终结。"""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import SAME, Move

RD, PF, INV = Role.RIDER, Role.PLATFORM, Role.INVESTIGATOR
IN, RV, AP, LG, SYS = Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.LEGAL, Role.SYSTEM

ROWS: tuple[Move, ...] = (
    Move(
        "grant_fast",
        "适用快速办理",
        ("investigating",),
        SAME,
        (SYS,),
        "办法（2021）第十三条；办法（2025）第十四条",
        needs=(
            f.REASON,
            f.choice("lane", "快速通道", ("clear", "small")),
            f.fen("medical_fen", "医疗费", optional=True),
            f.flag("admitted", "是否住院", optional=True),
            f.flag("needs_grading", "是否需要鉴定", optional=True),
        ),
        guards=("not_fast_yet", "fast_lane_fits"),
        approval="grant_fast",
        proposers=(RV,),
        effects=("shorten_decision_limit",),
    ),
    Move(
        "revoke_fast",
        "取消快速办理",
        ("investigating", "deciding"),
        SAME,
        (SYS,),
        "办法（2021）第十三条；办法（2025）第十四条",
        needs=(f.REASON,),
        guards=("fast_now",),
        approval="revoke_fast",
        proposers=(RV,),
        letter="fast_revoked",
        effects=("restore_decision_limit",),
    ),
    Move(
        "suspend",
        "中止",
        ("investigating", "deciding"),
        "suspended",
        (SYS,),
        "工伤保险条例第二十条第三款",
        needs=(
            f.choice("reason", "中止原因", f.SUSPEND_REASONS),
            f.text("authority", "待其结论的机关"),
            f.DOCUMENT,
        ),
        approval="suspend",
        proposers=(RV,),
        letter="suspension",
        pauses=("T8",),
        starts=("suspension_review",),
        effects=("remember_state", "lapse_approvals"),
    ),
    *(
        Move(
            "resume",
            "恢复",
            ("suspended",),
            back_to,
            (SYS,),
            "工伤保险条例第二十条第三款",
            needs=(f.text("conclusion", "收到的结论或中止原因消除的说明"),),
            when=f"was_{back_to}",
            approval="resume",
            proposers=(RV,),
            letter="resumption",
            resumes=("T8",),
            stops=("suspension_review",),
            effects=("forget_state",),
        )
        for back_to in ("investigating", "deciding")
    ),
    Move(
        "reassign_platform",
        "改认平台企业",
        ("investigating",),
        SAME,
        (IN,),
        "试行办法：由所执行订单的平台承担责任",
        needs=(f.text("new_platform", "订单所属平台"), f.text("order_no", "订单号")),
        guards=("another_platform", "new_platform_covered"),
        letter="assistance",
        stops=("data_request",),
        starts=("data_request",),
        effects=("change_platform",),
    ),
    Move(
        "receive_data",
        "收到平台数据",
        ("investigating", "suspended", "deciding"),
        SAME,
        (PF, IN),
        "办法（2025）第十三条",
        needs=(f.text("record", "订单数据编号"), f.text("sha256", "原始文件摘要", optional=True)),
        stops=("data_request",),
        effects=("file_platform_data",),
    ),
    Move(
        "report_done",
        "调查终结",
        ("investigating",),
        "deciding",
        (RV, IN),
        "试行办法：调查核实后作出确认结论",
        needs=(
            f.many("evidence", "证据清单"),
            f.text("interview", "调查笔录编号"),
            f.text("criterion", "拟适用的确认情形或不予确认依据"),
        ),
        guards=("proposal_in_force",),
        effects=("file_evidence",),
    ),
    Move(
        "back_to_investigate",
        "退回调查",
        ("deciding",),
        "investigating",
        (RV, AP),
        "三级审核：退回补充调查",
        needs=(f.REASON,),
        guards=("decision_returned",),
    ),
)

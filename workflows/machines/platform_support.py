"""The platform's 生活保障费: due to the rider, reported as paid by the platform, confirmed by an officer. Never fund money."""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import NEW, SAME, Move, Table

PF, IN, SYS = Role.PLATFORM, Role.INTAKE, Role.SYSTEM
PAYS = "平台企业支付生活保障费（待核）"

STATES = {
    "due": "待平台支付",
    "reported": "平台已报支付",
    "paid": "已支付",
    "cancelled": "已取消",
}

TABLE = Table(
    name="platform_support",
    label="平台生活保障费",
    states=STATES,
    final=frozenset({"paid", "cancelled"}),
    stored_in="platform_support",
    short="support",
    moves=(
        Move(
            "assess",
            "告知平台支付",
            (NEW,),
            "due",
            (SYS,),
            PAYS,
            needs=(f.text("item", "待遇项目"),),
            guards=("platform_owes",),
            letter="living_support",
            effects=("open_support",),
        ),
        Move(
            "chase",
            "催告平台支付",
            ("due",),
            SAME,
            (IN,),
            PAYS,
            guards=("support_overdue",),
        ),
        Move(
            "report_paid",
            "报告已支付",
            ("due",),
            "reported",
            (PF, IN),
            PAYS,
            needs=(
                f.fen("amount_fen", "已付金额"),
                f.day("paid_on", "支付日期"),
                f.text("document", "支付凭证编号"),
            ),
            guards=("support_paid_in_full", "support_paid_by_now"),
            stops=("support_payment",),
            starts=("support_check",),
            effects=("note_support_report",),
        ),
        Move(
            "confirm_paid",
            "核实已支付",
            ("reported",),
            "paid",
            (IN,),
            PAYS,
            stops=("support_check",),
            effects=("confirm_support",),
        ),
        Move(
            "reject_report",
            "不认可平台的报告",
            ("reported",),
            "due",
            (IN,),
            PAYS,
            needs=(f.REASON,),
            stops=("support_check",),
            effects=("clear_support_report",),
        ),
        Move(
            "cancel",
            "取消",
            ("due", "reported"),
            "cancelled",
            (SYS,),
            PAYS,
            guards=("support_not_owed_any_more",),
            stops=("support_payment", "support_check"),
        ),
    ),
)

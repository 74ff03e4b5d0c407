"""The instalment 月份待遇: one month of a monthly benefit, due once, paid by its own payment, replaced and never overwritten."""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import NEW, SAME, Move, Table

SYS = Role.SYSTEM
PAID_MONTHLY = "社会保险经办条例第四十条"
STATES = {
    "due": "当月应付",
    "paid": "当月付清",
    "lapsed": "当月不补发",
    "superseded": "当月已变更",
    "revoked": "当月已撤销",
}
WHICH = (f.text("item", "待遇项目"), f.text("month", "月份"))

TABLE = Table(
    name="instalment",
    label="月份待遇",
    states=STATES,
    final=frozenset({"lapsed", "revoked"}),
    stored_in="instalment",
    short="instalment",
    moves=(
        Move(
            "accrue",
            "计发当月待遇",
            (NEW,),
            "due",
            (SYS,),
            "工伤保险条例第三十四条、第三十五条、第三十九条（按月支付，计发日待核）",
            needs=WHICH,
            guards=("month_runs", "month_has_come", "month_not_accrued"),
            effects=("open_instalment",),
        ),
        Move(
            "lapse",
            "停止期间不补发",
            (NEW,),
            "lapsed",
            (SYS,),
            "工伤保险条例第四十二条（是否补发待核）",
            needs=WHICH,
            guards=("month_was_stopped", "month_not_accrued"),
            effects=("note_lapsed_month",),
        ),
        Move(
            "pay_month",
            "当月付清",
            ("due",),
            "paid",
            (SYS,),
            PAID_MONTHLY,
            needs=(f.fen("paid_fen", "已付金额"),),
            guards=("month_paid_in_full",),
            effects=("count_month_paid",),
        ),
        Move(
            "pay_month_part",
            "当月部分支付",
            ("due",),
            SAME,
            (SYS,),
            PAID_MONTHLY,
            needs=(f.fen("paid_fen", "已付金额"),),
            guards=("month_still_owed",),
            effects=("count_month_paid",),
        ),
        Move(
            "unpay_month",
            "退汇，恢复当月应付",
            ("due", "paid"),
            "due",
            (SYS,),
            PAID_MONTHLY,
            needs=(f.fen("returned_fen", "退回金额"),),
            effects=("count_month_returned",),
        ),
        Move(
            "set_off_month",
            "抵扣当月待遇",
            ("due",),
            SAME,
            (SYS,),
            "本人同意或者追回决定（待核）",
            needs=(f.fen("set_off_fen", "抵扣金额"),),
            guards=("month_covers_set_off",),
            effects=("count_month_set_off",),
        ),
        Move(
            "supersede_month",
            "变更当月待遇",
            ("due", "paid"),
            "superseded",
            (SYS,),
            "社会保险经办条例第三十六条",
            guards=("month_replaced", "month_not_with_bank"),
            effects=("post_superseded_month",),
        ),
        Move(
            "revoke_month",
            "撤销当月待遇",
            ("due", "paid", "superseded"),
            "revoked",
            (SYS,),
            "工伤保险条例第四十二条；社会保险法第八十八条",
            guards=("month_taken_back", "month_not_with_bank"),
            effects=("post_revoked_month",),
        ),
    ),
)

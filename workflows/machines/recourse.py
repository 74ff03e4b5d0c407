"""Recourse 追偿: the fund paid a medical item first, and a third party who is liable pays it back."""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import NEW, SAME, Move, Table

IN, CA, LG, SYS = Role.INTAKE, Role.CASHIER, Role.LEGAL, Role.SYSTEM
FIRST = "社会保险法第四十二条"
GIVEN_UP_GROUNDS = ("第三人无法查明", "第三人没有财产，法院终结执行", "追偿成本高于金额")

STATES = {
    "open": "追偿中",
    "settled": "已偿还",
    "given_up": "已放弃追偿",
}

TABLE = Table(
    name="recourse",
    label="追偿",
    states=STATES,
    final=frozenset({"settled", "given_up"}),
    stored_in="recourse",
    short="recourse",
    moves=(
        Move(
            "record",
            "取得追偿权",
            (NEW,),
            "open",
            (IN, LG),
            FIRST,
            needs=(
                f.text("item", "先行支付的医疗费项目"),
                f.fen("amount_fen", "第三人应当偿还的金额"),
                f.text("document", "第三人责任的认定文书"),
            ),
            guards=("fund_paid_first",),
            starts=("recourse",),
            effects=("open_recourse",),
        ),
        Move(
            "receive",
            "第三人偿还",
            ("open",),
            SAME,
            (CA,),
            FIRST,
            needs=(f.text("bank_ref", "银行流水号"), f.fen("amount_fen", "金额")),
            guards=("recourse_within", "receipt_unused"),
            effects=("book_recourse_receipt",),
        ),
        Move(
            "settle",
            "全部偿还",
            ("open",),
            "settled",
            (SYS,),
            FIRST,
            guards=("recourse_settled",),
            stops=("recourse",),
            effects=("close_recourse",),
        ),
        Move(
            "give_up",
            "放弃追偿",
            ("open",),
            "given_up",
            (SYS,),
            FIRST,
            needs=(f.choice("ground", "放弃的原因", GIVEN_UP_GROUNDS), f.DOCUMENT),
            approval="write_off",
            proposers=(IN, LG),
            stops=("recourse",),
            effects=("give_recourse_up", "close_recourse"),
        ),
    ),
)

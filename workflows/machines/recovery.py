"""The recovery 追回: one sum that one person was paid too much, from the hearing to the last fen or its write-off."""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import NEW, SAME, Move, Table

IN, RV, CA, LG, SYS = Role.INTAKE, Role.REVIEWER, Role.CASHIER, Role.LEGAL, Role.SYSTEM
RETURN = "社会保险法第八十八条；社会保险经办条例第五十五条（一般多付退还的条款待核）"
HEARING = "听取陈述和申辩（待核）"
DIVISION = "分期退还（待核）"
ENFORCEMENT = "行政强制法第五十三条、第五十四条（待核）"
BOOKS = "社会保险经办条例第四十条、第四十一条"

STATES = {
    "opened": "已立案",
    "heard": "已听取陈述申辩",
    "decided": "已决定追回",
    "owed": "待退还",
    "settled": "已收回",
    "written_off": "已核销",
    "dropped": "不再追回",
    "withdrawn": "决定已撤销",
}
REGRADED, REVOKED, RETURNED = "核定变更", "确认或者待遇被撤销", "失踪人生还"
STOPPED, BY_BANK = "待遇停止或者终止", "银行重复或者超额付款"
GROUNDS = (REGRADED, REVOKED, STOPPED, BY_BANK, "以欺诈、伪造证明材料等手段骗取", "其他多付")
SET_OFF_GROUNDS = ("本人同意", "追回决定载明")
WRITE_OFF_GROUNDS = ("死亡且没有遗产", "法院终结执行", "追回成本高于金额")
WAITS = ("repayment", "instalment", "enforcement")
SUM = f.fen("amount_fen", "金额")

TABLE = Table(
    name="recovery",
    label="追回",
    states=STATES,
    final=frozenset({"settled", "written_off", "dropped", "withdrawn"}),
    stored_in="recovery",
    short="recovery",
    moves=(
        Move(
            "open",
            "追回立案",
            (NEW,),
            "opened",
            (IN, SYS),
            RETURN,
            needs=(
                f.text("item", "多付的待遇项目"),
                f.choice("ground", "多付原因", GROUNDS),
                f.text("beneficiary", "收到多付款的人", optional=True),
            ),
            guards=("item_overpaid", "no_open_recovery"),
            starts=("recovery_decision",),
            effects=("open_recovery",),
        ),
        Move(
            "open_returned_alive",
            "失踪人生还，追回立案",
            (NEW,),
            "opened",
            (IN,),
            "工伤保险条例第四十一条；民法典第五十三条（待核）",
            needs=(f.text("item", "已付的待遇项目"), f.text("document", "生还证明或者撤销死亡宣告的判决文号")),
            guards=("person_returned_alive", "not_recovered_before"),
            starts=("recovery_decision",),
            effects=("open_recovery_of_returned",),
        ),
        Move(
            "hear",
            "听取陈述申辩",
            ("opened",),
            "heard",
            (IN, LG),
            HEARING,
            needs=(f.text("document", "陈述申辩笔录或者逾期未陈述的记录"),),
            effects=("note_hearing",),
        ),
        Move(
            "decide",
            "决定追回",
            ("heard",),
            "decided",
            (SYS,),
            RETURN,
            needs=(
                f.text("facts_found", "查明的事实", private=True),
                f.many("evidence", "证据", private=True),
                f.text("reason", "追回的理由", private=True),
            ),
            guards=("still_overpaid",),
            approval="recovery",
            proposers=(IN, LG),
            letter="recovery",
            stops=("recovery_decision",),
            effects=("note_recovery_decision",),
        ),
        Move(
            "drop",
            "不再追回",
            ("opened", "heard"),
            "dropped",
            (SYS,),
            "多付的金额已经不在账上（待核）",
            needs=(f.REASON,),
            guards=("no_longer_overpaid",),
            approval="recovery",
            proposers=(IN, LG),
            stops=("recovery_decision",),
            effects=("close_recovery",),
        ),
        Move(
            "net",
            "同意以应付待遇抵还",
            ("opened", "heard"),
            "settled",
            (RV,),
            "本人书面同意（待核）",
            needs=(f.text("item", "抵还的待遇项目"), f.text("document", "本人的同意书")),
            guards=("still_overpaid", "later_item_pays", "item_payment_waits", "floor_is_left"),
            stops=("recovery_decision",),
            effects=("net_against_item", "close_recovery"),
        ),
        Move(
            "take_effect",
            "追回决定生效",
            ("decided",),
            "owed",
            (SYS,),
            "行政决定送达生效",
            guards=("recovery_letter_served",),
            effects=("post_recovery", "start_repayment", "start_enforcement"),
        ),
        Move(
            "withdraw",
            "撤销追回决定",
            ("decided", "owed"),
            "withdrawn",
            (SYS,),
            "行政复议法第六十四条；行政诉讼法第七十条",
            needs=(f.DOCUMENT, f.REASON),
            approval="recovery",
            proposers=(LG,),
            stops=WAITS,
            effects=("take_recovery_back", "close_recovery"),
        ),
        Move(
            "agree_plan",
            "同意分期退还",
            ("owed",),
            SAME,
            (IN,),
            DIVISION,
            needs=(
                f.number("count", "期数"),
                f.day("first_on", "第一期的最后日期"),
                f.text("document", "本人签名的分期退还申请"),
            ),
            guards=("plan_fits",),
            stops=("repayment", "instalment"),
            effects=("keep_plan",),
        ),
        Move(
            "receive",
            "收到退款",
            ("owed",),
            SAME,
            (CA,),
            BOOKS,
            needs=(f.text("bank_ref", "银行流水号"), SUM),
            guards=("within_outstanding", "receipt_unused"),
            effects=("book_receipt",),
        ),
        Move(
            "set_off",
            "从后续待遇抵扣",
            ("owed",),
            SAME,
            (RV,),
            "本人同意或者追回决定（待核）",
            needs=(
                f.text("item", "抵扣的待遇项目"),
                SUM,
                f.choice("ground", "抵扣的根据", SET_OFF_GROUNDS),
                f.DOCUMENT,
            ),
            guards=("within_outstanding", "later_item_pays", "item_payment_waits", "floor_is_left"),
            effects=("book_set_off",),
        ),
        Move(
            "settle",
            "全部收回",
            ("owed",),
            "settled",
            (SYS,),
            BOOKS,
            guards=("nothing_outstanding",),
            stops=WAITS,
            effects=("close_recovery",),
        ),
        Move(
            "write_off",
            "核销",
            ("owed",),
            "written_off",
            (SYS,),
            "社会保险基金核销的规定（待核）",
            needs=(f.choice("ground", "核销原因", WRITE_OFF_GROUNDS), f.DOCUMENT),
            guards=("something_outstanding",),
            approval="write_off",
            proposers=(IN, LG),
            stops=WAITS,
            effects=("book_write_off", "close_recovery"),
        ),
        Move(
            "apply_enforcement",
            "申请强制执行",
            ("owed",),
            SAME,
            (LG,),
            ENFORCEMENT,
            needs=(f.DOCUMENT,),
            guards=("recovery_is_final",),
            stops=("enforcement",),
        ),
    ),
)

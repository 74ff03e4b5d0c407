"""The states of a case 案件 and the groups of states that rows speak of."""

from __future__ import annotations

STATES = {
    "reported": "已报案",
    "applied": "已申请",
    "supplementing": "补正中",
    "investigating": "已受理",
    "suspended": "中止",
    "deciding": "待确认",
    "confirmed": "已确认",
    "not_confirmed": "不予确认",
    "appraising": "鉴定中",
    "appraised": "已鉴定",
    "settling": "核定支付中",
    "settled": "已兑现",
    "closed": "结案",
    "closed_periodic": "长期待遇",
    "not_accepted": "不予受理",
    "withdrawn": "已撤回",
    "terminated": "已终止",
    "merged": "已并案",
    "transferred_out": "已移送",
    "transferred_gongshang": "转工伤认定",
    "redeciding": "重新处理",
    "quashed_final": "已被撤销",
    "revoked": "确认已撤销",
}
FINAL = frozenset({"merged", "transferred_out", "transferred_gongshang"})
GONE = ("merged", "transferred_out", "transferred_gongshang", "withdrawn", "terminated", "closed", "closed_periodic")
OPEN = tuple(state for state in STATES if state not in GONE)
DECIDED = ("confirmed", "appraising", "appraised", "settling", "settled")
BEFORE_DECISION = ("reported", "applied", "supplementing", "investigating", "suspended", "deciding")
HEARD = ("applied", "supplementing", "investigating", "suspended", "deciding")
ENDED = ("not_accepted", "not_confirmed", "withdrawn", "terminated", "revoked", "quashed_final")

"""The states of a dispute 争议 and the groups of states that rows speak of."""

from __future__ import annotations

STATES = {
    "lodged": "已提出",
    "open": "审理中",
    "inadmissible": "不予受理",
    "redirected": "另循途径",
    "answered": "已答复",
    "heard": "已开庭",
    "mediating": "调解中",
    "decided": "已裁决",
    "effective": "已生效",
    "withdrawn": "已撤回",
    "closed": "已了结",
}
FINAL = frozenset({"inadmissible", "redirected", "withdrawn", "closed"})
BEFORE_ORGAN = ("open", "answered", "heard", "mediating")
UNDECIDED = ("lodged", *BEFORE_ORGAN)
LIVE = (*UNDECIDED, "decided")

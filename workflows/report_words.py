"""What the codes in reports are called in Chinese; whoever has no name keeps his code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claims.criteria import numeral
from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.formulas.items import KINDS
from workflows.clock_rules import CLOCK_RULES
from workflows.import_columns import CHANNELS
from workflows.letterfacts import APPRAISAL_KINDS
from workflows.machines import MACHINES

GRADES = ("未评级", "一级", "二级", "三级", "四级", "五级", "六级", "七级", "八级", "九级", "十级")
VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "channel": {code: words for words, code in CHANNELS.items()},
    "applied_by": {"person": "本人或近亲属", "platform": "平台企业"},
    "result": {
        "accept": "受理",
        "refuse_accept": "不予受理",
        "ask_supplement": "要求补正",
        "confirm": "确认职业伤害",
        "refuse_confirm": "不予确认",
    },
    "reason": {
        "province_not_listed": "省份不在试点范围",
        "platform_not_listed": "平台不在试点名单",
        "industry_not_listed": "行业不在试点范围",
        "not_covered_at_date": "事故早于试点或者平台加入之日",
        "no_active_order": "不在执行订单任务期间",
        "late_without_cause": "逾期申请，没有正当理由",
    },
    "clock": {code: rule.label for code, rule in CLOCK_RULES.items()},
    "appraisal": APPRAISAL_KINDS,
    "grade": {str(grade): words for grade, words in enumerate(GRADES)},
    "item": {code.value: kind.label for code, kind in KINDS.items()},
    "death": {
        "injury": "因伤死亡",
        "sudden_illness": "突发疾病死亡",
        "after_period": "停工期满后死亡",
        "at_work": "死亡待遇申请",
    },
    "returned": {"bank_rejected": "扣款前退回", "bank_refund": "付后退汇"},
    "matter": MATTER_NAMES,
    "route": ROUTE_NAMES,
    "outcome": {"": "尚无结果", "withdrawn": "撤回", "inadmissible": "不予受理", "redirected": "另循途径"},
    "claim_state": MACHINES["claim"].states,
    "age": {
        "030": "30天以内",
        "090": "31至90天",
        "180": "91至180天",
        "365": "181至365天",
        "999": "超过365天",
    },
}


PLACE_IN_LAW = re.compile(r"(\d{4})-(\d+)-(\d+)-(\d+)")


def translated(vocabulary: str, code: object) -> str:
    """The Chinese for a code of `vocabulary`; without one, the code itself."""
    text = "" if code is None else str(code)
    place = PLACE_IN_LAW.fullmatch(text)
    if place is not None:
        year, *numbers = place.groups()
        article, paragraph, item = (numeral(int(number)) for number in numbers)
        return f"{year}年办法第{article}条第{paragraph}款第（{item}）项"
    return VOCABULARIES[vocabulary].get(text, text) if vocabulary else text

"""Costs that are paid back: 医疗费 less what a third party paid, meals in hospital, travel, devices, the appraisal fee."""

from __future__ import annotations

from claims.facts import Facts, ThirdPartyOffset
from claims.formulas.items import ItemCode, Result
from claims.formulas.working import Law, Working, choose, to_check
from claims.money import grouped

THIRD_PARTY_ARTICLE = "最高人民法院关于审理工伤保险行政案件若干问题的规定第八条第三款"
OFFSETS = {offset.value: offset for offset in ThirdPartyOffset}
OFFSET_WORDS = {ThirdPartyOffset.FROM_ALLOWED: "从核定额中扣减", ThirdPartyOffset.FROM_CLAIMED: "从申报额中扣减"}


def medical_cost(facts: Facts, law: Law) -> list[Result]:
    """医疗费: what the three catalogues allow, less what a third party has already paid of it; never below nothing."""
    if not facts.medical:
        return []
    working = Working(ItemCode.MEDICAL)
    claimed_fen = sum(bill.amount_fen for bill in facts.medical)
    allowed_fen = sum(bill.allowed_fen for bill in facts.medical)
    working.line(
        f"医疗费票据{len(facts.medical)}笔，申报{grouped(claimed_fen)}元，"
        f"符合工伤保险诊疗项目、药品、住院服务三个目录的核定{grouped(allowed_fen)}元"
    )
    if facts.third_party_medical_paid_fen:
        working.cite(THIRD_PARTY_ARTICLE)
        if _offset(facts, law, working) is ThirdPartyOffset.FROM_ALLOWED:
            allowed_fen = _less("核定", allowed_fen, facts, working)
        else:
            rest_fen = _less("申报", claimed_fen, facts, working)
            working.line(f"核定{grouped(allowed_fen)}元与申报余额{grouped(rest_fen)}元，取低者")
            allowed_fen = min(allowed_fen, rest_fen)
    working.line(f"支付{grouped(allowed_fen)}元")
    return [working.item(allowed_fen)]


def _less(name: str, fen: int, facts: Facts, working: Working) -> int:
    """What a third party's payment leaves of `fen`, with its line."""
    paid_fen = facts.third_party_medical_paid_fen
    floor = "" if fen >= paid_fen else "，不足扣减，按0.00元计"
    working.line(f"{name}{grouped(fen)}元 − 第三人已付{grouped(paid_fen)}元 = {grouped(fen - paid_fen)}元{floor}")
    return max(fen - paid_fen, 0)


def _offset(facts: Facts, law: Law, working: Working) -> ThirdPartyOffset:
    """Which sum is reduced, with the line that names it: the caller's choice, else the parameter."""
    if facts.third_party_offset is not None:
        offset, origin = facts.third_party_offset, "（由输入指定）"
    else:
        value = law.at("benefits.third_party_offset", facts.accident_date)
        working.use(value)
        offset, origin = choose(value, OFFSETS), to_check(value)
    working.line(f"第三人已支付的医疗费不重复支付，{OFFSET_WORDS[offset]}{origin}")
    return offset


def hospital_meals(facts: Facts, law: Law) -> list[Result]:
    """住院伙食补助费: days in hospital × the daily rate inside the 统筹地区, as on the day of the accident."""
    if not facts.hospital_days:
        return []
    working = Working(ItemCode.HOSPITAL_MEALS)
    rate = law.at("benefits.hospital_meal_daily", facts.accident_date)
    working.use(rate)
    amount_fen = facts.hospital_days * rate.as_int()
    working.line(f"{rate.label}：{grouped(rate.as_int())}元{to_check(rate)}")
    working.line(f"{grouped(rate.as_int())}元 × {facts.hospital_days}天 = {grouped(amount_fen)}元")
    return [working.item(amount_fen)]


def travel(facts: Facts, _law: Law) -> list[Result]:
    """统筹地区以外就医交通食宿费, as allowed."""
    return _as_allowed(ItemCode.TRAVEL, facts)


def rehabilitation(facts: Facts, _law: Law) -> list[Result]:
    """康复费, as allowed."""
    return _as_allowed(ItemCode.REHABILITATION, facts)


def devices(facts: Facts, _law: Law) -> list[Result]:
    """辅助器具费, as allowed."""
    return _as_allowed(ItemCode.DEVICES, facts)


def _as_allowed(code: ItemCode, facts: Facts) -> list[Result]:
    costs = [cost for cost in facts.other_costs if cost.code is code]
    if not costs:
        return []
    working = Working(code)
    claimed_fen, allowed_fen = sum(cost.amount_fen for cost in costs), sum(cost.allowed_fen for cost in costs)
    working.line(f"票据{len(costs)}笔，申报{grouped(claimed_fen)}元，核定{grouped(allowed_fen)}元")
    return [working.item(allowed_fen)]


def appraisal_fee(facts: Facts, _law: Law) -> list[Result]:
    """劳动能力鉴定费, as it was."""
    if not facts.appraisal_fee_fen:
        return []
    working = Working(ItemCode.APPRAISAL_FEE)
    working.line(f"劳动能力鉴定（检测）费据实支付{grouped(facts.appraisal_fee_fen)}元")
    return [working.item(facts.appraisal_fee_fen)]

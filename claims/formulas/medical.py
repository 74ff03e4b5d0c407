"""Costs that are paid back: 医疗费 less what a third party paid, meals in hospital, travel, devices, the appraisal fee."""

from __future__ import annotations

from collections.abc import Iterator

from claims.facts import OTHER_COST_CODES, Facts, ThirdPartyOffset
from claims.formulas.items import Item, ItemCode, Refusal
from claims.formulas.working import Law, Working, to_check
from claims.money import grouped

OFFSET_WORDS = {ThirdPartyOffset.FROM_ALLOWED: "从核定额中扣减", ThirdPartyOffset.FROM_CLAIMED: "从申报额中扣减"}


def items(facts: Facts, law: Law) -> Iterator[Item | Refusal]:
    """Every cost for which there are bills, days or a fee."""
    if facts.medical:
        yield medical_cost(facts, law)
    if facts.hospital_days:
        yield hospital_meals(facts.hospital_days, facts, law)
    for code in OTHER_COST_CODES:
        if any(cost.code is code for cost in facts.other_costs):
            yield other_cost(code, facts)
    if facts.appraisal_fee_fen:
        working = Working(ItemCode.APPRAISAL_FEE)
        working.line(f"劳动能力鉴定（检测）费据实支付{grouped(facts.appraisal_fee_fen)}元")
        yield working.item(facts.appraisal_fee_fen)


def medical_cost(facts: Facts, law: Law) -> Item:
    """What the three catalogues allow, less 医疗费 that a third party has already paid; never below nothing."""
    working = Working(ItemCode.MEDICAL)
    claimed_fen = sum(bill.amount_fen for bill in facts.medical)
    allowed_fen = sum(bill.allowed_fen for bill in facts.medical)
    working.line(
        f"医疗费票据{len(facts.medical)}笔，申报{grouped(claimed_fen)}元，"
        f"符合工伤保险诊疗项目、药品、住院服务三个目录的核定{grouped(allowed_fen)}元"
    )
    if facts.third_party_medical_paid_fen == 0:
        return working.item(allowed_fen)
    return working.item(_less_third_party(claimed_fen, allowed_fen, facts, law, working))


def _less_third_party(claimed_fen: int, allowed_fen: int, facts: Facts, law: Law, working: Working) -> int:
    paid_fen = facts.third_party_medical_paid_fen
    offset = _offset(facts, law, working)
    working.cite("《最高人民法院关于审理工伤保险行政案件若干问题的规定》第八条第三款")
    if offset is ThirdPartyOffset.FROM_CLAIMED:
        rest_fen = max(claimed_fen - paid_fen, 0)
        payable_fen = min(allowed_fen, rest_fen)
        working.line(
            f"申报{grouped(claimed_fen)}元 − 第三人已付{grouped(paid_fen)}元 = {_floored(claimed_fen - paid_fen)}；"
            f"与核定{grouped(allowed_fen)}元相比取低者，支付{grouped(payable_fen)}元"
        )
        return payable_fen
    working.line(f"核定{grouped(allowed_fen)}元 − 第三人已付{grouped(paid_fen)}元 = {_floored(allowed_fen - paid_fen)}")
    return max(allowed_fen - paid_fen, 0)


def _floored(fen: int) -> str:
    return f"{grouped(fen)}元" if fen >= 0 else f"{grouped(fen)}元，不足扣减，按0.00元计"


def _offset(facts: Facts, law: Law, working: Working) -> ThirdPartyOffset:
    """Which sum is reduced, with the line that names it: the caller's choice, else the parameter."""
    if facts.third_party_offset is not None:
        working.line(f"第三人已支付的医疗费不重复支付，{OFFSET_WORDS[facts.third_party_offset]}（输入时指定）")
        return facts.third_party_offset
    value = law.at("benefits.third_party_offset", facts.accident_date)
    offset = ThirdPartyOffset(value.as_text())
    working.use(value)
    working.line(f"第三人已支付的医疗费不重复支付，{OFFSET_WORDS[offset]}{to_check(value)}")
    return offset


def hospital_meals(days: int, facts: Facts, law: Law) -> Item:
    """住院伙食补助: days in hospital × the daily rate on the day of the accident."""
    working = Working(ItemCode.HOSPITAL_MEALS)
    rate = law.at("benefits.hospital_meal_daily", facts.accident_date)
    working.use(rate)
    amount_fen = days * rate.as_int()
    working.line(f"{rate.label}{grouped(rate.as_int())}元/天{to_check(rate)}")
    working.line(f"{grouped(rate.as_int())}元 × {days}天 = {grouped(amount_fen)}元")
    return working.item(amount_fen)


def other_cost(code: ItemCode, facts: Facts) -> Item:
    """Travel, rehabilitation or devices: the sum that was allowed."""
    working = Working(code)
    costs = [cost for cost in facts.other_costs if cost.code is code]
    claimed_fen, allowed_fen = sum(cost.amount_fen for cost in costs), sum(cost.allowed_fen for cost in costs)
    working.line(f"票据{len(costs)}笔，申报{grouped(claimed_fen)}元，核定{grouped(allowed_fen)}元")
    return working.item(allowed_fen)

"""生活保障费: what the platform owes for the days of the 职业伤害期. It is never fund money."""

from __future__ import annotations

from collections.abc import Iterator

from claims.facts import Facts, LivingSupport
from claims.formulas.figures import minimum_wage
from claims.formulas.items import Item, ItemCode, Refusal
from claims.formulas.working import Law, Working
from claims.money import grouped

DAYS_PER_MONTH = 30  # the divisor that the published awards use: 2,360 ÷ 30 × 110 = 8,653.33


def items(facts: Facts, law: Law) -> Iterator[Item | Refusal]:
    """The one item, when a period is given."""
    if facts.living_support is not None:
        yield living_support(facts.living_support, facts, law)


def living_support(period: LivingSupport, facts: Facts, law: Law) -> Item:
    """月最低工资标准 of the period's first day ÷ 30 × its days, first and last day both counted."""
    working = Working(ItemCode.LIVING_SUPPORT)
    minimum = minimum_wage(facts, law, period.first_day)
    minimum.explain(working)
    amount_fen = minimum.times(period.days, DAYS_PER_MONTH)
    working.line(f"职业伤害期{period.first_day}至{period.last_day}，首尾两日均计，共{period.days}天")
    working.line(f"{minimum.text} ÷ {DAYS_PER_MONTH} × {period.days}天 = {grouped(amount_fen)}元")
    working.line("由平台企业支付，不从基金支付")
    return working.item(amount_fen)

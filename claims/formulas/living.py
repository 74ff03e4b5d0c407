"""生活保障费: what the platform owes for the days of the 职业伤害期. It is never fund money."""

from __future__ import annotations

from claims.facts import Facts
from claims.formulas.figures import FIGURES, figure_named_by
from claims.formulas.items import ItemCode, Result
from claims.formulas.working import Law, Working, to_check
from claims.money import grouped


def living_support(facts: Facts, law: Law) -> list[Result]:
    """月最低工资标准 of the period's first day ÷ the days of a month × its days, first and last day both counted."""
    period = facts.living_support
    if period is None:
        return []
    working = Working(ItemCode.LIVING_SUPPORT)
    measure = law.at("criteria.measure", facts.accident_date)
    working.cite(f"《{measure.as_text()}》的有关规定")
    if period.daily_base is None:
        wage = figure_named_by("benefits.living_support_daily_base", facts, law, period.first_day)
    else:
        _, figure = FIGURES[period.daily_base]
        wage = figure(facts, law, period.first_day)
    month_days = law.at("benefits.living_support_month_days", facts.accident_date)
    wage.explain(working)
    working.use(month_days)
    amount_fen = wage.times(period.days, month_days.as_int())
    working.line(f"职业伤害期{period.first_day}至{period.last_day}，首尾两日均计，共{period.days}天")
    working.line(
        f"{wage.text} ÷ {month_days.as_int()}天{to_check(month_days)} × {period.days}天 = {grouped(amount_fen)}元"
    )
    working.line("由平台企业支付，不从基金支付")
    return [working.item(amount_fen)]

"""What a death gives once: 丧葬补助金 and 一次性职业伤害死亡补助金, both by the day of death."""

from __future__ import annotations

from claims.facts import Death, DeathCause, Facts
from claims.formulas.disability import ALLOWANCE_GRADES
from claims.formulas.figures import disposable_income, figure_named_by
from claims.formulas.items import ItemCode, Refusal, Result, refuse
from claims.formulas.working import Law, Working, to_check
from claims.money import grouped

CAUSE_ARTICLES = {
    DeathCause.INJURY: "工伤保险条例第三十九条第二款",
    DeathCause.AFTER_PERIOD: "工伤保险条例第三十九条第三款",
}


def not_due(code: ItemCode, facts: Facts, death: Death) -> Refusal | None:
    """The refusal of a death item, None when it is due.

    After the period, only grades 1 to 4 leave a funeral grant and pensions, and no lump sum (第三十九条第三款).
    """
    if death.cause is not DeathCause.AFTER_PERIOD:
        return None
    if facts.grade not in ALLOWANCE_GRADES:
        return refuse(code, "refused_after_period_grade", grade=facts.grade)
    if code is ItemCode.DEATH_LUMP_SUM:
        return refuse(code, "refused_after_period_lump_sum", grade=facts.grade)
    return None


def cite_cause(working: Working, death: Death) -> None:
    """Adds the paragraph that holds for this cause of death."""
    if death.cause in CAUSE_ARTICLES:
        working.cite(CAUSE_ARTICLES[death.cause])


def funeral_grant(facts: Facts, law: Law) -> list[Result]:
    """丧葬补助金: months × 统筹地区上年度职工月平均工资 on the day of death."""
    death = facts.death
    if death is None:
        return []
    refusal = not_due(ItemCode.FUNERAL_GRANT, facts, death)
    if refusal is not None:
        return [refusal]
    working = Working(ItemCode.FUNERAL_GRANT)
    cite_cause(working, death)
    wage = figure_named_by("benefits.funeral_base", facts, law, death.on)
    months = law.at("benefits.funeral_months", death.on)
    wage.explain(working)
    working.use(months)
    amount_fen = wage.times(months.as_int())
    working.line(f"{wage.text} × {months.as_int()}个月{to_check(months)} = {grouped(amount_fen)}元")
    return [working.item(amount_fen)]


def death_lump_sum(facts: Facts, law: Law) -> list[Result]:
    """一次性职业伤害死亡补助金: multiple × 全国城镇居民人均可支配收入 of the year before the death."""
    death = facts.death
    if death is None:
        return []
    refusal = not_due(ItemCode.DEATH_LUMP_SUM, facts, death)
    if refusal is not None:
        return [refusal]
    working = Working(ItemCode.DEATH_LUMP_SUM)
    cite_cause(working, death)
    income = disposable_income(law, death.on)
    multiple = law.at("benefits.death_lump_multiple", death.on)
    income.explain(working)
    working.use(multiple)
    amount_fen = income.times(multiple.as_int())
    working.line(f"{income.text} × {multiple.as_int()}倍{to_check(multiple)} = {grouped(amount_fen)}元")
    return [working.item(amount_fen)]

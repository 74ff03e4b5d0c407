"""What a death gives once: 丧葬补助金 and 一次性职业伤害死亡补助金, both by the day of death."""

from __future__ import annotations

from claims.facts import Death, DeathCause, Facts
from claims.formulas.disability import ALLOWANCE_GRADES
from claims.formulas.figures import disposable_income, figure_named_by
from claims.formulas.items import ItemCode, Refusal, Result, refuse
from claims.formulas.working import PER_10000, Law, Working, percent_text, to_check
from claims.money import grouped, share

CAUSE_ARTICLES = {
    DeathCause.INJURY: "工伤保险条例第三十九条第二款",
    DeathCause.AFTER_PERIOD: "工伤保险条例第三十九条第三款",
    DeathCause.MISSING: "工伤保险条例第四十一条第一款",
}


def not_due(code: ItemCode, facts: Facts, death: Death) -> Refusal | None:
    """The refusal of a death item, None when it is due.

    Of a missing rider nothing is due but pensions, until a court declares the death (第四十一条第二款).
    After the period, only grades 1 to 4 leave a funeral grant and pensions, and no lump sum (第三十九条第三款).
    """
    if death.cause is DeathCause.MISSING and code is not ItemCode.SURVIVOR_PENSION:
        return refuse(code, "refused_missing_not_declared")
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
    amount_fen = _whole_lump_sum(working, law, death)
    if death.advanced_fen:
        amount_fen = max(0, amount_fen - death.advanced_fen)
        working.cite(CAUSE_ARTICLES[DeathCause.MISSING])
        working.line(f"减去下落不明期间已经预支的{grouped(death.advanced_fen)}元 = {grouped(amount_fen)}元")
    return [working.item(amount_fen)]


def death_advance(facts: Facts, law: Law) -> list[Result]:
    """The advance 预支 of the lump sum for the kin of a missing rider who are in need: a share of it, by the day of the loss.

    It is an item of its own; the lump sum that a court's declaration brings later is less by it.
    """
    death = facts.death
    if death is None or death.cause is not DeathCause.MISSING:
        return []
    if not death.hardship:
        return [refuse(ItemCode.DEATH_ADVANCE, "refused_no_hardship")]
    working = Working(ItemCode.DEATH_ADVANCE)
    whole_fen = _whole_lump_sum(working, law, death)
    percent = law.at("benefits.missing_advance_percent", death.on)
    working.use(percent)
    amount_fen = share(whole_fen, [percent.as_int(), PER_10000 - percent.as_int()])[0]
    shown = percent_text(percent.as_int())
    working.line(f"{grouped(whole_fen)}元 × {shown}{to_check(percent)} = {grouped(amount_fen)}元")
    return [working.item(amount_fen)]


def _whole_lump_sum(working: Working, law: Law, death: Death) -> int:
    income = disposable_income(law, death.on)
    multiple = law.at("benefits.death_lump_multiple", death.on)
    income.explain(working)
    working.use(multiple)
    amount_fen = income.times(multiple.as_int())
    working.line(f"{income.text} × {multiple.as_int()}倍{to_check(multiple)} = {grouped(amount_fen)}元")
    return amount_fen

"""A grade becomes money here: 一次性伤残补助金, 伤残津贴 with its top-up, and 生活护理费 by care level."""

from __future__ import annotations

from collections.abc import Iterator

from claims.facts import CareLevel, Facts
from claims.formulas.figures import Figure, average_wage, calculation_base, minimum_wage
from claims.formulas.items import Item, ItemCode, Refusal, refuse
from claims.formulas.working import Law, Working, percent_text, to_check
from claims.money import grouped

PER_10000 = 10_000
ALLOWANCE_GRADES = range(1, 5)  # 一级至四级
EMPLOYER_ALLOWANCE_GRADES = range(5, 7)  # 五级、六级: in 工伤 the employer pays, and the pilot has none

CARE_WORDS = {
    CareLevel.FULL: "生活完全不能自理",
    CareLevel.MOST: "生活大部分不能自理",
    CareLevel.PART: "生活部分不能自理",
}


def items(facts: Facts, law: Law) -> Iterator[Item | Refusal]:
    """What a grade and a care level give."""
    if facts.grade is not None:
        base = calculation_base(facts, law, facts.accident_date)
        yield lump_sum(facts.grade, base, facts, law)
        yield from _allowance_and_top_up(facts.grade, base, facts, law)
    if facts.care_level is not None:
        yield nursing_allowance(facts.care_level, facts, law)


def lump_sum(grade: int, base: Figure, facts: Facts, law: Law) -> Item:
    """一次性伤残补助金: 计发基数 × the months of the grade."""
    working = Working(ItemCode.DISABILITY_LUMP_SUM)
    months = law.at(f"benefits.grade_months.{grade}", facts.accident_date)
    base.explain(working)
    working.use(months)
    amount_fen = base.times(months.as_int())
    working.line(f"伤残{grade}级，{months.as_int()}个月{to_check(months)}")
    working.line(f"{base.text} × {months.as_int()}个月 = {grouped(amount_fen)}元")
    if facts.death is not None:
        working.doubt("C")
        working.line("伤残等级在死亡前已经评定，一次性伤残补助金不因死亡而取消（待核）")
    return working.item(amount_fen)


def _allowance_and_top_up(grade: int, base: Figure, facts: Facts, law: Law) -> Iterator[Item | Refusal]:
    if grade in ALLOWANCE_GRADES:
        allowance = disability_allowance(grade, base, facts, law)
        yield allowance
        yield from _top_up(allowance, facts, law)
        return
    if grade in EMPLOYER_ALLOWANCE_GRADES:
        yield refuse(ItemCode.DISABILITY_ALLOWANCE, "refused_allowance_5_6", grade=grade)
    elif facts.asks_for(ItemCode.DISABILITY_ALLOWANCE):
        yield refuse(ItemCode.DISABILITY_ALLOWANCE, "refused_allowance_grade", grade=grade)
    if facts.asks_for(ItemCode.ALLOWANCE_TOP_UP):
        yield refuse(ItemCode.ALLOWANCE_TOP_UP, "refused_top_up_grade", grade=grade)


def disability_allowance(grade: int, base: Figure, facts: Facts, law: Law) -> Item:
    """伤残津贴 a month, grades 1 to 4: 计发基数 × the percentage of the grade."""
    working = Working(ItemCode.DISABILITY_ALLOWANCE)
    share = law.at(f"benefits.allowance_percent.{grade}", facts.accident_date)
    base.explain(working)
    working.use(share)
    amount_fen = base.times(share.as_int(), PER_10000)
    working.line(f"伤残{grade}级，{percent_text(share.as_int())}{to_check(share)}")
    working.line(f"{base.text} × {percent_text(share.as_int())} = {grouped(amount_fen)}元/月")
    _until_death(working, facts)
    return working.item(amount_fen)


def _top_up(allowance: Item, facts: Facts, law: Law) -> Iterator[Item | Refusal]:
    """What an allowance lacks of the minimum wage, as an item of its own."""
    minimum = minimum_wage(facts, law, facts.accident_date)
    amount_fen = minimum.fen - allowance.amount_fen
    if amount_fen > 0:
        working = Working(ItemCode.ALLOWANCE_TOP_UP)
        minimum.explain(working)
        working.line(f"{minimum.text} − 伤残津贴{grouped(allowance.amount_fen)}元 = {grouped(amount_fen)}元/月")
        working.doubt(allowance.confidence)
        _until_death(working, facts)
        yield working.item(amount_fen)
    elif facts.asks_for(ItemCode.ALLOWANCE_TOP_UP):
        sums = {"allowance": grouped(allowance.amount_fen), "minimum": grouped(minimum.fen)}
        yield refuse(ItemCode.ALLOWANCE_TOP_UP, "refused_top_up_not_needed", **sums)


def nursing_allowance(care_level: CareLevel, facts: Facts, law: Law) -> Item:
    """生活护理费 a month: 统筹地区上年度职工月平均工资 × the percentage of the care level."""
    working = Working(ItemCode.NURSING_ALLOWANCE)
    wage = average_wage(facts, law, facts.accident_date)
    share = law.at(f"benefits.nursing_percent.{care_level}", facts.accident_date)
    wage.explain(working)
    working.use(share)
    amount_fen = wage.times(share.as_int(), PER_10000)
    working.line(f"{CARE_WORDS[care_level]}，{percent_text(share.as_int())}{to_check(share)}")
    working.line(f"{wage.text} × {percent_text(share.as_int())} = {grouped(amount_fen)}元/月")
    _until_death(working, facts)
    return working.item(amount_fen)


def _until_death(working: Working, facts: Facts) -> None:
    if facts.death is not None:
        working.line(f"已于{facts.death.on}死亡，按月发至死亡当月止")

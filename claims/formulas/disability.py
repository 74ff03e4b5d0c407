"""A grade becomes money here: 一次性伤残补助金, 伤残津贴 with its top-up, and 生活护理费 by care level."""

from __future__ import annotations

from claims.facts import CareLevel, Facts
from claims.formulas.figures import calculation_base, figure_named_by, minimum_wage
from claims.formulas.items import Item, ItemCode, Refusal, Result, refuse
from claims.formulas.working import PER_10000, Law, Working, percent_text, to_check
from claims.money import grouped

ALLOWANCE_GRADES = range(1, 5)  # 一级至四级
EMPLOYER_ALLOWANCE_GRADES = range(5, 7)  # 五级、六级: in 工伤 the employer pays, and the pilot has none

LUMP_SUM_ARTICLES = {
    ALLOWANCE_GRADES: "工伤保险条例第三十五条第一款第一项",
    EMPLOYER_ALLOWANCE_GRADES: "工伤保险条例第三十六条第一款第一项",
    range(7, 11): "工伤保险条例第三十七条第一项",
}
CARE_WORDS = {
    CareLevel.FULL: "生活完全不能自理",
    CareLevel.MOST: "生活大部分不能自理",
    CareLevel.PART: "生活部分不能自理",
}


def lump_sum(facts: Facts, law: Law) -> list[Result]:
    """一次性伤残补助金: 计发基数 × the months of the grade."""
    if facts.grade is None:
        return []
    working = Working(ItemCode.DISABILITY_LUMP_SUM)
    working.cite(next(article for grades, article in LUMP_SUM_ARTICLES.items() if facts.grade in grades))
    base = calculation_base(facts, law, facts.accident_date)
    months = law.at(f"benefits.grade_months.{facts.grade}", facts.accident_date)
    base.explain(working)
    working.use(months)
    amount_fen = base.times(months.as_int())
    working.line(f"伤残{facts.grade}级，{months.as_int()}个月{to_check(months)}")
    working.line(f"{base.text} × {months.as_int()}个月 = {grouped(amount_fen)}元")
    if facts.death is not None:
        working.doubt("C")
        working.line("死亡前已评定伤残等级，一次性伤残补助金不因死亡而取消（待核）")
    return [working.item(amount_fen)]


def allowance(facts: Facts, law: Law) -> list[Result]:
    """伤残津贴: a month's for grades 1 to 4, a refusal that says why for the others."""
    if facts.grade is None:
        return []
    if facts.grade in ALLOWANCE_GRADES:
        return [_monthly_allowance(facts.grade, facts, law)]
    if facts.grade in EMPLOYER_ALLOWANCE_GRADES:
        return [refuse(ItemCode.DISABILITY_ALLOWANCE, "refused_allowance_5_6", grade=facts.grade)]
    return _when_asked(ItemCode.DISABILITY_ALLOWANCE, "refused_grades_1_4_only", facts, grade=facts.grade)


def _monthly_allowance(grade: int, facts: Facts, law: Law) -> Item:
    working = Working(ItemCode.DISABILITY_ALLOWANCE)
    base = figure_named_by("benefits.allowance_base", facts, law, facts.accident_date)
    percent = law.at(f"benefits.allowance_percent.{grade}", facts.accident_date)
    base.explain(working)
    working.use(percent)
    amount_fen = base.times(percent.as_int(), PER_10000)
    working.line(f"伤残{grade}级，{percent_text(percent.as_int())}{to_check(percent)}")
    working.line(f"{base.text} × {percent_text(percent.as_int())} = {grouped(amount_fen)}元/月")
    _until_death(working, facts)
    return working.item(amount_fen)


def allowance_top_up(facts: Facts, law: Law) -> list[Result]:
    """What a 伤残津贴 lacks of 月最低工资标准, as an item of its own."""
    code = ItemCode.ALLOWANCE_TOP_UP
    if facts.grade is None:
        return []
    if facts.grade not in ALLOWANCE_GRADES:
        return _when_asked(code, "refused_grades_1_4_only", facts, grade=facts.grade)
    paid = _monthly_allowance(facts.grade, facts, law)
    minimum = minimum_wage(facts, law, facts.accident_date)
    amount_fen = minimum.fen - paid.amount_fen
    if amount_fen <= 0:
        sums = {"allowance": grouped(paid.amount_fen), "minimum": grouped(minimum.fen)}
        return _when_asked(code, "refused_top_up_not_needed", facts, **sums)
    working = Working(code)
    minimum.explain(working)
    working.line(f"{minimum.text} − 伤残津贴{grouped(paid.amount_fen)}元 = {grouped(amount_fen)}元/月")
    working.doubt(paid.confidence)
    if paid.provisional:
        working.expect_more()
    _until_death(working, facts)
    return [working.item(amount_fen)]


def nursing_allowance(facts: Facts, law: Law) -> list[Result]:
    """生活护理费 a month: 统筹地区上年度职工月平均工资 × the percentage of the care level."""
    if facts.care_level is None:
        return []
    working = Working(ItemCode.NURSING_ALLOWANCE)
    wage = figure_named_by("benefits.nursing_base", facts, law, facts.accident_date)
    percent = law.at(f"benefits.nursing_percent.{facts.care_level}", facts.accident_date)
    wage.explain(working)
    working.use(percent)
    amount_fen = wage.times(percent.as_int(), PER_10000)
    working.line(f"{CARE_WORDS[facts.care_level]}，{percent_text(percent.as_int())}{to_check(percent)}")
    working.line(f"{wage.text} × {percent_text(percent.as_int())} = {grouped(amount_fen)}元/月")
    _until_death(working, facts)
    return [working.item(amount_fen)]


def _when_asked(code: ItemCode, why: str, facts: Facts, **words: object) -> list[Result]:
    """A refusal that nobody needs to read unless the item was asked for by name."""
    refusals: list[Refusal] = [refuse(code, why, **words)] if facts.asks_for(code) else []
    return [*refusals]


def _until_death(working: Working, facts: Facts) -> None:
    if facts.death is not None:
        working.line(f"已于{facts.death.on}死亡，按月发至死亡当月止")

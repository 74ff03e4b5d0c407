"""The yearly figures behind the benefits: 计发基数, average wage, minimum wage, disposable income.

The 计发基数 of the pilot is not the rider's own wage but one figure of the province: 城镇私营单位就业人员年平均工资 of the
year before, ÷ 12, to whole yuan by `benefits.base_rounding`. The other figures are used as published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from claims.errors import RuleMissing
from claims.facts import Facts
from claims.formulas.working import FROM_MEMORY, Law, Working, choose, to_check
from claims.money import FEN_PER_YUAN, grouped, half_up
from claims.rules import Value

MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """`fen` ÷ `months`, kept exact until the item is rounded; `lines` explain it, `values` are what it rests on."""

    fen: int
    lines: tuple[str, ...]
    values: tuple[Value, ...] = ()
    months: int = 1
    provisional: bool = False

    @property
    def text(self) -> str:
        """How the figure is written inside a sum: "5,425.00元" or "91,059.00元 ÷ 12"."""
        return f"{grouped(self.fen)}元" + (f" ÷ {self.months}" if self.months > 1 else "")

    def times(self, numerator: int, denominator: int = 1) -> int:
        """The figure × numerator ÷ denominator in fen, rounded half-up once."""
        return half_up(self.fen * numerator, self.months * denominator)

    def explain(self, working: Working) -> None:
        """Puts the figure's lines, marks and publishers on the working paper. What is from memory has no publisher."""
        for line in self.lines:
            working.line(line)
        working.use(*self.values)
        if self.provisional:
            working.expect_more()
        for value in self.values:
            if value.key.startswith("wages.") and value.confidence != FROM_MEMORY:
                working.cite(_published_by(value))

    def chosen_by(self, value: Value, words: str) -> Figure:
        """The same figure, with the rule value that chose it and a first line that says so in `words`."""
        return replace(self, lines=(f"{words}{to_check(value)}", *self.lines), values=(*self.values, value))


def _up_to_yuan(numerator_fen: int, denominator: int) -> int:
    return -(-numerator_fen // (denominator * FEN_PER_YUAN)) * FEN_PER_YUAN


def _half_up_to_yuan(numerator_fen: int, denominator: int) -> int:
    return half_up(numerator_fen, denominator * FEN_PER_YUAN) * FEN_PER_YUAN


ROUNDINGS: Mapping[str, tuple[str, Callable[[int, int], int]]] = {
    "up": ("见分进元", _up_to_yuan),
    "half_up": ("四舍五入到元", _half_up_to_yuan),
}


def calculation_base(facts: Facts, law: Law, day: date) -> Figure:
    """计发基数 (monthly) for a base that goes by `day`: the accident, for survivors the death."""
    if facts.base_fen is not None:
        return _given("计发基数", facts.base_fen)
    return _or_of_year_before(law, day, lambda year: _base_of_year(law, year), "计发基数")


def _or_of_year_before(law: Law, day: date, figure: Callable[[date], Figure], name: str) -> Figure:
    """The figure of `day`; where it is not published yet and the law allows it, that of the year before, marked so."""
    try:
        return figure(day)
    except RuleMissing as missing:
        if not law.provisional or missing.code != "not_yet_published":
            raise
    before = figure(date(day.year - 1, 12, 31))
    lines = (*before.lines, f"{day.year - 1}年的数尚未公布，暂按上一年度的{name}核定，公布后补差")
    return replace(before, lines=lines, provisional=True)


def _base_of_year(law: Law, day: date) -> Figure:
    wage = law.at("wages.private_average", day)
    rounding = law.at("benefits.base_rounding", day)
    words, to_whole_yuan = choose(rounding, ROUNDINGS)
    base_fen = to_whole_yuan(wage.as_int(), MONTHS_PER_YEAR)
    line = (
        f"计发基数：{_name(wage, law)}{grouped(wage.as_int())}元 ÷ {MONTHS_PER_YEAR}"
        f" = {grouped(half_up(wage.as_int(), MONTHS_PER_YEAR))}元，"
        f"{words}取{base_fen // FEN_PER_YUAN:,}元{to_check(wage, rounding)}"
    )
    return Figure(base_fen, (line,), (wage, rounding))


def average_wage(facts: Facts, law: Law, day: date) -> Figure:
    """统筹地区上年度职工月平均工资 on `day` as a twelfth of the yearly figure, so that nothing is rounded twice."""
    return _average_wage(facts, law, day, "wages.employees_average")


def average_wage_as_published(facts: Facts, law: Law, day: date) -> Figure:
    """The same, by the monthly figure that is published beside the yearly one."""
    return _average_wage(facts, law, day, "wages.employees_average_monthly")


def _average_wage(facts: Facts, law: Law, day: date, key: str) -> Figure:
    if facts.average_wage_fen is not None:
        return _given("统筹地区上年度职工月平均工资", facts.average_wage_fen)
    return _or_of_year_before(law, day, lambda year: _published(law.at(key, year), law), "职工月平均工资")


def minimum_wage(facts: Facts, law: Law, day: date) -> Figure:
    """月最低工资标准 on `day`."""
    if facts.minimum_wage_fen is not None:
        return _given("月最低工资标准", facts.minimum_wage_fen)
    return _published(law.at("wages.minimum_monthly", day), law)


def disposable_income(law: Law, day: date) -> Figure:
    """全国城镇居民人均可支配收入 of the year before `day`, a year's."""
    return _or_of_year_before(law, day, lambda year: _income_of_year(law, year), "人均可支配收入")


def _income_of_year(law: Law, day: date) -> Figure:
    return replace(_published(law.at("wages.national_disposable_income", day), law), months=1)


FIGURES: Mapping[str, tuple[str, Callable[[Facts, Law, date], Figure]]] = {
    "base": ("计发基数", calculation_base),
    "employees_average": ("统筹地区上年度职工月平均工资", average_wage),
    "employees_average_monthly": ("统筹地区上年度职工月平均工资（公布的月数）", average_wage_as_published),
    "minimum_wage": ("月最低工资标准", minimum_wage),
}


def figure_named_by(key: str, facts: Facts, law: Law, day: date) -> Figure:
    """The figure that the rule `key` names as the base of an item; the rule's own mark goes with it."""
    name = law.at(key, day)
    words, figure = choose(name, FIGURES)
    return figure(facts, law, day).chosen_by(name, f"{name.label}：{words}")


def _published(value: Value, law: Law) -> Figure:
    months = MONTHS_PER_YEAR if value.unit == "fen_per_year" else 1
    line = f"{_name(value, law)}：{grouped(value.as_int())}元{to_check(value)}"
    return Figure(value.as_int(), (line,), (value,), months)


def _published_by(value: Value) -> str:
    """Whose figure it is, as a letter says it; without a publisher, the source that the rule file gives."""
    return f"{value.publisher}公布的{value.year}年{value.label}" if value.publisher else value.source


def _given(name: str, fen: int) -> Figure:
    return Figure(fen, (f"{name}：{grouped(fen)}元，由输入指定，未采用规则库的数值",))


def _name(value: Value, law: Law) -> str:
    place = "全国" if value.jurisdiction == "national" else law.rules.province
    return f"{place}{value.year}年{value.label}" if value.year else f"{place}{value.label}"

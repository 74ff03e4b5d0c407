"""The yearly figures behind the benefits: 计发基数, average wage, minimum wage, disposable income.

The 计发基数 of the pilot is not the rider's own wage but one figure of the province: 城镇私营单位就业人员年平均工资 of the
year before, ÷ 12, to whole yuan by `benefits.base_rounding`. The other figures are used as published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.errors import RuleFileError
from claims.facts import Facts
from claims.formulas.working import Law, Working, to_check
from claims.money import FEN_PER_YUAN, grouped, half_up
from claims.rules import Value

MONTHS_PER_YEAR = 12
ROUNDINGS = {"up": "见分进元", "half_up": "四舍五入到元"}


@dataclass(frozen=True, slots=True)
class Figure:
    """`fen` ÷ `months`, kept exact until the item is rounded; `line` explains it, `values` are what it rests on."""

    fen: int
    line: str
    values: tuple[Value, ...] = ()
    months: int = 1

    @property
    def text(self) -> str:
        """How the figure is written inside a sum: "5,425.00元" or "91,059.00元 ÷ 12"."""
        return f"{grouped(self.fen)}元" + (f" ÷ {self.months}" if self.months > 1 else "")

    def times(self, numerator: int, denominator: int = 1) -> int:
        """The figure × numerator ÷ denominator in fen, rounded half-up once."""
        return half_up(self.fen * numerator, self.months * denominator)

    def explain(self, working: Working) -> None:
        """Puts the figure's line, sources and marks on the working paper."""
        working.line(self.line)
        working.use(*self.values)


def calculation_base(facts: Facts, law: Law, day: date) -> Figure:
    """计发基数 (monthly, whole fen) for a base that goes by `day`: the accident, for survivors the death."""
    if facts.base_fen is not None:
        return _given("计发基数", facts.base_fen)
    wage = law.at("wages.private_average", day)
    rounding = law.at("benefits.base_rounding", day)
    base_fen = round_base(wage.as_int(), rounding)
    line = (
        f"计发基数：{_name(wage, law)}{grouped(wage.as_int())}元 ÷ {MONTHS_PER_YEAR}"
        f" = {grouped(half_up(wage.as_int(), MONTHS_PER_YEAR))}元，"
        f"{ROUNDINGS[rounding.as_text()]}取{base_fen // FEN_PER_YUAN:,}元{to_check(wage, rounding)}"
    )
    return Figure(base_fen, line, (wage, rounding))


def round_base(yearly_wage_fen: int, rounding: Value) -> int:
    """A twelfth of a yearly wage in fen, to whole yuan as `rounding` says. Raises RuleFileError for an unknown way."""
    step = MONTHS_PER_YEAR * FEN_PER_YUAN
    if rounding.value == "up":
        return -(-yearly_wage_fen // step) * FEN_PER_YUAN
    if rounding.value == "half_up":
        return half_up(yearly_wage_fen, step) * FEN_PER_YUAN
    raise RuleFileError("base_rounding_unknown", file=rounding.file, value=rounding.value, known="、".join(ROUNDINGS))


def average_wage(facts: Facts, law: Law, day: date) -> Figure:
    """统筹地区上年度职工月平均工资 on `day`; a yearly figure is kept as twelfths, so that nothing is rounded twice."""
    if facts.average_wage_fen is not None:
        return _given("职工月平均工资", facts.average_wage_fen)
    wage = law.at("wages.employees_average", day)
    months = MONTHS_PER_YEAR if wage.unit == "fen_per_year" else 1
    return _published(wage, law, months)


def minimum_wage(facts: Facts, law: Law, day: date) -> Figure:
    """月最低工资标准 on `day`."""
    if facts.minimum_wage_fen is not None:
        return _given("月最低工资标准", facts.minimum_wage_fen)
    return _published(law.at("wages.minimum_monthly", day), law)


def disposable_income(law: Law, day: date) -> Figure:
    """全国城镇居民人均可支配收入 of the year before `day`."""
    return _published(law.at("wages.national_disposable_income", day), law)


def _published(value: Value, law: Law, months: int = 1) -> Figure:
    line = f"{_name(value, law)}：{grouped(value.as_int())}元{to_check(value)}"
    return Figure(value.as_int(), line, (value,), months)


def _given(name: str, fen: int) -> Figure:
    return Figure(fen, f"{name}：{grouped(fen)}元/月，为输入时指定，未采用规则库的数值")


def _name(value: Value, law: Law) -> str:
    place = "全国" if value.jurisdiction == "national" else law.rules.province
    return f"{place}{value.year}年{value.label}" if value.year else f"{place}{value.label}"

"""Which case of the law an accident falls under: the text of its day, the cases, the exclusions, how they are cited.

Accidents before 2025-07-01 go by 第十条 of the 2021 text, later ones by 第十一条 of the 2025 text
(`claims/rules/criteria/national.toml`). The pilot has no 视同 list. What the facts point to: `claims/proposal.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.errors import BadInput
from claims.rules import Rules, Value

_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One case in which an injury is confirmed, or one exclusion; `code` is "2021-10-1-2" for 2021年第十条第一款第（二）项."""

    code: str
    label: str
    text: str
    citation: str
    needs_order_active: bool
    needs_traffic_not_main_fault: bool
    needs_death: bool
    confidence: str


def criterion_version(accident_date: date, rules: Rules) -> str:
    """The text that governs an accident of that day, "2021" or "2025". Raises RuleMissing before the pilot."""
    return rules.at("criteria.version", accident_date).as_text()


def criteria(accident_date: date, rules: Rules) -> tuple[Criterion, ...]:
    """The cases 应当确认 in force for an accident of that day, in the order of the items."""
    return _entries("criteria.case", accident_date, rules)


def exclusions(accident_date: date, rules: Rules) -> tuple[Criterion, ...]:
    """The exclusions 不予确认 in force for an accident of that day, in the order of the items."""
    return _entries("criteria.exclusion", accident_date, rules)


def citation(code: str, rules: Rules) -> str:
    """How a letter cites `code`: 《…办法（试行）》第十条第一款第（一）项. Raises BadInput for a code no text has."""
    found = [value for value in rules.values() if value.key in (f"criteria.case.{code}", f"criteria.exclusion.{code}")]
    if not found:
        raise BadInput("criterion_unknown", criterion=code)
    return _cite(found[0], rules)


def local_citation(code: str, rules: Rules) -> str | None:
    """How the province's own text cites the same case (`criteria.local.<code>`); None where no such text is loaded."""
    found = rules.history(f"criteria.local.{code}")
    return found[0].as_text() if found else None


def cases_article(accident_date: date, rules: Rules) -> str:
    """The paragraph with the cases for an accident of that day: 《…办法（试行）》第十条第一款."""
    first = next(iter(criteria(accident_date, rules)))
    return first.citation.rpartition("第")[0]


def _entries(prefix: str, day: date, rules: Rules) -> tuple[Criterion, ...]:
    criterion_version(day, rules)
    return tuple(_criterion(value, rules) for value in rules.table(prefix, day).values())


def _criterion(value: Value, rules: Rules) -> Criterion:
    parts = value.as_record()
    return Criterion(
        code=value.key.rpartition(".")[2],
        label=value.label,
        text=str(parts["text"]),
        citation=_cite(value, rules),
        needs_order_active=parts.get("needs_order_active") is True,
        needs_traffic_not_main_fault=parts.get("needs_traffic_not_main_fault") is True,
        needs_death=parts.get("needs_death") is True,
        confidence=value.confidence,
    )


def _cite(value: Value, rules: Rules) -> str:
    parts = value.as_record()
    measure = rules.at("criteria.measure", value.effective_from).as_text()
    article, paragraph, item = (numeral(int(str(parts[name]))) for name in ("article", "paragraph", "item"))
    return f"《{measure}》第{article}条第{paragraph}款第（{item}）项"


def numeral(number: int) -> str:
    """A whole number from 1 to 99 as the law writes it: 10 is 十, 15 is 十五, 20 is 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")

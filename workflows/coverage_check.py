"""我在不在保障范围: what the lists of a day say to somebody who has no case. Nothing is kept of it, and nothing is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claims.clock import legal_day
from claims.coverage import CoverageAnswer, CoverageQuestion, gate, industry_of
from claims.errors import words
from claims.rules import Rules
from workflows.rider_answers import DOING, OTHER, UNKNOWN, Faults, clean, is_ahead, platform_of, read_day
from workflows.told_of_order import NOT_TOLD

ELSEWHERE_IN_THE_COUNTRY = "名单以外的省份"
CONTRACTS = {
    "none": "都没有",
    "insured": "交了工伤保险",
    "contract": "签了劳动合同",
    UNKNOWN: NOT_TOLD,
}
PLATFORM_UNKNOWN, DAY_UNKNOWN = "platform_unknown", "day_unknown"  # what the gate is not asked, or cannot answer


@dataclass(frozen=True, slots=True)
class CoverageAsked:
    """What somebody told: `platform` is empty where he does not know, `doing` and `contract` are codes of DOING and CONTRACTS."""

    platform: str
    province: str
    accident_on: date
    doing: str
    contract: str


@dataclass(frozen=True, slots=True)
class CoverageTold:
    """What he is told: the code of the outcome, and what the gate said, where it could be asked."""

    code: str
    answer: CoverageAnswer | None = None


def provinces(rules: Rules) -> list[str]:
    """Every province that is on a list or ever was to be, the own one first; then all others together."""
    listed = [str(name) for value in rules.history("coverage.provinces") for name in value.as_list()]
    return list(dict.fromkeys((rules.province, *listed, ELSEWHERE_IN_THE_COUNTRY)))


def read_coverage(given: Mapping[str, Any], now: datetime, rules: Rules) -> tuple[CoverageAsked | None, Faults]:
    """What was asked, or what is wrong with it by field. An answer that no list has counts as not told."""
    faults: Faults = {}
    named = {name: clean(given.get(name), 40) for name in ("platform", "platform_other")}
    if not named["platform"] or (named["platform"] == OTHER and not named["platform_other"]):
        faults["platform_other" if named["platform"] else "platform"] = words("rider_platform_empty")
    day, wrong = read_day(given, legal_day(now))
    if wrong:
        faults |= dict([wrong])
    elif day is not None and is_ahead(day, "", now):
        faults["when"] = words("coverage_day_ahead")
    province = clean(given.get("province"), 40)
    if province not in provinces(rules):
        faults["province"] = words("coverage_province_empty")
    if faults or day is None:
        return None, faults
    doing, contract = clean(given.get("doing")), clean(given.get("contract"))
    platform = "" if named["platform"] == UNKNOWN else platform_of(named)
    return CoverageAsked(
        platform,
        province,
        day,
        doing if doing in DOING else UNKNOWN,
        contract if contract in CONTRACTS else UNKNOWN,
    ), {}


def coverage_told(asked: CoverageAsked, rules: Rules) -> CoverageTold:
    """What the lists of the day say."""
    if not asked.platform:
        return CoverageTold(PLATFORM_UNKNOWN)
    if rules.find("coverage.scope", asked.accident_on) is None:
        return CoverageTold(DAY_UNKNOWN)
    question = CoverageQuestion(
        accident_date=asked.accident_on,
        province=asked.province,
        platform=asked.platform,
        industry=industry_of(asked.platform, asked.accident_on, rules),
        order_state=DOING[asked.doing][1],
        work_injury_enrolled=asked.contract == "insured",
        labour_relation_signs=asked.contract == "contract",
    )
    answer = gate(question, rules)
    return CoverageTold(answer.reason_code, answer)

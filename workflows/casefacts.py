"""Facts of a case that several guards, effects and letters read."""

from __future__ import annotations

from datetime import date
from typing import Any

from claims.coverage import CoverageQuestion
from claims.criteria import criteria, exclusions
from claims.rules import Rules
from workflows.situation import Situation


def coverage_question(s: Situation, platform: str | None = None) -> CoverageQuestion:
    """What the coverage gate is asked about this case (or about another platform)."""
    claim = s.claim
    return CoverageQuestion(
        platform=platform or claim["platform"],
        province=claim["province"],
        industry=claim["industry"],
        accident_date=claim["accident_on"],
        order_state=claim["order_state"],
        criterion=str(s.data.get("criterion", claim["criterion"] or "")),
        work_injury_enrolled=bool(s.data.get("gongshang_enrolled", claim["gongshang_enrolled"])),
        labour_relation_signs=bool(s.data.get("labour_signs", claim["labour_signs"])),
        express_courier=claim["industry"] == "express",
        minutes_since_completion=s.data.get("minutes_since_completion"),
        other_case=str(s.data.get("other_line", claim["other_line"] or "")),
    )


def part_verdicts(s: Situation) -> dict[str, str]:
    """The verdict of each injured part of a confirmed case, by its name."""
    parts: list[dict[str, Any]] = s.private().get("parts", [])
    return {part["part"]: part["verdict"] for part in parts}


def is_case(code: str, accident_on: date, rules: Rules) -> bool:
    """Whether `code` is one of the cases that are confirmed, in the text of the accident's day."""
    return code in {entry.code for entry in criteria(accident_date=accident_on, rules=rules)}


def is_ground_of_refusal(code: str, accident_on: date, rules: Rules) -> bool:
    """Whether `code` can ground a refusal: an exclusion, or the case that is not met, in the text of that day."""
    return is_case(code, accident_on, rules) or code in {entry.code for entry in exclusions(accident_on, rules)}

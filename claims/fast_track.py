"""The fast track 绿色通道 (快立快审): which grounds the rule itself finds in the facts of a case. A person grants it, by name.

Hardship is only ever the rider's word; the other grounds are facts that the bureau knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from claims.rules import Rules

GROUND_NAMES: Mapping[str, str] = {
    "hardship": "生活困难",
    "death": "死亡案件",
    "clear": "事实清楚",
    "small": "金额较小",
    "silence": "平台企业不提供资料",
}
GROUNDS = tuple(GROUND_NAMES)
SMALL_SUM = "limits.green_channel.small_sum"


@dataclass(frozen=True, slots=True)
class FastFacts:
    """What the rule looks at. `sum_fen` is what the dispute is about, None where no sum is known yet."""

    death: bool = False
    facts_clear: bool = False
    sum_fen: int | None = None
    platform_silent: bool = False


def grounds_given(facts: FastFacts, rules: Rules, day: date) -> tuple[str, ...]:
    """The grounds that the facts give on `day`, in the order of GROUNDS; a sum counts only once a threshold is in force."""
    ceiling = rules.find(SMALL_SUM, day)
    small = ceiling is not None and facts.sum_fen is not None and facts.sum_fen <= ceiling.as_int()
    given = {"death": facts.death, "clear": facts.facts_clear, "small": small, "silence": facts.platform_silent}
    return tuple(ground for ground in GROUNDS if given.get(ground))

"""The small-injury lane, case by case, as a lawyer would put it (`small_injury.yaml`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.money import parse_yuan
from claims.rules import Rules, load_rules
from claims.small_injury import SmallInjury, fits_small_injury_lane

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("small_injury.yaml").read_text(encoding="utf-8"))
DAY = date(2025, 3, 1)


def with_lane(enabled: bool, ceiling_fen: int) -> Rules:
    changed = {"limits.small_injury.enabled": enabled, "limits.small_injury.medical_ceiling": ceiling_fen}
    values = (replace(value, value=changed.get(value.key, value.value)) for value in load_rules("重庆").values())
    return Rules("重庆", tuple(values))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["情形"])
def test_the_small_injury_lane(case: dict[str, Any]) -> None:
    rules = with_lane(case["启用"], parse_yuan(case["上限"]))
    injury = SmallInjury(parse_yuan(case["医疗费"]), case["住院"], case["鉴定"])
    assert fits_small_injury_lane(injury, rules, DAY) is case["适用"]


def test_chongqing_has_not_switched_it_on() -> None:
    assert not fits_small_injury_lane(SmallInjury(30200, False, False), load_rules("重庆"), DAY)

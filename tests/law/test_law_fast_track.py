"""The grounds for the fast track that the rule finds, case by case, as a lawyer would put it (`fast_track.yaml`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.fast_track import GROUND_NAMES, FastFacts, grounds_given
from claims.money import parse_yuan
from claims.rules import load_rules

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("fast_track.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["情形"])
def test_the_grounds_that_the_rule_finds(case: dict[str, Any]) -> None:
    sum_fen = None if case["金额"] is None else parse_yuan(case["金额"])
    facts = FastFacts(case["死亡"], case["事实清楚"], sum_fen, case["平台不提供资料"])
    found = grounds_given(facts, load_rules("重庆"), case["日期"])
    assert [GROUND_NAMES[ground] for ground in found] == case["查出"]


def test_hardship_is_never_found_by_the_rule() -> None:
    everything = FastFacts(death=True, facts_clear=True, sum_fen=0, platform_silent=True)
    assert "hardship" not in grounds_given(everything, load_rules("重庆"), CASES[0]["日期"])

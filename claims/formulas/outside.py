"""Items of 工伤 that rest on a labour relation. Riders ask for them, and the pilot does not have them."""

from __future__ import annotations

from collections.abc import Iterator

from claims.facts import Facts
from claims.formulas.items import ItemCode, Refusal, refuse
from claims.formulas.working import Law

OUTSIDE_THE_PILOT = (ItemCode.EMPLOYMENT_LUMP_SUM, ItemCode.INJURY_MEDICAL_LUMP_SUM)


def items(facts: Facts, _law: Law) -> Iterator[Refusal]:
    """A refusal for each that is asked for by name."""
    for code in OUTSIDE_THE_PILOT:
        if facts.asks_for(code):
            yield refuse(code, "refused_outside_pilot")

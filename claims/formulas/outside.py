"""Items of 工伤 that rest on a labour relation. Riders ask for them, and the pilot does not have them."""

from __future__ import annotations

from claims.errors import RuleMissing
from claims.facts import Facts
from claims.formulas.items import KINDS, ItemCode, Result, refuse
from claims.formulas.working import Law


def employment_lump_sum(facts: Facts, law: Law) -> list[Result]:
    """一次性伤残就业补助金: refused when it is asked for."""
    return _outside(ItemCode.EMPLOYMENT_LUMP_SUM, facts, law)


def injury_medical_lump_sum(facts: Facts, law: Law) -> list[Result]:
    """一次性工伤医疗补助金: refused when it is asked for."""
    return _outside(ItemCode.INJURY_MEDICAL_LUMP_SUM, facts, law)


def _outside(code: ItemCode, facts: Facts, law: Law) -> list[Result]:
    """The refusal, as long as the rules list the item; there is no formula for the day they no longer do."""
    if not facts.asks_for(code):
        return []
    listed = law.at("benefits.not_in_pilot", facts.accident_date)
    if code not in listed.as_list():
        raise RuleMissing("formula_missing", label=KINDS[code].label, file=listed.file, day=facts.accident_date)
    return [refuse(code, "refused_outside_pilot")]

"""Benefits: facts and rules in, items with their working out. Pure: no clock, no database, no float.

`assess` is for the engine, `compute` is the same for JSON. Where each item is worked out: `claims/formulas/`.

Combinations that meet in one case:

- A grade and a death from the injury: the lump sum of the grade stays, what is monthly ends with the month of death,
  and the death items come beside them.
- Death after the period (`after_period`): grades 1 to 4 leave a funeral grant and pensions, the others nothing; a
  grade is needed. Death of sudden illness: no grade can have been given.
- A missing rider (`missing`): pensions from the month of the rules on, and in hardship an advance of the lump sum, which the
  lump sum itself is less by once the rider is declared dead.
- A third party's payment reduces 医疗费 alone, by all bills together.
- `claimed_items` never narrows the answer: every item that the facts support is there, and each one asked for by name
  ends as an item, a refusal with its reason, or an error that names the missing fact or value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from claims.errors import RuleMissing
from claims.facts import Facts
from claims.facts_checks import faults_of
from claims.facts_reading import read_facts
from claims.faults import refuse_faults
from claims.formulas import death, disability, living, medical, outside, survivors
from claims.formulas.figures import calculation_base
from claims.formulas.items import Item, ItemCode, Payer, Refusal, Result, refuse
from claims.formulas.working import Law
from claims.rules import Rules, load_rules

Formula = Callable[[Facts, Law], list[Result]]

# Each item and the function that works it out, in the order in which they are shown.
FORMULAS: Mapping[ItemCode, Formula] = {
    ItemCode.MEDICAL: medical.medical_cost,
    ItemCode.HOSPITAL_MEALS: medical.hospital_meals,
    ItemCode.TRAVEL: medical.travel,
    ItemCode.REHABILITATION: medical.rehabilitation,
    ItemCode.DEVICES: medical.devices,
    ItemCode.APPRAISAL_FEE: medical.appraisal_fee,
    ItemCode.DISABILITY_LUMP_SUM: disability.lump_sum,
    ItemCode.DISABILITY_ALLOWANCE: disability.allowance,
    ItemCode.ALLOWANCE_TOP_UP: disability.allowance_top_up,
    ItemCode.NURSING_ALLOWANCE: disability.nursing_allowance,
    ItemCode.LIVING_SUPPORT: living.living_support,
    ItemCode.FUNERAL_GRANT: death.funeral_grant,
    ItemCode.DEATH_LUMP_SUM: death.death_lump_sum,
    ItemCode.DEATH_ADVANCE: death.death_advance,
    ItemCode.SURVIVOR_PENSION: survivors.survivor_pensions,
    ItemCode.EMPLOYMENT_LUMP_SUM: outside.employment_lump_sum,
    ItemCode.INJURY_MEDICAL_LUMP_SUM: outside.injury_medical_lump_sum,
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is due and what is not. `base_fen` is the monthly 计发基数 of the accident, None where none is known."""

    items: tuple[Item, ...]
    refused: tuple[Refusal, ...]
    base_fen: int | None

    @property
    def total_fund_fen(self) -> int:
        """The fund's one-off items together; what is monthly and what the platform pays is not in it."""
        return sum(item.amount_fen for item in self.items if item.payer is Payer.FUND and not item.monthly)

    def as_json(self) -> dict[str, object]:
        return {
            "items": [item.as_json() for item in self.items],
            "refused": [refusal.as_json() for refusal in self.refused],
            "base_fen": self.base_fen,
            "total_fund_fen": self.total_fund_fen,
        }


def assess(facts: Facts, rules: Rules, known_on: date | None = None, *, provisional: bool = False) -> Assessment:
    """Works out every item that `facts` support, by `rules` as they were known on `known_on` (None: now).

    With `provisional`, a wage figure not yet published on `known_on` gives way to that of the year before; the items
    say so and are marked. Raises BadInput `facts_faulty` with all faults of the facts, RuleMissing for a value that an
    item needs.
    """
    refuse_faults(faults_of(facts))
    law = Law(rules, known_on, provisional)
    results = [result for code in FORMULAS for result in _results(code, facts, law)]
    return Assessment(
        items=tuple(result for result in results if isinstance(result, Item)),
        refused=tuple(result for result in results if isinstance(result, Refusal)),
        base_fen=_base_fen(facts, law),
    )


def _results(code: ItemCode, facts: Facts, law: Law) -> list[Result]:
    """The item, or why it is not due. A value that is missing is an error for an item that is asked for; otherwise
    the item stands among the refused ones with the value's name, so that it is never silently nothing."""
    try:
        return FORMULAS[code](facts, law)
    except RuleMissing as missing:
        if _is_asked_for(code, facts):
            raise
        return [refuse(code, "refused_rule_missing", missing=missing.message())]


def _is_asked_for(code: ItemCode, facts: Facts) -> bool:
    """Whoever names items asks for these; whoever names none asks for all that the facts support.

    The top-up is only a check on the allowance and has to be named.
    """
    if facts.claimed_items:
        return facts.asks_for(code)
    return code is not ItemCode.ALLOWANCE_TOP_UP


def _base_fen(facts: Facts, law: Law) -> int | None:
    """The base to show. An item that needs one has raised by now, so a base that is not known is simply not shown."""
    try:
        return calculation_base(facts, law, facts.accident_date).fen
    except RuleMissing:
        return None


def compute(raw: Mapping[str, object]) -> dict[str, object]:
    """The contract in JSON: `raw` facts in, `items`, `refused`, `base_fen` and `total_fund_fen` out.

    Raises BadInput with every fault of `raw`, RuleMissing for an unknown province or a value that is not loaded.
    """
    facts = read_facts(raw)
    return assess(facts, load_rules(facts.province)).as_json()

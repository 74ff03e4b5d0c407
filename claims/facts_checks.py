"""What makes no sense in the facts of a case: every fault is found and named, not only the first."""

from __future__ import annotations

from collections.abc import Iterator

from claims.facts import OTHER_COST_CODES, DeathCause, Facts
from claims.faults import Fault
from claims.formulas.items import KINDS, ItemCode

GRADES = range(1, 11)


def faults_of(facts: Facts) -> list[Fault]:
    """Everything in `facts` that cannot be: numbers out of range, dates out of order, items without their facts."""
    return [*_numbers(facts), *_costs(facts), *_dates(facts), *_death(facts), *_items_without_facts(facts)]


def _numbers(facts: Facts) -> Iterator[Fault]:
    if facts.grade is not None and facts.grade not in GRADES:
        yield Fault("grade", "fault_grade", {"grade": facts.grade})
    for name in ("third_party_medical_paid_fen", "hospital_days", "appraisal_fee_fen"):
        number = getattr(facts, name)
        if number is not None and number < 0:
            yield Fault(name, "fault_negative", {"number": number})
    for name in ("base_fen", "average_wage_fen", "minimum_wage_fen"):
        number = getattr(facts, name)
        if number is not None and number <= 0:
            yield Fault(name, "fault_not_positive", {"number": number})


def _costs(facts: Facts) -> Iterator[Fault]:
    for place, bill in enumerate(facts.medical):
        yield from _sums(f"medical[{place}]", bill.amount_fen, bill.allowed_fen)
    for place, cost in enumerate(facts.other_costs):
        yield from _sums(f"other_costs[{place}]", cost.amount_fen, cost.allowed_fen)


def _sums(where: str, amount_fen: int, allowed_fen: int) -> Iterator[Fault]:
    for name, fen in (("amount_fen", amount_fen), ("allowed_fen", allowed_fen)):
        if fen < 0:
            yield Fault(f"{where}.{name}", "fault_negative", {"number": fen})
    if allowed_fen > max(amount_fen, 0):
        sums = {"allowed_fen": allowed_fen, "amount_fen": amount_fen}
        yield Fault(f"{where}.allowed_fen", "fault_allowed_above_claimed", sums)


def _dates(facts: Facts) -> Iterator[Fault]:
    death, support = facts.death, facts.living_support
    if death is not None and death.on < facts.accident_date:
        yield Fault("death.date", "fault_before_accident", {"day": death.on, "accident_date": facts.accident_date})
    if support is None:
        return
    if support.first_day < facts.accident_date:
        days = {"day": support.first_day, "accident_date": facts.accident_date}
        yield Fault("living_support.from", "fault_before_accident", days)
    if support.last_day < support.first_day:
        yield Fault(
            "living_support.to", "fault_ends_before_start", {"first": support.first_day, "last": support.last_day}
        )
    if death is not None and support.last_day > death.on:
        yield Fault("living_support.to", "fault_after_death", {"last": support.last_day, "death": death.on})


def _death(facts: Facts) -> Iterator[Fault]:
    death = facts.death
    if death is None:
        return
    if death.cause is DeathCause.AFTER_PERIOD and facts.grade is None:
        yield Fault("grade", "fault_after_period_needs_grade")
    if death.cause is DeathCause.SUDDEN_ILLNESS and (facts.grade or facts.care_level):
        yield Fault("death.cause", "fault_sudden_illness_with_grade")
    if death.advanced_fen < 0:
        yield Fault("death.advanced_fen", "fault_negative", {"number": death.advanced_fen})
    ids = [survivor.id for survivor in death.survivors]
    for place, name in enumerate(ids):
        if name in ids[:place]:
            yield Fault(f"death.survivors[{place}].id", "fault_survivor_twice", {"id": name})


def _items_without_facts(facts: Facts) -> Iterator[Fault]:
    for code in dict.fromkeys(facts.claimed_items):
        missing = _missing_fact(facts, code)
        if missing:
            yield Fault(missing, "fault_item_without_fact", {"label": KINDS[code].label, "item": code.value})


def _missing_fact(facts: Facts, code: ItemCode) -> str:
    """The name of the fact without which `code` cannot be worked out; "" when it is there or none is needed."""
    needed: dict[ItemCode, tuple[str, object]] = {
        ItemCode.MEDICAL: ("medical", facts.medical),
        ItemCode.HOSPITAL_MEALS: ("hospital_days", facts.hospital_days),
        ItemCode.APPRAISAL_FEE: ("appraisal_fee_fen", facts.appraisal_fee_fen),
        ItemCode.DISABILITY_LUMP_SUM: ("grade", facts.grade),
        ItemCode.DISABILITY_ALLOWANCE: ("grade", facts.grade),
        ItemCode.ALLOWANCE_TOP_UP: ("grade", facts.grade),
        ItemCode.NURSING_ALLOWANCE: ("care_level", facts.care_level),
        ItemCode.LIVING_SUPPORT: ("living_support", facts.living_support),
        ItemCode.FUNERAL_GRANT: ("death", facts.death),
        ItemCode.DEATH_LUMP_SUM: ("death", facts.death),
        ItemCode.DEATH_ADVANCE: ("death", facts.death),
        ItemCode.SURVIVOR_PENSION: ("death.survivors", facts.death and facts.death.survivors),
    }
    if code in OTHER_COST_CODES:
        return "" if any(cost.code is code for cost in facts.other_costs) else "other_costs"
    name, fact = needed.get(code, ("", None))
    return "" if fact else name

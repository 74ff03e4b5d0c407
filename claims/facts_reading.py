"""Reads the facts of a case from JSON; the keys are those of the contract of the pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from claims.facts import (
    OTHER_COST_CODES,
    CareLevel,
    DailyBase,
    Death,
    DeathCause,
    Facts,
    LivingSupport,
    MedicalCost,
    OtherCost,
    Relation,
    Survivor,
    ThirdPartyOffset,
)
from claims.facts_checks import faults_of
from claims.faults import Fault, refuse_faults
from claims.formulas.items import ItemCode
from claims.json_reader import Reader


def read_facts(raw: Mapping[str, object]) -> Facts:
    """The facts in `raw`, whose keys are those of the contract. Raises BadInput `facts_faulty` with all faults."""
    faults: list[Fault] = []
    facts = _facts(Reader(raw, "", faults))
    unreadable = tuple(fault.where for fault in faults)
    # What could not be read has had its word; a check that stumbles over the gap would only say it again.
    faults += [fault for fault in faults_of(facts) if not any(name.startswith(fault.where) for name in unreadable)]
    refuse_faults(faults)
    return facts


def _facts(reader: Reader) -> Facts:
    support, death = reader.part("living_support"), reader.part("death")
    facts = Facts(
        province=reader.text("province") or "",
        accident_date=reader.day("accident_date") or date.min,
        grade=reader.whole("grade"),
        care_level=reader.choice("care_level", tuple(CareLevel)),
        base_fen=reader.whole("base_fen"),
        average_wage_fen=reader.whole("average_wage_fen"),
        minimum_wage_fen=reader.whole("minimum_wage_fen"),
        medical=tuple(_medical_cost(entry) for entry in reader.parts("medical")),
        third_party_medical_paid_fen=reader.whole("third_party_medical_paid_fen") or 0,
        third_party_offset=reader.choice("third_party_offset", tuple(ThirdPartyOffset)),
        hospital_days=reader.whole("hospital_days"),
        appraisal_fee_fen=reader.whole("appraisal_fee_fen"),
        other_costs=tuple(_other_cost(entry) for entry in reader.parts("other_costs")),
        living_support=None if support is None else _living_support(support),
        claimed_items=reader.choices("claimed_items", tuple(ItemCode)),
        death=None if death is None else _death(death),
    )
    reader.close()
    return facts


def _sums(reader: Reader) -> tuple[int, int]:
    """What was asked for and what is allowed; one that cannot be read never makes the other look wrong."""
    amount_fen = reader.whole("amount_fen", required=True)
    allowed_fen = reader.whole("allowed_fen", required=True) or 0
    return (max(allowed_fen, 0) if amount_fen is None else amount_fen), allowed_fen


def _medical_cost(reader: Reader) -> MedicalCost:
    amount_fen, allowed_fen = _sums(reader)
    reader.close()
    return MedicalCost(amount_fen, allowed_fen)


def _other_cost(reader: Reader) -> OtherCost:
    code = reader.choice("code", OTHER_COST_CODES, required=True)
    amount_fen, allowed_fen = _sums(reader)
    reader.close()
    return OtherCost(code or ItemCode.TRAVEL, amount_fen, allowed_fen)


def _living_support(reader: Reader) -> LivingSupport:
    first_day, last_day = reader.day("from"), reader.day("to")
    daily_base = reader.choice("daily_base", tuple(DailyBase))
    reader.close()
    return LivingSupport(first_day or last_day or date.max, last_day or first_day or date.max, daily_base)


def _death(reader: Reader) -> Death:
    on = reader.day("date") or date.max
    cause = reader.choice("cause", tuple(DeathCause), required=True) or DeathCause.INJURY
    survivors = tuple(_survivor(entry) for entry in reader.parts("survivors"))
    hardship, advanced_fen = reader.flag("hardship"), reader.whole("advanced_fen") or 0
    reader.close()
    return Death(on, cause, survivors, hardship, advanced_fen)


def _survivor(reader: Reader) -> Survivor:
    survivor = Survivor(
        id=reader.text("id") or "",
        relation=reader.choice("relation", tuple(Relation), required=True) or Relation.OTHER,
        lone=reader.flag("lone"),
        orphan=reader.flag("orphan"),
    )
    reader.close()
    return survivor

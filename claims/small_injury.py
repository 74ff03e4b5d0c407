"""Whether an injury fits the small-injury lane 小伤快赔: switched on, outpatient, no grading, under the ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.rules import Rules


@dataclass(frozen=True, slots=True)
class SmallInjury:
    """What the lane looks at: the medical costs in fen, whether the person was admitted, whether a grade is asked for."""

    medical_fen: int
    admitted: bool
    needs_grading: bool


def fits_small_injury_lane(injury: SmallInjury, rules: Rules, accident_on: date) -> bool:
    """Whether the lane is on in the province on the accident's day and the injury is small enough for it (T10, 待核)."""
    if not rules.at("limits.small_injury.enabled", accident_on).as_flag():
        return False
    ceiling = rules.at("limits.small_injury.medical_ceiling", accident_on).as_int()
    return injury.medical_fen <= ceiling and not injury.admitted and not injury.needs_grading

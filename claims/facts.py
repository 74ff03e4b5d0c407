"""The facts that a benefit is worked out from. Nothing here knows a rule; nothing is guessed when it is not given.

Sums are fen; `None` means "not given". `claims/facts_reading.py` reads them from JSON, `claims/facts_checks.py` says
what makes no sense.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from claims.formulas.items import ItemCode


class CareLevel(StrEnum):
    """生活自理障碍等级: 完全, 大部分, 部分不能自理."""

    FULL = "full"
    MOST = "most"
    PART = "part"


class ThirdPartyOffset(StrEnum):
    """From which sum 医疗费 already paid by a third party is taken: 核定额 or 申报额."""

    FROM_ALLOWED = "from_allowed"
    FROM_CLAIMED = "from_claimed"


class DailyBase(StrEnum):
    """What a day of 生活保障费 is worked out from."""

    MINIMUM_WAGE = "minimum_wage"


class DeathCause(StrEnum):
    """因伤死亡, 突发疾病死亡(含48小时内抢救无效), 职业伤害期满后死亡, 下落不明(还没有宣告死亡)."""

    INJURY = "injury"
    SUDDEN_ILLNESS = "sudden_illness"
    AFTER_PERIOD = "after_period"
    MISSING = "missing"


class Relation(StrEnum):
    """How a survivor 供养亲属 stood to the dead rider."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MedicalCost:
    """One bill: what was asked for and what the three catalogues allow of it."""

    amount_fen: int
    allowed_fen: int


@dataclass(frozen=True, slots=True)
class OtherCost:
    """One cost of travel, rehabilitation or devices: asked for and allowed."""

    code: ItemCode
    amount_fen: int
    allowed_fen: int


OTHER_COST_CODES = (ItemCode.TRAVEL, ItemCode.REHABILITATION, ItemCode.DEVICES)


@dataclass(frozen=True, slots=True)
class LivingSupport:
    """The 职业伤害期 for which the platform owes 生活保障费, both days counted; no `daily_base` means the rules' own."""

    first_day: date
    last_day: date
    daily_base: DailyBase | None = None

    @property
    def days(self) -> int:
        """The days of the period, first and last both counted."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class Survivor:
    """A person the dead rider kept; `lone` 孤寡老人, `orphan` 孤儿."""

    id: str
    relation: Relation
    lone: bool = False
    orphan: bool = False


@dataclass(frozen=True, slots=True)
class Death:
    """When and of what the rider died, or since when the rider is missing, and whom the rider kept.

    `hardship`: those whom a missing rider kept are in need; `advanced_fen`: what was advanced of the lump sum while the
    rider was missing.
    """

    on: date
    cause: DeathCause
    survivors: tuple[Survivor, ...] = ()
    hardship: bool = False
    advanced_fen: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one case. `base_fen`, `average_wage_fen` and `minimum_wage_fen` are monthly and go before
    the figures of the rules; `claimed_items` are asked for by name, so that each gets an answer."""

    province: str
    accident_date: date
    grade: int | None = None
    care_level: CareLevel | None = None
    base_fen: int | None = None
    average_wage_fen: int | None = None
    minimum_wage_fen: int | None = None
    medical: tuple[MedicalCost, ...] = ()
    third_party_medical_paid_fen: int = 0
    third_party_offset: ThirdPartyOffset | None = None
    hospital_days: int | None = None
    appraisal_fee_fen: int | None = None
    other_costs: tuple[OtherCost, ...] = ()
    living_support: LivingSupport | None = None
    claimed_items: tuple[ItemCode, ...] = ()
    death: Death | None = None

    def asks_for(self, code: ItemCode) -> bool:
        """Whether the item is asked for by name."""
        return code in self.claimed_items

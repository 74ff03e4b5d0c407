"""What an item is: its code, name, payer, rhythm and the articles it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from claims.errors import words
from claims.rules.value import CONFIRMED_MARKS


class ItemCode(StrEnum):
    """Every 待遇项目 that can be asked for; the last two are not in the pilot."""

    MEDICAL = "medical"
    HOSPITAL_MEALS = "hospital_meals"
    TRAVEL = "travel"
    REHABILITATION = "rehabilitation"
    DEVICES = "devices"
    APPRAISAL_FEE = "appraisal_fee"
    DISABILITY_LUMP_SUM = "disability_lump_sum"
    DISABILITY_ALLOWANCE = "disability_allowance"
    ALLOWANCE_TOP_UP = "allowance_top_up"
    NURSING_ALLOWANCE = "nursing_allowance"
    LIVING_SUPPORT = "living_support"
    FUNERAL_GRANT = "funeral_grant"
    DEATH_LUMP_SUM = "death_lump_sum"
    DEATH_ADVANCE = "death_advance"
    SURVIVOR_PENSION = "survivor_pension"
    EMPLOYMENT_LUMP_SUM = "employment_lump_sum"
    INJURY_MEDICAL_LUMP_SUM = "injury_medical_lump_sum"


class Payer(StrEnum):
    """Who owes the item: 基金 or 平台企业."""

    FUND = "fund"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Kind:
    """The standing of one item in law.

    `confidence` says how sure it is that the pilot pays the item at all; the bases, percentages and figures that go
    into its sum carry marks of their own.
    """

    label: str
    articles: tuple[str, ...]
    confidence: str = "A"
    monthly: bool = False
    payer: Payer = Payer.FUND


def _regulation(*articles: str) -> tuple[str, ...]:
    return tuple(f"工伤保险条例{article}" for article in articles)


_LABOUR_RELATION = _regulation("第三十六条第二款", "第三十七条第二项")

KINDS: Mapping[ItemCode, Kind] = {
    ItemCode.MEDICAL: Kind("医疗费", _regulation("第三十条"), "B"),
    ItemCode.HOSPITAL_MEALS: Kind("住院伙食补助费", _regulation("第三十条第四款")),
    ItemCode.TRAVEL: Kind("统筹地区以外就医交通食宿费", _regulation("第三十条第四款")),
    ItemCode.REHABILITATION: Kind("康复费", _regulation("第三十条第六款")),
    ItemCode.DEVICES: Kind("辅助器具费", _regulation("第三十二条")),
    ItemCode.APPRAISAL_FEE: Kind("劳动能力鉴定费", ("社会保险法第三十八条第九项",), "B"),
    ItemCode.DISABILITY_LUMP_SUM: Kind("一次性伤残补助金", ()),  # the article goes by the grade
    ItemCode.DISABILITY_ALLOWANCE: Kind("伤残津贴", _regulation("第三十五条第一款第二项"), monthly=True),
    ItemCode.ALLOWANCE_TOP_UP: Kind("伤残津贴最低工资补差", _regulation("第三十五条第一款第二项"), monthly=True),
    ItemCode.NURSING_ALLOWANCE: Kind("生活护理费", _regulation("第三十四条第二款"), monthly=True),
    ItemCode.LIVING_SUPPORT: Kind("生活保障费", (), "B", payer=Payer.PLATFORM),  # the measure of the accident's day
    ItemCode.FUNERAL_GRANT: Kind("丧葬补助金", _regulation("第三十九条第一款第一项")),
    ItemCode.DEATH_LUMP_SUM: Kind("一次性职业伤害死亡补助金", _regulation("第三十九条第一款第三项"), "C"),
    ItemCode.DEATH_ADVANCE: Kind("一次性职业伤害死亡补助金（预支）", _regulation("第四十一条第一款"), "C"),
    ItemCode.SURVIVOR_PENSION: Kind("供养亲属抚恤金", _regulation("第三十九条第一款第二项"), monthly=True),
    ItemCode.EMPLOYMENT_LUMP_SUM: Kind("一次性伤残就业补助金", _LABOUR_RELATION),
    ItemCode.INJURY_MEDICAL_LUMP_SUM: Kind("一次性工伤医疗补助金", _LABOUR_RELATION),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One benefit that is due. `amount_fen` is a month's where `monthly`, else the whole of it.

    `person` is the survivor who draws it, None for what belongs to the rider's own case. `rule_versions` name each
    rule value that was used, as "key@jurisdiction:first day in force"; `provisional` awaits a figure and 补差.
    """

    code: ItemCode
    label: str
    amount_fen: int
    monthly: bool
    payer: Payer
    person: str | None
    explanation: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: str
    rule_versions: tuple[str, ...] = ()
    provisional: bool = False

    @property
    def unconfirmed(self) -> bool:
        """Whether something of it has still to be compared with its text by the bureau 待核."""
        return self.confidence not in CONFIRMED_MARKS

    def as_json(self) -> dict[str, object]:
        """The item by the contract of the pure rules."""
        return {
            "code": self.code.value,
            "label": self.label,
            "amount_fen": self.amount_fen,
            "monthly": self.monthly,
            "payer": self.payer.value,
            "person": self.person,
            "explanation": list(self.explanation),
            "sources": list(self.sources),
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that is not due, and why, in words for the rider."""

    code: ItemCode
    reason: str

    def as_json(self) -> dict[str, object]:
        """The refusal by the contract of the pure rules."""
        return {"code": self.code.value, "reason": self.reason}


Result = Item | Refusal


def refuse(code: ItemCode, why: str, **facts: object) -> Refusal:
    """The refusal of `code` for the reason whose words stand under `why`; they may use {label} and the facts."""
    return Refusal(code, words(why, label=KINDS[code].label, **facts))

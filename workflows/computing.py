"""What an award item comes to: the facts of the case and of the file, put to the pure rules of `claims/benefits.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.adjustments import ADJUSTMENT_ARTICLE, read_adjustment
from claims.benefits import assess
from claims.errors import BadInput, Refused
from claims.facts_reading import read_facts
from claims.formulas.items import Item, ItemCode, Payer
from claims.rules import Rules
from workflows.missing import LUMP_SUMS, known_of_missing
from workflows.situation import Situation

REIMBURSED = ("medical", "hospital_meals", "travel", "rehabilitation", "devices", "appraisal_fee")
ITEM_FACTS = {
    "medical": ("medical", "third_party_medical_paid_fen", "third_party_offset"),
    "hospital_meals": ("hospital_days",),
    "appraisal_fee": ("appraisal_fee_fen",),
    "travel": ("other_costs",),
    "rehabilitation": ("other_costs",),
    "devices": ("other_costs",),
    "living_support": ("living_support",),
    "survivor_pension": ("death",),
    "funeral_grant": ("death",),
    "death_lump_sum": ("death",),
    "death_advance": ("death",),
}


@dataclass(frozen=True, slots=True)
class Computed:
    """An item as the rules give it: the three sums, and the facts it was computed from."""

    item: Item
    claimed_fen: int
    allowed_fen: int
    base_fen: int | None
    facts: dict[str, Any]


def compute(s: Situation) -> Computed:
    """The item `code` of the situation's data.

    Raises Refused where the law gives no such item, BadInput where facts are missing or make no sense, RuleMissing where
    a value is not loaded. A wage figure that is not published yet gives a provisional item.
    """
    code = s.data["code"]
    if code not in s.scratch and s.data.get("adjustment"):
        s.scratch[code] = _adjusted(s, s.data["adjustment"][0])
    if code not in s.scratch:
        facts = _facts(s, code)
        item, base_fen = worked_out(facts, s.rules, s.occurred_on, code, s.data.get("beneficiary"))
        claimed, allowed = _stages(facts, item)
        s.scratch[code] = Computed(item, claimed, allowed, base_fen if _uses_base(code) else None, facts)
    computed: Computed = s.scratch[code]
    return computed


def worked_out(
    facts: Mapping[str, Any], rules: Rules, day: date, code: str, beneficiary: str | None
) -> tuple[Item, int | None]:
    """The item `code` that the facts give under the rules as known on `day`, and the base of the case in fen. Raises as
    `compute` does.
    """
    assessment = assess(read_facts(facts), rules, day, provisional=True)
    for refusal in assessment.refused:
        if refusal.code.value == code:
            raise Refused("item_refused_by_law", reason=refusal.reason)
    return _chosen(assessment.items, code, beneficiary), assessment.base_fen


def _adjusted(s: Situation, raw: Mapping[str, Any]) -> Computed:
    """The monthly sum of the version that is replaced, adjusted by the paper that orders it (工伤保险条例第四十条)."""
    earlier = s.file.find("award_item", s.data.get("replaces") or "")
    if earlier is None or not earlier["monthly"] or earlier["code"] != s.data["code"]:
        raise BadInput("adjustment_of_nothing", item=s.data["code"])
    adjustment = read_adjustment(raw)
    told, parameters = json.loads(earlier["explanation"]), json.loads(earlier["parameters"])
    raised_fen = adjustment.applied_to(earlier["awarded_fen"])
    item = Item(
        code=ItemCode(earlier["code"]),
        label=told["label"],
        amount_fen=raised_fen,
        monthly=True,
        payer=Payer.FUND,
        person=None,
        explanation=(adjustment.explained(earlier["awarded_fen"], raised_fen),),
        sources=tuple(dict.fromkeys((*told["sources"], ADJUSTMENT_ARTICLE))),
        confidence=told["confidence"],
        rule_versions=tuple(parameters["values"]),
        provisional=bool(earlier["provisional"]),
    )
    facts = {**parameters["facts"], "adjustment": adjustment.as_facts()}
    return Computed(item, raised_fen, raised_fen, earlier["base_fen"], facts)


def period_of(data: Mapping[str, Any]) -> str:
    """Which of several claims for the same kind of item this is: bills come again and again, a grant comes once."""
    return str(data.get("period", "-")) if data["code"] in REIMBURSED else "-"


def _chosen(items: tuple[Item, ...], code: str, person: str | None) -> Item:
    wanted = [item for item in items if item.code.value == code and item.person in (None, person)]
    if len(wanted) != 1:
        raise BadInput("item_not_among_results", item=code)
    return wanted[0]


def _uses_base(code: str) -> bool:
    return code in ("disability_lump_sum", "disability_allowance", "survivor_pension")


def _facts(s: Situation, code: str) -> dict[str, Any]:
    claim = s.claim
    given = dict((s.data.get("facts") or [{}])[0])
    allowed = ITEM_FACTS.get(code, ())
    strange = [name for name in given if name not in allowed]
    if strange:
        raise BadInput("item_facts_unknown", item=code, names="、".join(strange), known="、".join(allowed) or "无")
    facts: dict[str, Any] = {
        "province": claim["province"],
        "accident_date": claim["accident_on"].isoformat(),
        "claimed_items": [code],
        **given,
    }
    if code in LUMP_SUMS and isinstance(facts.get("death"), Mapping):
        facts["death"] = {**facts["death"], **known_of_missing(s, code)}
    if claim["grade"]:
        facts["grade"] = claim["grade"]
    if claim["care_level"] not in (None, "none"):
        facts["care_level"] = claim["care_level"]
    return facts


def _stages(facts: dict[str, Any], item: Item) -> tuple[int, int]:
    """What was asked for and what the catalogues allow; where an item is a formula both are its amount."""
    if item.code.value == "medical":
        bills = facts["medical"]
        return sum(bill["amount_fen"] for bill in bills), sum(bill["allowed_fen"] for bill in bills)
    if item.code.value in ("travel", "rehabilitation", "devices"):
        costs = [cost for cost in facts["other_costs"] if cost["code"] == item.code.value]
        return sum(cost["amount_fen"] for cost in costs), sum(cost["allowed_fen"] for cost in costs)
    return item.amount_fen, item.amount_fen


def month_after(day: date) -> date:
    """The first day of the month after `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)

"""What the coded answers of a move are called, by the question that they answer. A code without a name fails a test."""

from __future__ import annotations

from collections.abc import Mapping

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.fast_track import GROUND_NAMES
from workflows.dispute_parties import PARTY_NAMES
from workflows.fact_words import NAMES
from workflows.letter_view import COPY_NAMES
from workflows.recipients import METHOD_NAMES, RECIPIENT_NAMES, SIGNER_NAMES
from workflows.table import Field

CHOICES: Mapping[str, Mapping[str, str]] = {
    "applicant": NAMES["applied_by"],
    "channel": NAMES["channel"],
    "order_state": NAMES["order_state"],
    "relation": NAMES["claimant_relation"],
    "care_level": NAMES["care_level"],
    "cause": NAMES["death_cause"],
    "effect": NAMES["effect"],
    "ground": GROUND_NAMES,
    "kind": {**NAMES["application_kind"], **NAMES["appraisal"]},
    "kinship": NAMES["kinship"],
    "lane": {"clear": "事实清楚", "small": "小额轻伤"},
    "matter": MATTER_NAMES,
    "method": METHOD_NAMES,
    "next": ROUTE_NAMES,
    "party": PARTY_NAMES,
    "procedure": {"ordinary": "普通程序", "simple": "简易程序"},
    "recipient_kind": RECIPIENT_NAMES,
    "result": {
        "paid": "已付",
        "returned": "退汇",
        "unknown": "仍然没有结果",
        "part_paid": "部分支付",
        "overpaid": "银行多付",
    },
    "route": ROUTE_NAMES,
    "signer": SIGNER_NAMES,
    "variant": COPY_NAMES,
    "why": {"same_place": "同一天、同一平台、同一地点", "too_many": "同一手机号当天报得太多"},
}


def named_choices(field: Field) -> tuple[tuple[str, str], ...]:
    """The answers of a closed list, code and words; most lists are words already."""
    names = CHOICES.get(field.name, {})
    return tuple((code, names.get(code, code)) for code in field.choices)

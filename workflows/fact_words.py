"""What the coded facts of a case are called on a page. A code that has no name here shows as a test's failure, not as a word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from claims.criteria import criteria, exclusions
from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.rules import Rules
from workflows.import_columns import CHANNELS, ORDER_STATES
from workflows.letterfacts import APPRAISAL_KINDS
from workflows.report_words import GRADES, VOCABULARIES, translated

NAMES: Mapping[str, Mapping[str, str]] = {
    "channel": {code: label for label, code in CHANNELS.items()},
    "order_state": {code: label for label, code in ORDER_STATES.items()},
    "industry": {"express": "快递"},
    "effect": {"ex_tunc": "自始变更", "ex_nunc": "自次月起变更"},
    "application_kind": {"injury": "受伤", "death": "死亡", "missing": "下落不明", "relapse": "旧伤复发"},
    "applied_by": VOCABULARIES["applied_by"],
    "claimant_relation": {"self": "本人", "kin": "近亲属", "platform": "平台企业", "representative": "代理人"},
    "kinship": {
        "spouse": "配偶", "child": "子女", "parent": "父母", "grandparent": "祖父母", "maternal_grandparent": "外祖父母",
        "grandchild": "孙子女", "daughters_child": "外孙子女", "sibling": "兄弟姐妹", "other": "其他",
    },
    "care_level": {
        "full": "生活完全不能自理", "most": "生活大部分不能自理", "part": "生活部分不能自理", "none": "生活能够自理",
    },
    "appraisal": APPRAISAL_KINDS,
    "matter": MATTER_NAMES,
    "route": ROUTE_NAMES,
    "outcome": {name: label for name, label in VOCABULARIES["outcome"].items() if name},
    "death_cause": {"injury": "因伤死亡", "sudden_illness": "突发疾病死亡", "after_period": "停工期满后死亡"},
}  # fmt: skip


def fact_word(kind: str, code: object) -> str:
    """The Chinese for a coded fact; empty where there is none, the text itself where it is no code."""
    text = "" if code is None else str(code)
    return NAMES[kind].get(text, text)


def grade_word(grade: int | None) -> str:
    """「十级」, 「未达等级」, or empty before there is a conclusion."""
    if grade is None:
        return ""
    return GRADES[grade] if grade else "未达等级"


def ground_word(code: str | None, accident_on: date, rules: Rules) -> str:
    """What a case that is confirmed, or the ground of a refusal, is called, with its place in the text of that day."""
    if not code:
        return ""
    for entry in (*criteria(accident_on, rules), *exclusions(accident_on, rules)):
        if entry.code == code:
            return f"{entry.label}（{entry.citation}）"
    return translated("reason", code)

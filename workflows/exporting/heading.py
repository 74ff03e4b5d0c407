"""What stands over an exported ledger: whose it is, which period it covers, on which basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.book_chain import BOOK
from claims.clock import minute_text
from claims.errors import RuleMissing
from claims.formulas.items import KINDS, ItemCode
from claims.money import yuan
from claims.rules import Rules
from workflows.exporting.columns import label_of
from workflows.exporting.cut import Cut
from workflows.exporting.extract import Extract

TITLE = "职业伤害保障基金分类账"
ORGAN = "letters.bureau.name"


@dataclass(frozen=True, slots=True)
class Heading:
    """A pull with what a person reads over it; `facts` as in its manifest, `since` what was recorded after its last day."""

    source: Extract
    organ: str
    period: str
    basis: str
    facts: Mapping[str, Any]
    since: Extract | None = None


def heading_of(rules: Rules, source: Extract, facts: Mapping[str, Any], since: Extract | None, today: date) -> Heading:
    """The heading of a pull; the organ's name is that of the last day, or of `today` where the pull is empty."""
    named_on = source.totals.last_on or today
    return Heading(source, _organ(rules, named_on), period_words(source), basis_words(source.cut), facts, since)


def _organ(rules: Rules, on: date) -> str:
    try:
        return rules.at(ORGAN, on).as_text()
    except RuleMissing:
        return rules.province


def period_words(source: Extract) -> str:
    """The days that the pull covers."""
    first = source.cut.value_from or source.totals.first_on
    last = source.cut.value_to or source.totals.last_on
    return "没有分录" if first is None or last is None else f"{first.isoformat()} 至 {last.isoformat()}"


def basis_words(cut: Cut) -> str:
    """Both dates of the cut and what it is narrowed to, in Chinese."""
    to = "不限" if cut.value_to is None else f"至 {cut.value_to.isoformat()}（含）"
    known = "不限" if cut.known_before is None else f"{minute_text(cut.known_before)} 之前"
    return "；".join([f"业务日期{to}", f"记录时间{known}", *_narrowed(cut)])


def _narrowed(cut: Cut) -> list[str]:
    parts = []
    if cut.platform is not None:
        parts.append(f"平台企业 {cut.platform}")
    if cut.item_code is not None:
        parts.append(f"待遇项目 {KINDS[ItemCode(cut.item_code)].label}")
    if cut.claim_no is not None:
        parts.append("不属于任何案件的分录" if cut.claim_no == BOOK else f"案件 {cut.claim_no}")
    if cut.account is not None:
        parts.append(f"科目 {cut.account} {label_of('debit', cut.account)}")
    if cut.grade is not None:
        parts.append(f"伤残等级 {cut.grade} 级")
    if cut.batch_no is not None:
        parts.append(f"支付批次 {cut.batch_no}")
    if cut.least_fen is not None:
        parts.append(f"金额不低于 {yuan(cut.least_fen)}")
    if cut.most_fen is not None:
        parts.append(f"金额不高于 {yuan(cut.most_fen)}")
    if cut.text is not None:
        parts.append(f"编号中有“{cut.text}”")
    return parts

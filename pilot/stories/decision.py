"""The decision: the draft with its facts, sent back where it was not good enough, signed by three."""

from __future__ import annotations

from typing import Any

from claims.period_words import chinese_day
from pilot.agenda import Story
from pilot.facts import Refusal, ReturnedDraft
from pilot.office import APPROVER, INTAKE, REVIEWER
from pilot.stories.inquiry import evidence_weighed
from pilot.stories.intake import criterion, order_number
from pilot.stories.signing import signed
from pilot.teller import Teller

SIGNERS = {"reviewer": REVIEWER, "approver": APPROVER}


def confirmed(t: Teller) -> Story:
    """确认职业伤害, drafted, signed, and served on the person."""
    yield t.after("draft")
    proposal: dict[str, Any] = {"criterion": criterion(t.office, t.case), "parts": _parts(t), **_facts(t)}
    draft = t.propose(INTAKE, "confirm", **proposal)
    if t.case.returned_draft:
        yield from _returned(t, draft, proposal, t.case.returned_draft)
    yield from signed(t, draft)
    yield from t.until(lambda: t.claim()["effective_on"] is not None)


def _facts(t: Teller) -> dict[str, Any]:
    return {"facts_found": facts_found(t), "evidence_weighed": evidence_weighed(t)}


def facts_found(t: Teller) -> str:
    """When, where and how it happened, whether an order ran, who was to blame; what was hurt is not for the platform's copy."""
    accident = t.case.accident
    blame = f"{accident.finding.paper}载明，{accident.finding.says}。" if accident.finding else ""
    return f"{chinese_day(accident.on)}{accident.time}许，{t.case.name}在{accident.place}{accident.course}。{_order(t)}{blame}"


def _order(t: Teller) -> str:
    """What became of the order at that moment, and by whose record."""
    if t.case.accident.order_state == "commuting":
        return "平台数据显示，当日最后一单此前已经完成，事故地点在其返回经常居住地的合理路线上。"
    record = "申请人提交的订单截图" if t.case.platform_silent else "平台数据"
    return f"{record}显示，{order_number(t.case)}当时已经接单、尚未完成。"


def _parts(t: Teller) -> list[dict[str, str]]:
    parts = [{"part": t.case.accident.part, "verdict": "confirmed"}]
    refused = t.case.refused_part
    return [*parts, {"part": refused.part, "verdict": "refused", "reason": refused.reason}] if refused else parts


def _returned(t: Teller, draft: str, proposal: dict[str, Any], returned: ReturnedDraft) -> Story:
    """The signer sends the draft back with the reason; it comes again with what was missing."""
    yield t.after("review")
    if returned.by == "approver":
        t.act(REVIEWER, "review", draft)
        yield t.after("approve")
    t.act(SIGNERS[returned.by], "return", draft, reason=returned.reason)
    yield t.after("redraft")
    better = {**proposal, "facts_found": f"{facts_found(t)}{returned.added}"}
    t.act(INTAKE, "redraft", draft, act="confirm", targets=[t.no], proposal=[better])


def not_confirmed(t: Teller, refusal: Refusal) -> Story:
    """不予确认, with what is not met."""
    yield t.after("draft")
    draft = t.propose(INTAKE, "refuse_confirm", refusal=refusal.ground, failing=refusal.explanation, **_facts(t))
    yield from signed(t, draft)

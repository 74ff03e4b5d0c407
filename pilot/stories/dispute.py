"""A dispute of the pilot: brought by the rider, on the green channel where the rule or a motion says so, heard and ended."""

from __future__ import annotations

from pilot.agenda import Story
from pilot.facts import Dispute, GreenChannel
from pilot.office import LEGAL
from pilot.teller import Teller

ANSWERED = (
    "待遇给付申请表和受理决定书，证明申请和受理的时间",
    "平台订单数据，证明事发时的订单状态",
    "医疗机构诊断证明和调查笔录，证明事发的经过和救治情况",
    "结论书和送达回证，证明结论已经依法送达",
)


def disputed(t: Teller, dispute: Dispute) -> Story:
    """The whole dispute, begun on its day."""
    opened = t.act(t.rider, "lodge", f"{t.no}/dispute", matter=dispute.matter, route=dispute.route)
    subject = opened.subject
    if dispute.green_channel:
        _on_the_green_channel(t, subject, dispute.green_channel)
    if dispute.route == "mediation":
        t.act(LEGAL, "accepted", subject, document=f"{t.no}一站式调解登记（合成）")
        return
    yield t.after("review_accepted")
    t.act(LEGAL, "accepted", subject, document=f"合成复议{t.no}号", procedure="ordinary")
    yield t.after("review_answered")
    t.act(LEGAL, "answer", subject, document=f"{t.no}答复书（合成）", evidence=list(ANSWERED))
    if dispute.outcome:
        yield from _decided(t, subject, dispute.outcome)


def _on_the_green_channel(t: Teller, subject: str, green: GreenChannel) -> None:
    """Asked for by the rider, granted by a named officer with a reason, under the arbitrator of the area."""
    t.act(t.rider, "ask_fast", subject, ground=green.ground, reason=green.reason)
    t.act(LEGAL, "grant_fast", subject, ground=green.ground, reason=green.decided_because, area=green.area)


def _decided(t: Teller, subject: str, outcome: str) -> Story:
    """The organ decides, its decision is served on both sides, and it takes effect when nobody goes on."""
    yield t.after("review_decided")
    t.act(LEGAL, "decided", subject, outcome=outcome, document=f"{t.no}行政复议决定书（合成）")
    yield t.working_day()
    for party in ("person", "bureau"):
        t.act(LEGAL, "decision_served", subject, party=party, evidence="送达回证")
    yield from t.until(lambda: t.row("dispute", subject)["state"] == "effective")
    t.act(LEGAL, "executed", subject, document=f"{t.no}执行情况说明（合成）")

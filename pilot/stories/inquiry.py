"""The inquiry: the platform's data, the short period, a stop until others have spoken, and what was found."""

from __future__ import annotations

from claims.canonical import sha256_hex
from pilot.agenda import Story
from pilot.facts import FastLane, Reporter, Suspension
from pilot.office import INTAKE, REVIEWER
from pilot.stories.intake import criterion, order_number
from pilot.stories.signing import signed
from pilot.teller import Teller

SCENE = {
    Reporter.RIDER: ("现场照片", "证明事故的地点和现场情况"),
    Reporter.PLATFORM: ("平台企业报案记录", "证明报案的时间和当时所述的经过"),
    Reporter.COUNTER: ("窗口报案登记", "证明报案的时间和当时所述的经过"),
    Reporter.PHONE: ("电话报案记录", "证明报案的时间和当时所述的经过"),
}
OPEN_TO_DATA = ("investigating", "suspended", "deciding")
LANE = "clear"


def inquired(t: Teller) -> Story:
    """From the acceptance to the end of the inquiry."""
    if not t.case.platform_silent:
        t.also(_data_received(t), t.after("platform_data"))
    if t.case.fast_lane:
        yield from _fast(t, t.case.fast_lane)
    if t.case.suspension:
        yield from _suspended(t, t.case.suspension)
    is_fast = t.case.fast_lane is not None and t.case.fast_lane.revoked_because is None
    yield t.after("inquiry_fast" if is_fast else "inquiry")
    t.act(
        INTAKE,
        "report_done",
        evidence=_evidence(t),
        interview=f"{t.no}调查笔录",
        criterion=t.case.refusal.ground if t.case.refusal else criterion(t.office, t.case),
    )


def _data_received(t: Teller) -> Story:
    yield from ()
    if t.claim()["state"] in OPEN_TO_DATA:
        record = f"{t.no}平台订单数据"
        who = t.account_of(Reporter.PLATFORM)
        t.act(who, "receive_data", record=record, sha256=sha256_hex(record))


def _evidence(t: Teller) -> list[str]:
    orders = "申请人提交的订单截图" if t.case.platform_silent else "平台订单数据"
    finding = t.case.accident.finding
    return [orders, "医疗机构诊断证明", *([finding.paper] if finding else []), *SCENE[t.case.report.by][:1]]


def evidence_weighed(t: Teller) -> str:
    """The evidence that the decision rests on, each piece with what it proves; no piece says what was hurt."""
    return "；".join([_of_the_order(t), "医疗机构就诊记录和诊断证明，证明就诊的时间和伤病情况", *_of_the_course(t)])


def _of_the_order(t: Teller) -> str:
    number = order_number(t.case)
    if t.case.platform_silent:
        return f"申请人提交的{number}截图，证明事故发生时订单正在执行"
    if t.case.accident.order_state == "commuting":
        return f"平台企业提供的{number}等当日订单和轨迹数据，证明最后一单的完成时间和返回的路线"
    return f"平台企业提供的{number}接单、取送和轨迹数据，证明事故发生时订单正在执行"


def _of_the_course(t: Teller) -> list[str]:
    paper, proves = SCENE[t.case.report.by]
    finding = t.case.accident.finding
    blame = [f"{finding.paper}，证明事故的责任"] if finding else []
    return [*blame, f"{paper}，{proves}", f"{t.no}调查笔录，证明事故的时间、地点和经过"]


def _fast(t: Teller, lane: FastLane) -> Story:
    yield t.after("fast_lane")
    yield from signed(t, t.propose(REVIEWER, "grant_fast", reason=lane.reason, lane=LANE))
    if lane.revoked_because:
        yield t.working_day(2)
        yield from signed(t, t.propose(REVIEWER, "revoke_fast", reason=lane.revoked_because))


def _suspended(t: Teller, stop: Suspension) -> Story:
    yield t.after("suspend")
    draft = t.propose(REVIEWER, "suspend", reason=stop.reason, authority=stop.authority, document=stop.document)
    yield from signed(t, draft)
    yield t.days_later(stop.days)
    yield from signed(t, t.propose(REVIEWER, "resume", conclusion=stop.conclusion))
